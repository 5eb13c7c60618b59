import { element } from "../dom/element.ts";

/** A canvas that shows an image, one canvas pixel per image pixel. */
export class PixelImage {
  readonly canvas: HTMLCanvasElement;
  private shown = new Uint8ClampedArray(0);

  constructor(className: string) {
    this.canvas = element("canvas", { class: className });
  }

  /** RGBA; draws nothing when it looks as before, for every canvas that changes costs a layer. */
  show(pixels: Uint8ClampedArray<ArrayBuffer>, width: number, height: number): void {
    const sized = this.canvas.width === width && this.canvas.height === height;
    if (sized && pixels.length === this.shown.length && pixels.every((value, i) => value === this.shown[i]))
      return;
    if (!sized) Object.assign(this.canvas, { width, height });
    this.shown = pixels;
    this.canvas.getContext("2d")?.putImageData(new ImageData(pixels, width, height), 0, 0);
  }
}
