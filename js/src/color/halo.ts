export type Rgba = readonly [number, number, number, number];

/** A line with a halo, so that it reads on any fill. Widths are CSS pixels; the halo is wider on either side. */
export interface HaloStyle {
  readonly core: Rgba;
  readonly halo: Rgba;
  readonly width: number;
  readonly margin: number;
}

const RED: Rgba = [0.86, 0.08, 0.12, 1];
const BLUE: Rgba = [0, 0.447, 0.698, 1];
const PALE: Rgba = [1, 1, 1, 0.9];
const INK: Rgba = [0.05, 0.05, 0.08, 0.75];
const WHITE: Rgba = [1, 1, 1, 1];

/** Where the predicted class changes. */
export const BOUNDARY: HaloStyle = { core: RED, halo: PALE, width: 2, margin: 1.25 };

/** The same of the reference checkpoint. */
export const REFERENCE_BOUNDARY: HaloStyle = { ...BOUNDARY, core: BLUE };

/** The folded line of a marked unit: of a hue that neither boundaries nor color maps have. */
export const CHOSEN_UNIT = "#d6007f";

/** Round the tile under the cursor, and round the selected one. */
export const HOVER: HaloStyle = { core: WHITE, halo: INK, width: 1.25, margin: 1 };
export const SELECTION: HaloStyle = { core: WHITE, halo: INK, width: 2.5, margin: 1.25 };
