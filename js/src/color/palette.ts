import { parseHex } from "./ramps.ts";

type Rgb = readonly [number, number, number];

// Okabe & Ito (2008), "Color universal design"; black is left to outlines. Digits need ten classes, hence
// three more that stay apart from the seven in lightness for every kind of color blindness.
const CLASSES = [
  "#0072b2",
  "#e69f00",
  "#009e73",
  "#cc79a7",
  "#56b4e9",
  "#d55e00",
  "#f0e442",
  "#6a4c93",
  "#999999",
  "#7f4f24",
].map(parseHex);

/** The color of a class; classes beyond the palette begin again. */
export function classColor(index: number): Rgb {
  return CLASSES[index % CLASSES.length];
}

/** So many classes can be shown and hidden one by one: a multiple of the colors, so that those beyond begin again. */
const DISTINCT = 25 * CLASSES.length;

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

// From the first layer to the last: light to dark, pale to strong, each step readable on viridis.
const LAYER_STOPS = ["#fff3c9", "#ffc078", "#d36fd0", "#6a2fb5", "#15103c"].map(parseHex);

/** The color of a layer's lines on the ordered ramp, in linear steps from the first layer to the last. */
export function layerColor(layer: number, count: number): Rgb {
  const t = count > 1 ? (layer / (count - 1)) * (LAYER_STOPS.length - 1) : LAYER_STOPS.length - 1;
  const i = Math.min(LAYER_STOPS.length - 2, Math.floor(t));
  const [a, b] = [LAYER_STOPS[i], LAYER_STOPS[i + 1]];
  const f = t - i;
  return [a[0] + f * (b[0] - a[0]), a[1] + f * (b[1] - a[1]), a[2] + f * (b[2] - a[2])];
}

/** The opacity of a layer's lines: early layers lie back, the newest is strongest. */
export function layerStrength(layer: number, count: number): number {
  return count > 1 ? 0.6 + (0.4 * layer) / (count - 1) : 1;
}
