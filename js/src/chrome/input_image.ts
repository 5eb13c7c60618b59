import type { ImagePlane } from "../picture.ts";
import type { Point } from "../wire.ts";

/** Draws the input at (u, v) of the slice into a canvas, one canvas pixel per image pixel. */
export function paintInput(canvas: HTMLCanvasElement, plane: ImagePlane, at: Point): void {
  const { width, height } = plane;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d");
  if (!context) return;
  const image = context.createImageData(width, height);
  fillPixels(image.data, plane, at);
  context.putImageData(image, 0, 0);
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
