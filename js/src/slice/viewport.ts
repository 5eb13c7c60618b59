import { between, enclose, type Size, sameBox, toPixels, toSlice, zoomLimits } from "../canvas/box.ts";
import { Glide } from "../interact/glide.ts";
import type { Box, Point } from "../wire/wire.ts";

export interface ViewportEvents {
  /** Another window is seen. */
  moved(): void;
  /** The user wants another window; null is home. */
  wanted(view: Box | null): void;
}

/** The window that is seen now, always of the canvas' aspect, and where home is. */
export class Viewport {
  box: Box = [0, 1, 0, 1];
  private size: Size = { width: 1, height: 1 };
  /** The window of the newest picture that was asked for without a view of our own. */
  private home: Box | null = null;
  private atHome = true;
  /** What Python has asked to be seen, all of it, until a hand moves the window. */
  private contained: Box | null = null;
  /** Windows asked for since home was left: a picture of one of them may still arrive after the return. */
  private asked: Box[] = [];
  private readonly glide: Glide;

  constructor(
    private readonly events: ViewportEvents,
    signal: AbortSignal,
  ) {
    this.glide = new Glide(signal);
  }

  get aspect(): number {
    return this.size.width / this.size.height;
  }

  resize(size: Size): void {
    // Where a hand has been the height stays: widening the canvas shows more and moves nothing.
    const [u0, u1, v0, v1] = this.box;
    const half = ((v1 - v0) * (size.width / size.height)) / 2;
    this.size = size;
    const whole = this.atHome ? this.home : this.contained;
    this.box = whole ? enclose(whole, this.aspect) : [(u0 + u1) / 2 - half, (u0 + u1) / 2 + half, v0, v1];
    this.events.moved();
  }

  toPixels(point: Point): Point {
    return toPixels(this.box, point, this.size);
  }

  toSlice(pixel: Point): Point {
    return toSlice(this.box, pixel, this.size);
  }

  /** A picture has arrived: at home its window is what is seen. */
  arrived(window: Box): void {
    if (!this.atHome || this.asked.some((box) => alike(box, window))) return;
    this.asked = [];
    this.home = window;
    if (!this.glide.active) this.jump(enclose(window, this.aspect));
  }

  /** Python has set the view, or answers our own. */
  follow(view: Box | null): void {
    // Only what was asked for last is an answer: an earlier window means that Python refused the last one.
    if (view !== null && sameBox(this.asked.at(-1) ?? null, view)) return;
    this.atHome = view === null;
    this.contained = view;
    if (view !== null) this.asked = [view];
    const target = view ?? this.home;
    if (!target) return;
    // One of a stream, as from another explorer that a hand moves, would never arrive.
    if (view && this.glide.active) {
      this.glide.stop();
      this.jump(enclose(target, this.aspect));
    } else this.travel(enclose(target, this.aspect));
  }

  /** The hand moves the window. */
  drag(box: Box): void {
    this.glide.stop();
    this.jump(box);
    this.ask(box);
  }

  /** A button or key asks for a window: glide there and fetch it at once. */
  go(box: Box): void {
    const [outwards, inwards] = zoomLimits(this.box);
    const factor = (this.box[1] - this.box[0]) / (box[1] - box[0]);
    if (factor < outwards || factor > inwards) return;
    this.ask(box);
    this.travel(box);
  }

  goHome(): void {
    this.atHome = true;
    if (this.home) this.travel(enclose(this.home, this.aspect));
    this.events.wanted(null);
  }

  private ask(box: Box): void {
    this.atHome = false;
    this.contained = null;
    // A few dozen cover every answer that can still be under way.
    this.asked = [...this.asked.slice(-31), box];
    this.events.wanted(box);
  }

  private travel(target: Box): void {
    const from = this.box;
    if (this.size.width <= 1) {
      this.jump(target); // nobody has seen anything yet
      return;
    }
    this.glide.start((t) => this.jump(between(from, target, t)));
  }

  private jump(box: Box): void {
    if (sameBox(box, this.box)) return;
    this.box = box;
    this.events.moved();
  }
}

function alike(a: Box, b: Box): boolean {
  const tolerance = 1e-6 * (a[1] - a[0]);
  return a.every((value, i) => Math.abs(value - b[i]) <= tolerance);
}
