import { place, sameBox } from "../canvas/box.ts";
import type { Rgb } from "../canvas/theme.ts";
import type { Box } from "../wire/wire.ts";
import { countWithin, drawPoints, pointLook } from "./point_pixels.ts";

/** Points that take longer to draw, in ms, are drawn anew only once the window rests. */
const SOON = 8;
const RESTS = 120; // ms
/** How long a frame may draw, in ms: what takes longer goes on in the next. */
const SLICE = 12;

export interface Points {
  /** (n, 2). */
  readonly points: Float32Array;
  readonly labels: Uint8Array;
}

/** What is drawn: `content` counts the changes of points and colors. */
interface Exposure {
  readonly box: Box;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly content: number;
}

/** Points in a bitmap: drawn once, in slices of some frames if need be, and while the window moves only moved with it. */
export class PointLayer {
  private data: Points | null = null;
  private colors: readonly (Rgb | null)[] = [];
  private rim: Rgb = [0, 0, 0];
  private content = 0;
  private readonly bitmap = document.createElement("canvas");
  /** What the bitmap shows; null before the first. */
  private drawn: Exposure | null = null;
  /** What is being drawn, and for how many ms so far. */
  private work: { readonly of: Exposure; readonly steps: Generator<void>; spent: number } | null = null;
  private moved = 0;
  /** How long the points took to draw last, in ms. */
  private cost = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `rested` is told that the points are to be drawn anew. */
  constructor(
    private readonly rested: () => void,
    signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  /** Points, a color for each label, and one for their rims; labels without one are not drawn. */
  set(data: Points | null, colors: readonly (Rgb | null)[], rim: Rgb): void {
    [this.data, this.colors, this.rim] = [data, colors, rim];
    this.content += 1;
  }

  /** Onto a canvas of the window `box`. Tells whether all of it is there; if not, a frame more brings more of it. */
  draw(context: CanvasRenderingContext2D, box: Box, ratio: number): boolean {
    const { width, height } = context.canvas;
    const wanted = { box, width, height, ratio, content: this.content };
    this.choose(wanted);
    this.go();
    if (this.drawn) {
      const { scale, offset } = place(this.drawn.box, box);
      const top = 1 - offset[1] - scale[1];
      context.drawImage(
        this.bitmap,
        ...[offset[0] * width, top * height, scale[0] * width, scale[1] * height],
      );
    }
    return this.work === null;
  }

  /** The window moves. */
  move(): void {
    this.moved = performance.now();
  }

  /** What is drawn next, if anything. */
  private choose(wanted: Exposure): void {
    const { drawn, work } = this;
    // Another window of the same points is worth finishing: begun anew with every move, it would never be done.
    if (work && alike(work.of, wanted) && !(drawn && alike(drawn, wanted))) return;
    if (work && !sameBox(work.of.box, wanted.box)) this.work = null;
    if (this.work || (drawn && alike(drawn, wanted) && sameBox(drawn.box, wanted.box))) return;
    const resting = performance.now() - this.moved > RESTS;
    if (drawn && alike(drawn, wanted) && this.cost >= SOON && !resting) this.wait();
    else this.work = { of: wanted, steps: this.expose(wanted), spent: 0 };
  }

  private wait(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rested(), RESTS + 1);
  }

  private go(): void {
    const { work } = this;
    if (!work) return;
    const began = performance.now();
    let over = false;
    while (!over && performance.now() - began < SLICE) over = work.steps.next().done === true;
    work.spent += performance.now() - began;
    if (!over) return;
    this.cost = work.spent;
    this.drawn = work.of;
    this.work = null;
  }

  private *expose({ box, width, height, ratio }: Exposure): Generator<void> {
    const { bitmap, data, colors, rim } = this;
    const context = bitmap.getContext("2d");
    if (!context || width === 0 || height === 0) return;
    const image = context.createImageData(width, height);
    if (data) {
      const look = pointLook(countWithin(data.points, box), rim, ratio);
      yield* drawPoints(image, data.points, data.labels, colors, box, look);
    }
    Object.assign(bitmap, { width, height });
    context.putImageData(image, 0, 0);
  }
}

/** Whether two differ by their windows at most. */
function alike(a: Exposure, b: Exposure): boolean {
  return a.width === b.width && a.height === b.height && a.ratio === b.ratio && a.content === b.content;
}
