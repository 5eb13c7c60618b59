/** Tiles of the page's engine as the colors of a measure: `pictures/rendering/coloring.py`. */
import { robustRange } from "../color/robust_range.ts";
import type { Tiles } from "../engine/tiles.ts";
import { encode } from "../wire/encode.ts";
import type { WireColors, WireLiveMeasure } from "../wire/wire.ts";
import { confidences, valuesOf } from "./tile_measures.ts";

// As in Python: an old range is kept while both its ends are this near to the new one's, so that it does not tremble.
const STEADY = 0.15;

/** Colors one picture after another. */
export class Coloring {
  private readonly ranges = new Map<string, readonly [number, number]>();

  constructor(
    private readonly measures: readonly WireLiveMeasure[],
    private readonly classes: readonly string[],
  ) {}

  /** The colors of a picture by its number; undefined where there is no such measure. */
  of(tiles: Tiles, picture: number, name: string): WireColors | undefined {
    const measure = this.measures.find((each) => each.name === name);
    const known = measure && valuesOf(tiles, name);
    if (!known) return undefined;
    const values = Float32Array.from(known);
    const { label, unit, scale } = measure;
    const classes = scale === "class";
    const range = classes
      ? ([0, this.classes.length - 1] as const)
      : this.range(label, values, scale === "log");
    const colors: WireColors = {
      ...{ picture, name, label, unit, scale },
      range: [...range],
      values: encode(values),
    };
    if (scale === "log" && values.some((value) => value <= 0)) colors.zero = measure.zero;
    if (classes) {
      colors.classes = [...this.classes];
      colors.confidence = encode(Float32Array.from(confidences(tiles)));
    }
    return colors;
  }

  private range(label: string, values: Float32Array, logarithmic: boolean): readonly [number, number] {
    const fitting = robustRange(values, logarithmic);
    const before = this.ranges.get(label);
    const on = (value: number) => (logarithmic ? Math.log(value) : value);
    const length = on(fitting[1]) - on(fitting[0]);
    const apart = before && Math.max(...fitting.map((end, i) => Math.abs(on(end) - on(before[i]))));
    const range = before && apart !== undefined && apart < STEADY * length ? before : fitting;
    this.ranges.set(label, range);
    return range;
  }
}
