import { parseHex } from "./ramps.ts";

type Rgb = readonly [number, number, number];

// After Okabe & Ito (2008), "Color universal design", moved by a search until any two differ by CIEDE2000 >= 12 for
// normal, deuteranope and protanope sight, however unsure the network is of either (test/class_colors.test.ts).
const CLASSES = [
  "#004a7d",
  "#ffb201",
  "#99f2d9",
  "#cb5cfd",
  "#a6d8f9",
  "#ac5601",
  "#fffca5",
  "#4b555b",
  "#908976",
  "#532a0b",
].map(parseHex);

/** How many colors there are. */
export const CLASS_COUNT = CLASSES.length;

/** The color of a class; classes beyond the palette begin again. */
export function classColor(index: number): Rgb {
  return CLASSES[index % CLASS_COUNT];
}

/** So many classes can be shown and hidden one by one: a multiple of the colors, so that those beyond begin again. */
const DISTINCT = 25 * CLASS_COUNT;

/** The color of each class that is shown, and null for the others; classes beyond begin again. */
export function classPalette(shown: (index: number) => boolean = () => true): (Rgb | null)[] {
  return Array.from({ length: DISTINCT }, (_, i) => (shown(i) ? classColor(i) : null));
}

/** The same as RGBA texels; alpha 0 for classes that are not shown. */
export function classTexels(shown?: (index: number) => boolean): Uint8Array {
  return Uint8Array.from(
    classPalette(shown).flatMap((rgb) =>
      [...(rgb ?? [0, 0, 0]), rgb ? 1 : 0].map((c) => Math.round(255 * c)),
    ),
  );
}

// From the first layer to the last: light to dark, pale to strong. The middle of the scale is left out, for a line there
// has little contrast to either halo: the last of LIGHT to a dark one, the first of DARK to a pale one.
const LIGHT = ["#fff3c9", "#ffc586"].map(parseHex);
const DARK = ["#421c8c", "#15103c"].map(parseHex);

/** The color of a layer's lines on the ordered ramp, in linear steps from the first layer to the last. */
export function layerColor(layer: number, count: number): Rgb {
  const t = count > 1 ? layer / (count - 1) : 1;
  return t <= 0.5 ? between(LIGHT, 2 * t) : between(DARK, 2 * t - 1);
}

/** Of the halo round a layer's lines, which lets them be seen where a fill is of their own color. */
export function layerHalo(layer: number, count: number): Rgb {
  return count > 1 && layer / (count - 1) <= 0.5 ? [0.04, 0.04, 0.07] : [1, 1, 1];
}

function between(stops: readonly Rgb[], t: number): Rgb {
  const at = t * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(at));
  const [a, b, f] = [stops[i], stops[i + 1], at - i];
  return [a[0] + f * (b[0] - a[0]), a[1] + f * (b[1] - a[1]), a[2] + f * (b[2] - a[2])];
}

/** The opacity of a layer's lines: early layers lie back, the newest is strongest. */
export function layerStrength(layer: number, count: number): number {
  return count > 1 ? 0.9 + (0.1 * layer) / (count - 1) : 1;
}
