import { place, sameBox } from "../canvas/box.ts";
import type { Rgb } from "../canvas/theme.ts";
import type { Box } from "../wire/wire.ts";
import { countWithin, drawPoints, pointLook } from "./point_pixels.ts";

/** Points that take longer to draw, in ms, are drawn anew only once the window rests. */
const SOON = 8;
const RESTS = 120; // ms

export interface Points {
  /** (n, 2). */
  readonly points: Float32Array;
  readonly labels: Uint8Array;
}

/** Points in a bitmap: drawn once, and while the window moves only moved with it. */
export class PointLayer {
  private data: Points | null = null;
  private colors: readonly (Rgb | null)[] = [];
  private rim: Rgb = [0, 0, 0];
  private readonly bitmap = document.createElement("canvas");
  /** The window that the bitmap shows; null while it is out of date. */
  private drawn: Box | null = null;
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
    [this.data, this.colors, this.rim, this.drawn] = [data, colors, rim, null];
  }

  /** Onto a canvas of the window `box`. */
  draw(context: CanvasRenderingContext2D, box: Box, ratio: number): void {
    const { width, height } = context.canvas;
    const sized = this.bitmap.width === width && this.bitmap.height === height;
    if (!sized || this.drawn === null) this.redraw(box, width, height, ratio);
    else if (!sameBox(this.drawn, box)) {
      const resting = performance.now() - this.moved > RESTS;
      if (this.cost < SOON || resting) this.redraw(box, width, height, ratio);
      else this.wait();
    }
    const { scale, offset } = place(this.drawn!, box);
    const top = 1 - offset[1] - scale[1];
    context.drawImage(this.bitmap, offset[0] * width, top * height, scale[0] * width, scale[1] * height);
  }

  /** The window moves. */
  move(): void {
    this.moved = performance.now();
  }

  private wait(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rested(), RESTS + 1);
  }

  private redraw(box: Box, width: number, height: number, ratio: number): void {
    const began = performance.now();
    const { bitmap, data } = this;
    Object.assign(bitmap, { width, height });
    this.drawn = box;
    const context = data ? bitmap.getContext("2d") : null;
    if (!data || !context || width === 0 || height === 0) return;
    const image = context.createImageData(width, height);
    const look = pointLook(countWithin(data.points, box), this.rim, ratio);
    drawPoints(image, data.points, data.labels, this.colors, box, look);
    context.putImageData(image, 0, 0);
    this.cost = performance.now() - began;
  }
}
