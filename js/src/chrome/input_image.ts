import type { ImagePlane } from "../picture.ts";
import type { Point } from "../wire.ts";
import { element } from "./element.ts";

/** A canvas that shows an input of the slice, one canvas pixel per image pixel. */
export class InputImage {
  readonly canvas: HTMLCanvasElement;
  private shown = new Uint8ClampedArray(0);

  constructor(className: string) {
    this.canvas = element("canvas", { class: className });
  }

  /** Draws the input at (u, v); nothing when it looks as before, for every canvas that changes costs a layer. */
  paint(plane: ImagePlane, at: Point): void {
    const { width, height } = plane;
    const pixels = new Uint8ClampedArray(4 * width * height);
    fillPixels(pixels, plane, at);
    const sized = this.canvas.width === width && this.canvas.height === height;
    if (sized && pixels.length === this.shown.length && pixels.every((value, i) => value === this.shown[i]))
      return;
    if (!sized) Object.assign(this.canvas, { width, height });
    this.shown = pixels;
    this.canvas.getContext("2d")?.putImageData(new ImageData(pixels, width, height), 0, 0);
  }
}

/** The input as RGBA bytes; one channel is gray, three are red, green, blue, values beyond the range are cut. */
export function fillPixels(pixels: Uint8ClampedArray, plane: ImagePlane, [u, v]: Point): void {
  const { origin, axes, channels, range } = plane;
  const size = origin.length;
  const gain = 255 / (range[1] - range[0] || 1);
  const intensity = (i: number) => gain * (origin[i] + u * axes[i] + v * axes[size + i] - range[0]);
  for (let pixel = 0; pixel < plane.width * plane.height; pixel++) {
    for (let c = 0; c < 3; c++) pixels[4 * pixel + c] = intensity(pixel * channels + (channels >= 3 ? c : 0));
    pixels[4 * pixel + 3] = 255;
  }
}
