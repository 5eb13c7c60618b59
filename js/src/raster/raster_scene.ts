import { type Placement, place } from "../canvas/box.ts";
import type { FittedCanvas } from "../canvas/fitted_canvas.ts";
import { EVERYTHING, type Scene, type Showing } from "../canvas/screen.ts";
import { neutralOf, type Theme } from "../canvas/theme.ts";
import { pack, tileColors } from "../color/fill.ts";
import { BOUNDARY, HOVER, REFERENCE_BOUNDARY, SELECTION } from "../color/halo.ts";
import { Ink } from "../color/ink.ts";
import { classPalette } from "../color/palette.ts";
import { WHITE_DOT } from "../color/points.ts";
import { rampTexels } from "../color/ramps.ts";
import { type Colors, outline, type Picture } from "../picture.ts";
import type { Box } from "../wire.ts";
import { fillCells } from "./cells.ts";
import { drawHairlines } from "./hairlines.ts";
import { drawDots, drawHalo, drawPoints } from "./marks.ts";
import { fillPolygons, type Pixels } from "./polygons.ts";

/** Tiles and hyperplanes pixel by pixel; the few marks above them by the browser's own canvas. */
export class RasterScene implements Scene {
  private picture: Picture | null = null;
  private colors: Colors | null = null;
  /** The last colored tessellation, shown until the colors of the present one arrive. */
  private former: { readonly picture: Picture; readonly colors: Colors } | null = null;
  private ramp = rampTexels("viridis");
  private readonly ink = new Ink();
  private showing = EVERYTHING;
  private palette = classPalette();
  private outlines: Record<"hovered" | "selected", Float32Array> = {
    hovered: new Float32Array(0),
    selected: new Float32Array(0),
  };
  private dots: Float32Array = new Float32Array(0);
  private image: ImageData | null = null;

  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly canvas: FittedCanvas,
  ) {}

  setPicture(picture: Picture): void {
    if (this.picture && this.colors) this.former = { picture: this.picture, colors: this.colors };
    this.picture = picture;
    this.colors = null;
    this.ink.setPicture(picture);
  }

  setColors(colors: Colors): void {
    if (colors.picture !== this.picture?.id) return;
    this.colors = colors;
    this.forget();
  }

  forget(): void {
    this.former = null;
  }

  setRamp(name: string): void {
    this.ramp = rampTexels(name);
  }

  setLayers(visible: readonly number[], count: number): void {
    this.ink.setLayers(visible, count);
  }

  setShowing(showing: Showing): void {
    this.showing = showing;
    this.palette = classPalette(showing.classes);
  }

  setDots(points: Float32Array): void {
    this.dots = points;
  }

  setOutlines(hovered: number, selected: number): void {
    if (!this.picture) return;
    this.outlines = {
      hovered: outline(this.picture, hovered === selected ? -1 : hovered),
      selected: outline(this.picture, selected),
    };
  }

  draw(view: Box, theme: Theme): void {
    const { context, canvas, picture } = this;
    const { width, height } = canvas;
    if (this.image?.width !== width || this.image.height !== height) {
      this.image = context.createImageData(width, height);
    }
    const data = new Int32Array(this.image.data.buffer);
    const pixels = { width, height, data };
    data.fill(pack(theme.background));
    if (picture) this.drawPicture(picture, pixels, view, theme);
    context.putImageData(this.image, 0, 0);
    if (picture) this.drawMarks(picture, place(picture.window, view));
  }

  private drawPicture(picture: Picture, pixels: Pixels, view: Box, theme: Theme): void {
    const shown = this.former ?? { picture, colors: this.colors };
    const placement = place(picture.window, view);
    const corners = toPixels(picture.positions, placement, pixels);
    const { positions, window, grid, tileOffsets: offsets, tileVertices: loops } = shown.picture;
    const { colors } = shown;
    if (grid && colors) {
      const blank = (cell: number) => Number.isNaN(colors.values[cell]);
      fillCells(pixels, place(window, view), grid, this.fill(shown, theme), blank);
    } else {
      const filled = shown.picture === picture ? corners : toPixels(positions, place(window, view), pixels);
      fillPolygons(pixels, { corners: filled, offsets, loops }, this.fill(shown, theme));
    }
    const { edges, edgeLayers } = picture;
    const width = placement.scale[0] * pixels.width;
    const halos = this.ink.halos(width);
    for (const aside of [-1, 1]) drawHairlines(pixels, corners, edges, edgeLayers, halos, aside);
    drawHairlines(pixels, corners, edges, edgeLayers, this.ink.colors(width));
  }

  private drawMarks(picture: Picture, placement: Placement): void {
    const { context, canvas, outlines } = this;
    const placed = (points: Float32Array) => toPixels(points, placement, canvas);
    if (this.showing.marks.includes("boundary")) {
      drawHalo(context, placed(picture.referenceBoundary), REFERENCE_BOUNDARY, canvas.ratio);
      drawHalo(context, placed(picture.boundary), BOUNDARY, canvas.ratio);
    }
    drawPoints(context, placed(picture.points), picture, this.showing, canvas.ratio);
    drawDots(context, placed(this.dots), WHITE_DOT, canvas.ratio);
    drawHalo(context, placed(outlines.hovered), HOVER, canvas.ratio);
    drawHalo(context, placed(outlines.selected), SELECTION, canvas.ratio);
  }

  private fill({ picture, colors }: { picture: Picture; colors: Colors | null }, theme: Theme): Int32Array {
    const neutral = neutralOf(theme);
    if (!colors) return new Int32Array(picture.tileCount).fill(pack(neutral));
    return tileColors(colors, this.ramp, this.palette, neutral);
  }
}

/** Points (k, 2) of a picture's window, v up, in device pixels of the canvas, y down. */
function toPixels(
  points: Float32Array,
  { scale, offset }: Placement,
  { width, height }: Readonly<Record<"width" | "height", number>>,
): Float32Array {
  const pixels = new Float32Array(points.length);
  const [across, down] = [scale[0] * width, -scale[1] * height];
  const [left, bottom] = [offset[0] * width, (1 - offset[1]) * height];
  for (let i = 0; i < points.length; i += 2) {
    pixels[i] = left + across * points[i];
    pixels[i + 1] = bottom + down * points[i + 1];
  }
  return pixels;
}
