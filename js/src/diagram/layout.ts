import type { Size } from "../canvas/box.ts";
import type { Point } from "../wire/wire.ts";
import type { Graph, Place } from "./graph.ts";

/** A column of more entries is one box. */
export const MOST_UNITS = 24;
/** Room above the columns for their names, and around all, in CSS pixels; less where it is narrow. */
const TOP = 40;
const BOTTOM = 10;
const SIDE = 52;
const NARROW_SIDE = 30;
/** Columns stand no closer; from this distance on entries have room for a number. */
const NEAREST = 64;
const ROOMY = 92;
/** The half width of a box, and of an entry with room for a number. */
export const BOX = 46;
export const PILL = 24;
const LARGEST = 11;
const SMALLEST = 4;

/** Where the columns of a graph stand, and their entries. */
export class Layout {
  readonly width: number;
  readonly height: number;
  /** Half the height of the entries of each column. */
  readonly radii: readonly number[];
  /** Whether entries have room for a number. */
  readonly roomy: boolean;
  private readonly side: number;
  private readonly step: number;

  constructor(
    private readonly graph: Graph,
    size: Size,
  ) {
    const { columns } = graph;
    const gaps = Math.max(1, columns.length - 1);
    const boxed = columns.some((_, i) => !this.isOpen(i));
    this.side = boxed || size.width >= 2 * SIDE + ROOMY * gaps ? SIDE : NARROW_SIDE;
    const nearest = boxed ? 2 * BOX + 14 : NEAREST;
    this.width = Math.max(size.width, 2 * this.side + nearest * gaps);
    this.height = size.height;
    this.step = (this.width - 2 * this.side) / gaps;
    this.radii = columns.map(({ width }) =>
      Math.max(SMALLEST, Math.min(LARGEST, (0.4 * this.room) / Math.max(width, 1))),
    );
    this.roomy = this.step >= ROOMY;
  }

  /** Whether the entries of a column are drawn one by one. */
  isOpen(column: number): boolean {
    return this.graph.columns[column].width <= MOST_UNITS && this.graph.columns[column].constant !== null;
  }

  /** Half the width of an entry. */
  halfWidth(column: number): number {
    if (!this.isOpen(column)) return BOX;
    return this.roomy && this.radii[column] >= LARGEST - 3 ? PILL : this.radii[column];
  }

  /** The middle of an entry; that of the box where there is one. */
  at({ column, entry }: Place): Point {
    const { width } = this.graph.columns[column];
    const x = this.side + this.step * column;
    if (!this.isOpen(column)) return [x, TOP + this.room / 2];
    return [x, TOP + (this.room * (entry + 0.5)) / width];
  }

  /** The middle of the head of a column. */
  head(column: number): Point {
    return [this.at({ column, entry: 0 })[0], TOP / 2 - 4];
  }

  /** Points along an edge, from right of an entry to left of a later one: an arc where it passes over columns. */
  curve(from: Place, to: Place): Point[] {
    const [x0, y0] = this.at(from);
    const [x1, y1] = this.at(to);
    const start: Point = [x0 + this.halfWidth(from.column), y0];
    const end: Point = [x1 - this.halfWidth(to.column), y1];
    const over = to.column - from.column - 1;
    if (over === 0) return [start, end];
    // Above what stands between.
    const lift = TOP - 14 - Math.min(y0, y1);
    return Array.from({ length: 17 }, (_, i) => {
      const t = i / 16;
      const bow = 4 * t * (1 - t);
      const straight = start[1] + t * (end[1] - start[1]);
      return [start[0] + t * (end[0] - start[0]), straight + bow * lift * 0.9] as const;
    });
  }

  private get room(): number {
    return this.height - TOP - BOTTOM;
  }
}
