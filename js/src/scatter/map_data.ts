import type { Showing } from "../canvas/screen.ts";
import { neutralOf, type Rgb, type Theme } from "../canvas/theme.ts";
import { formatCount } from "../color/numbers.ts";
import { classColor } from "../color/palette.ts";
import { decode } from "../wire/decode.ts";
import type { Point, WireMap } from "../wire/wire.ts";
import { PointGrid } from "./point_grid.ts";

/** The data on the map, as they came: where they are, of which classes, and which samples. */
export class MapData {
  /** (n, 2). */
  readonly points: Float32Array;
  readonly labels: Uint8Array;
  readonly names: readonly string[];
  readonly axes: readonly string[];
  /** The median of each class, coordinate by coordinate: unlike the mean it stays inside the crowd. */
  readonly middles: readonly (Point | null)[];
  /** What is drawn, in words. */
  readonly words: string;
  /** What of it is not all, or not exact. */
  readonly caveats: string;
  private readonly rows: ArrayLike<number> | null;
  private found: PointGrid | null = null;

  constructor(wire: WireMap) {
    this.points = Float32Array.from(decode(wire.points, ["float32", "float64"]));
    this.labels = Uint8Array.from(decode(wire.labels, ["uint8"]));
    [this.names, this.axes] = [wire.names, wire.axes];
    this.rows = wire.rows ? decode(wire.rows, ["uint32"]) : null;
    this.middles = wire.names.map((_, label) => medianOf(this.points, this.labels, label));
    const [drawn, all] = [this.labels.length, wire.count].map(formatCount);
    const thinned = this.rows ? `${drawn} of ${all} data are drawn, each class in proportion.` : "";
    const fitted =
      wire.fitted < wire.count ? `The components are those of ${formatCount(wire.fitted)} of them.` : "";
    this.caveats = [thinned, fitted].filter(Boolean).join(" ");
    const classes = wire.names.length > 0 ? `: ${wire.names.join(", ")}` : "";
    this.words = [
      `${all} data on two principal components of ${formatCount(wire.inputs)} inputs, ${wire.axes.join(" and ")}${classes}.`,
      this.caveats,
    ]
      .join(" ")
      .trim();
  }

  get grid(): PointGrid {
    this.found ??= new PointGrid(this.points);
    return this.found;
  }

  /** Which of the data a point is. */
  rowOf(index: number): number {
    return this.rows ? this.rows[index] : index;
  }

  at(index: number): Point {
    return [this.points[2 * index], this.points[2 * index + 1]];
  }

  /** What one of the data is called; "" for none. */
  nameOf(row: number | undefined): string {
    if (row === undefined || row < 0) return "";
    const index = this.rows ? Array.prototype.indexOf.call(this.rows, row) : row;
    const label = this.names[this.labels[index]];
    return label === undefined ? `sample ${row}` : `sample ${row}, class ${label}`;
  }

  /** The color of each label; null for those that are not shown. */
  colors(theme: Theme, showing: Showing): (Rgb | null)[] {
    if (this.names.length === 0) return [strong(theme)];
    return this.names.map((_, label) => (showing.classes(label) ? classColor(label) : null));
  }
}

/** Of data without classes: neither a class's color, nor that of the ground. */
function strong(theme: Theme): Rgb {
  const [ground, ink] = [neutralOf(theme), theme.foreground];
  const mixed = ground.map((c, i) => (c + ink[i]) / 2);
  return [mixed[0], mixed[1], mixed[2]];
}

function medianOf(points: Float32Array, labels: Uint8Array, label: number): Point | null {
  const count = labels.reduce((sum, other) => sum + Number(other === label), 0);
  if (count === 0) return null;
  const [xs, ys] = [new Float32Array(count), new Float32Array(count)];
  let k = 0;
  labels.forEach((other, i) => {
    if (other !== label) return;
    [xs[k], ys[k]] = [points[2 * i], points[2 * i + 1]];
    k++;
  });
  return [xs.sort()[count >> 1], ys.sort()[count >> 1]];
}
