import { PixelImage } from "../chrome/pixel_image.ts";
import type { ImagePlane } from "../wire/picture.ts";
import type { Point } from "../wire/wire.ts";

/** A canvas that shows an input of the slice. */
export class InputImage extends PixelImage {
  /** Draws the input at (u, v). */
  paint(plane: ImagePlane, at: Point): void {
    const { width, height } = plane;
    const pixels = new Uint8ClampedArray(4 * width * height);
    fillPixels(pixels, plane, at);
    this.show(pixels, width, height);
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
