import type { Box } from "../wire/wire.ts";

const SIDE = 1.25; // CSS pixels
/** The share of the picture that all dots may cover together; the more there are the fainter each is. */
const COVER = 0.05;
const FAINTEST = 0.08;
const STRONGEST = 0.8;
const COLOR = 0x00ffffff; // white, in the byte order of a canvas' pixels

/** Points as small translucent squares, the same from frame to frame; written pixel by pixel, for they are many. */
export class Dots {
  readonly canvas = document.createElement("canvas");
  private image: ImageData | null = null;

  /** Draws these of the points, (N, 2); false where there is nothing to draw on. */
  draw(
    points: Float32Array,
    chosen: Uint32Array,
    window: Box,
    width: number,
    height: number,
    ratio: number,
  ): boolean {
    const { canvas } = this;
    if (canvas.width !== width || canvas.height !== height) {
      Object.assign(canvas, { width, height });
      this.image = null;
    }
    const context = canvas.getContext("2d");
    if (!context) return false;
    this.image ??= context.createImageData(width, height);
    const pixels = new Uint32Array(this.image.data.buffer);
    pixels.fill(0);
    const side = Math.max(1, Math.round(SIDE * ratio));
    scatter(pixels, width, height, side, points, chosen, window);
    context.putImageData(this.image, 0, 0);
    return true;
  }
}

export function scatter(
  pixels: Uint32Array,
  width: number,
  height: number,
  side: number,
  points: Float32Array,
  chosen: Uint32Array,
  [x0, x1, y0, y1]: Box,
): void {
  const [across, down] = [width / (x1 - x0), height / (y1 - y0)];
  const cover = (chosen.length * side * side) / (width * height);
  const opacity = Math.max(FAINTEST, Math.min(STRONGEST, COVER / cover));
  for (let n = 0; n < chosen.length; n++) {
    const left = Math.round((points[2 * chosen[n]] - x0) * across - side / 2);
    const top = Math.round((y1 - points[2 * chosen[n] + 1]) * down - side / 2);
    if (!(left >= 0 && top >= 0 && left + side <= width && top + side <= height)) continue;
    for (let y = top; y < top + side; y++) {
      for (let at = y * width + left; at < y * width + left + side; at++) {
        const alpha = pixels[at] >>> 24;
        pixels[at] = (((alpha + opacity * (255 - alpha)) << 24) | COLOR) >>> 0;
      }
    }
  }
}
