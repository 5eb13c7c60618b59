import { enclose, toPixels, toSlice } from "../canvas/box.ts";
import { FittedCanvas } from "../canvas/fitted_canvas.ts";
import { Frames } from "../canvas/frames.ts";
import { format } from "../color/numbers.ts";
import { element, setText } from "../dom/element.ts";
import type { Box, Point } from "../wire/wire.ts";
import { type Dots, drawDots, NO_DOTS } from "./dots.ts";

/** While nobody has said what is to be seen. */
const WINDOW: Box = [-2, 2, -2, 2];

/** A small square of the plane of inputs, with points. */
export class Pad {
  readonly root: HTMLElement;
  private readonly canvas: FittedCanvas;
  private readonly frames: Frames;
  private readonly crosshair = element("div", { class: "sw-crosshair" });
  private readonly ends = ["corner", "right", "top"].map((side) =>
    element("span", { class: "sw-pad-end", "data-side": side, "aria-hidden": "true" }),
  );
  private dots = NO_DOTS;
  private window = WINDOW;

  constructor(signal: AbortSignal) {
    this.root = element("div", { class: "sw-stage sw-pad" }, this.crosshair, ...this.ends);
    this.frames = new Frames(() => this.draw(), signal);
    this.canvas = new FittedCanvas(this.root, () => this.frames.invalidate(), signal);
  }

  get size(): { readonly width: number; readonly height: number } {
    return this.canvas.size;
  }

  /** Whether a point is in sight. */
  holds([x, y]: Point): boolean {
    const [left, right, bottom, top] = this.window;
    return x >= left && x <= right && y >= bottom && y <= top;
  }

  /** What it shows; `words` stand for it where it is not seen. */
  show(dots: Dots, window: Box | null, words: string): void {
    this.dots = dots;
    this.window = enclose(window ?? this.window, 1);
    this.root.setAttribute("aria-label", words);
    const [left, right, bottom, top] = this.window;
    const texts = [`(${format(left)}, ${format(bottom)})`, `x1 = ${format(right)}`, `x2 = ${format(top)}`];
    this.ends.forEach((end, i) => {
      setText(end, texts[i]);
    });
    this.frames.invalidate();
  }

  /** Whether it is drawn on. */
  setDrawing(drawing: boolean): void {
    this.root.classList.toggle("sw-drawing", drawing);
    this.root.tabIndex = drawing ? 0 : -1;
    this.root.setAttribute("role", drawing ? "application" : "img");
  }

  /** Where keys draw, in pixels. */
  aim([x, y]: Point): void {
    this.crosshair.style.inset = `${y - 9}px auto auto ${x - 9}px`;
  }

  inputAt(pixel: Point): Point {
    return toSlice(this.window, pixel, this.size);
  }

  pixelOf(input: Point): Point {
    return toPixels(this.window, input, this.size);
  }

  private draw(): boolean {
    const { canvas, size } = this;
    const context = canvas.element.getContext("2d");
    if (!context || size.width === 0) return false;
    const { ratio } = canvas;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    drawDots(context, this.dots, this.window, size);
    return true;
  }
}
