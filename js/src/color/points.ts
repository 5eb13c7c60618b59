import type { Rgb } from "../canvas/theme.ts";

/** How points look; sizes in CSS pixels, the rim included. */
export interface DotStyle {
  readonly core: Rgb;
  readonly rim: Rgb;
  readonly radius: number;
  readonly margin: number;
}

/** Samples of a generator, latents and outputs alike. */
export const WHITE_DOT: DotStyle = { core: [1, 1, 1], rim: [0.1, 0.1, 0.14], radius: 3, margin: 1 };

// Data near the slice fade and shrink with their distance from it. WebGL computes the same in its shader.

/** CSS pixels of a point in the slice, outline included. */
export const POINT_RADIUS = 4.5;
/** Of the outline, CSS pixels. */
export const POINT_RIM = 1.25;
/** In the color of its class. */
export const DATA = { core: null, rim: [1, 1, 1], radius: POINT_RADIUS, margin: POINT_RIM } as const;
export const DATA_HALO: Rgb = [0.08, 0.08, 0.11];
/** Of the dark line round the outline, CSS pixels: for data on fills as pale as the outline. */
export const POINT_HALO = 0.75;
/** Misclassified data are crosses instead: half their length, and half the width of an arm, outline included. */
export const CROSS = { reach: 6.5, arm: 2.5 };
export const FARTHEST = { opacity: 0.35, size: 0.6 };

export function nearnessOpacity(nearness: number): number {
  return FARTHEST.opacity + (1 - FARTHEST.opacity) * nearness;
}

/** In CSS pixels, of what has the radius `full` on the slice. */
export function nearnessRadius(nearness: number, full = POINT_RADIUS): number {
  return full * (FARTHEST.size + (1 - FARTHEST.size) * nearness);
}
