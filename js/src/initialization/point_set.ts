import type { Box, Point } from "../wire/wire.ts";

export interface PointSetEvents {
  /** Points, or which of them is selected, are others. */
  changed(): void;
  /** A hand has other points. */
  wanted(points: Point[]): void;
  /** It lets go. */
  released(): void;
}

/** The data as a hand has them: ahead of Python while it moves them, and as Python has them at rest. */
export class PointSet {
  points: readonly Point[] = [];
  /** -1 for none. */
  selected = -1;
  /** A hand has tried to move a point beyond the window, where it stays at the edge. */
  atEdge = false;
  window: Box = [-1, 1, -1, 1];
  private held = false;
  /** What Python has said while a hand held a point. */
  private missed: readonly Point[] | null = null;

  constructor(private readonly events: PointSetEvents) {}

  /** What Python has. */
  follow(points: readonly Point[]): void {
    if (this.held) {
      this.missed = points;
      return;
    }
    this.points = points;
    if (this.selected >= points.length) this.selected = -1;
    this.events.changed();
  }

  select(index: number): void {
    if (index === this.selected) return;
    this.selected = index;
    this.events.changed();
  }

  /** To the next of all points, or the one before. */
  step(by: 1 | -1): void {
    const { length } = this.points;
    if (length > 0) this.select(this.selected < 0 ? 0 : (this.selected + by + length) % length);
  }

  hold(): void {
    this.held = true;
  }

  release(): void {
    if (!this.held) return;
    this.events.released();
    this.held = false;
    this.atEdge = false;
    const { missed } = this;
    this.missed = null;
    if (missed) this.follow(missed);
    else this.events.changed();
  }

  /** Moves the selected point. */
  move(to: Point): void {
    if (this.selected < 0) return;
    const at = this.within(to);
    this.atEdge = this.held && (at[0] !== to[0] || at[1] !== to[1]);
    this.take(this.points.map((point, i) => (i === this.selected ? at : point)));
  }

  /** Adds a point, and selects it. */
  add(at: Point): void {
    this.selected = this.points.length;
    this.take([...this.points, this.within(at)]);
  }

  /** Deletes the selected point. */
  remove(): void {
    const { selected } = this;
    if (selected < 0) return;
    this.selected = -1;
    this.take(this.points.filter((_, i) => i !== selected));
  }

  private take(points: Point[]): void {
    this.points = points;
    this.events.changed();
    this.events.wanted(points);
  }

  private within([x, y]: Point): Point {
    const [x0, x1, y0, y1] = this.window;
    return [Math.min(x1, Math.max(x0, x)), Math.min(y1, Math.max(y0, y))];
  }
}
