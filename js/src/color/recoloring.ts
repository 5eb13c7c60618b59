import { ancestors } from "../wire/ancestors.ts";
import type { Colors, Picture } from "../wire/picture.ts";
import type { BarScale } from "../wire/wire.ts";
import { robustRange } from "./robust_range.ts";

type Range = readonly [number, number];

/** Colors as they are shown: in a range and on a scale of one's own, of all tiles or of those at a depth. */
export interface ShownColors extends Colors {
  /** Of the color bar, which holds the range. */
  readonly extent: Range;
  /** Whether both scales are possible: a negative number has no logarithm. */
  readonly switchable: boolean;
  /** The measure is that of the tiles after the first layers; else it is of those that all layers cut. */
  readonly summed: boolean;
  /** The range is one's own. */
  readonly chosen: boolean;
}

/** What may be chosen of colors in the page, without asking anybody. */
export interface Choice {
  readonly range: Range | null;
  readonly scale: BarScale;
  /** So many layers have cut; infinite where all have. */
  readonly depth: number;
}

export const AS_TOLD: Choice = { range: null, scale: "auto", depth: Number.POSITIVE_INFINITY };

/** Shows colors as they were chosen to be; what depends on values alone is found once for each of them. */
export class Recoloring {
  private before: { key: unknown[]; scaled: ShownColors } | null = null;

  /** `picture` may be another one than the colors are of, or none. */
  shown(colors: Colors, picture: Picture | null, { range, scale, depth }: Choice): ShownColors {
    const fitting = picture?.id === colors.picture && !picture.grid ? picture : null;
    const key = [colors, fitting?.tileOffsets, scale, depth];
    if (!this.before || key.some((each, i) => each !== this.before?.key[i]))
      this.before = { key, scaled: scaled(colors, fitting, scale, depth) };
    const { scaled: fitted } = this.before;
    if (
      range === null ||
      fitted.scale === "class" ||
      fitted.scale === "pattern" ||
      (fitted.scale === "log" && !(range[0] > 0))
    )
      return fitted;
    const extent = [Math.min(range[0], fitted.range[0]), Math.max(range[1], fitted.range[1])] as const;
    return { ...fitted, range, extent, chosen: true };
  }
}

function scaled(colors: Colors, picture: Picture | null, scale: BarScale, depth: number): ShownColors {
  const alone = { extent: colors.range, switchable: false, summed: false, chosen: false };
  if (colors.patterns)
    return { ...colors, ...alone, values: patternsAfter(colors, colors.patterns, depth), summed: true };
  if (colors.scale === "class") return { ...colors, ...alone };
  const summed = picture !== null && depth !== Number.POSITIVE_INFINITY && colors.name === "area";
  const values = summed ? sums(picture, colors.values, depth) : colors.values;
  const switchable = !values.some((value) => value < 0);
  const logarithmic = switchable && (scale === "auto" ? colors.scale : scale) === "log";
  const kind = logarithmic ? "log" : "linear";
  const range = summed || kind !== colors.scale ? robustRange(values, logarithmic) : colors.range;
  const places = logarithmic ? positive(values) : values;
  const zero = places === values ? "" : colors.zero || "0";
  return {
    ...colors,
    scale: kind,
    range,
    extent: range,
    values: places,
    zero,
    switchable,
    summed,
    chosen: false,
  };
}

/** The color of each tile's pattern in the first layers. */
function patternsAfter({ values }: Colors, patterns: Uint8Array, depth: number): Float32Array {
  const last = patterns.length / values.length;
  const layer = Math.min(depth, last) - 1;
  return Float32Array.from(patterns.subarray(layer * values.length, (layer + 1) * values.length));
}

/** For each tile the sum over all tiles that were cut from the same one. */
function sums(picture: Picture, values: Float32Array, depth: number): Float32Array {
  const { of, count } = ancestors(picture, depth);
  const totals = new Float64Array(count);
  for (let tile = 0; tile < values.length; tile++) totals[of[tile]] += values[tile];
  return Float32Array.from(values, (_, tile) => totals[of[tile]]);
}

/** The values without those that have no logarithm; the same array where all have one. */
function positive(values: Float32Array): Float32Array {
  return values.some((value) => value <= 0)
    ? values.map((value) => (value > 0 ? value : Number.NaN))
    : values;
}
