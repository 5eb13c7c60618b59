import { type Placement, place, sameBox } from "../canvas/box.ts";
import type { FittedCanvas } from "../canvas/fitted_canvas.ts";
import { drawWithin } from "../canvas/frame_share.ts";
import { EVERYTHING, type Scene, type Showing } from "../canvas/screen.ts";
import { cssColor, neutralOf, type Theme } from "../canvas/theme.ts";
import { pack, tileColors } from "../color/fill.ts";
import { BOUNDARY, HOVER, REFERENCE_BOUNDARY, SELECTION } from "../color/halo.ts";
import { Ink } from "../color/ink.ts";
import { classPalette } from "../color/palette.ts";
import { WHITE_DOT } from "../color/points.ts";
import { rampTexels } from "../color/ramps.ts";
import type { Colors, Picture } from "../wire/picture.ts";
import type { Box } from "../wire/wire.ts";
import { fillCells } from "./cells.ts";
import { drawHairlines } from "./hairlines.ts";
import { drawDots, drawHalo, drawPoints } from "./marks.ts";
import { fillPolygons, type Pixels, type Polygons } from "./polygons.ts";

/** Polygons or segments that are drawn between two looks at the clock. */
const CHUNK = 4000;

/** What is drawn: `content` counts the changes of everything that is not named. */
interface Exposure {
  readonly view: Box;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  readonly content: number;
}

/** A canvas that is not in the page, with all but the outlines. */
interface Plate {
  readonly context: CanvasRenderingContext2D;
  readonly of: Exposure;
}

/**
 * Tiles and hyperplanes pixel by pixel; the few marks above them by the browser's own canvas.
 *
 * All but the outlines is drawn on a plate, in slices of some frames if need be. Until it is done the former plate is
 * shown, moved and scaled to where its window lies now.
 */
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
  private content = 0;
  private plate: Plate | null = null;
  /** The context of the former plate, for the next. */
  private spare: CanvasRenderingContext2D | null = null;
  private work: Generator<void> | null = null;

  /** `detached` makes the context of a canvas that is not in the page. */
  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly canvas: FittedCanvas,
    private readonly detached: () => CanvasRenderingContext2D,
  ) {}

  setPicture(picture: Picture): void {
    if (this.picture && this.colors) this.former = { picture: this.picture, colors: this.colors };
    this.picture = picture;
    this.colors = null;
    this.ink.setPicture(picture);
    this.content += 1;
  }

  setColors(colors: Colors): void {
    if (colors.picture !== this.picture?.id) return;
    this.colors = colors;
    this.forget();
  }

  forget(): void {
    this.former = null;
    this.content += 1;
  }

  setRamp(name: string): void {
    this.ramp = rampTexels(name);
    this.content += 1;
  }

  setLayers(visible: readonly number[], count: number, depth?: number): void {
    this.ink.setLayers(visible, count, depth);
    this.content += 1;
  }

  setShowing(showing: Showing): void {
    this.showing = showing;
    this.palette = classPalette(showing.classes);
    this.content += 1;
  }

  setDots(points: Float32Array): void {
    this.dots = points;
    this.content += 1;
  }

  setOutlines(hovered: Float32Array, selected: Float32Array): void {
    this.outlines = { hovered, selected };
  }

  draw(view: Box, theme: Theme): boolean {
    const { context, canvas, picture, outlines } = this;
    const { width, height } = canvas;
    const wanted = { view, theme, width, height, content: this.content };
    const exact = () => this.plate !== null && same(this.plate.of, wanted);
    const step = () => {
      this.work ??= this.expose(wanted);
      if (this.work.next().done) this.work = null;
      return !exact();
    };
    if (!exact()) drawWithin(canvas.pointedAt, step);
    this.showPlate(wanted);
    if (picture) {
      const placement = place(picture.window, view);
      drawHalo(context, toPixels(outlines.hovered, placement, canvas), HOVER, canvas.ratio);
      drawHalo(context, toPixels(outlines.selected, placement, canvas), SELECTION, canvas.ratio);
    }
    return exact();
  }

  /** Shows the plate where its window lies now. */
  private showPlate({ view, theme, width, height }: Exposure): void {
    const { context, plate } = this;
    if (!plate || !sameBox(plate.of.view, view)) {
      context.fillStyle = cssColor(theme.background);
      context.fillRect(0, 0, width, height);
    }
    if (!plate) return;
    const { scale, offset } = place(view, plate.of.view);
    const [across, down] = [plate.of.width, plate.of.height];
    const top = (1 - offset[1] - scale[1]) * down;
    context.drawImage(
      plate.context.canvas,
      ...[offset[0] * across, top, scale[0] * across, scale[1] * down],
      ...([0, 0, width, height] as const),
    );
  }

  /** Draws a plate and puts it in the place of the present one. */
  private *expose(of: Exposure): Generator<void> {
    const { picture } = this;
    const { view, theme, width, height } = of;
    const context = this.spare ?? this.detached();
    const { canvas } = context;
    // A size that is set makes another canvas, even the same size.
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    if (this.image?.width !== width || this.image.height !== height) {
      this.image = context.createImageData(width, height);
    }
    const { image } = this;
    const pixels = { width, height, data: new Int32Array(image.data.buffer) };
    pixels.data.fill(pack(theme.background));
    if (picture) yield* this.drawPicture(picture, pixels, view, theme);
    context.putImageData(image, 0, 0);
    if (picture) yield* this.drawMarks(context, picture, place(picture.window, view), pixels);
    this.spare = this.plate?.context ?? null;
    this.plate = { context, of };
  }

  private *drawPicture(picture: Picture, pixels: Pixels, view: Box, theme: Theme): Generator<void> {
    const shown = this.former ?? { picture, colors: this.colors };
    const placement = place(picture.window, view);
    const fill = this.fill(shown, theme);
    const corners = toPixels(picture.positions, placement, pixels);
    const { positions, window, grid, tileOffsets: offsets, tileVertices: loops } = shown.picture;
    const { colors } = shown;
    if (grid && colors) {
      const blank = (cell: number) => Number.isNaN(colors.values[cell]);
      fillCells(pixels, place(window, view), grid, fill, blank);
    } else {
      const filled = shown.picture === picture ? corners : toPixels(positions, place(window, view), pixels);
      yield* fillTiles(pixels, { corners: filled, offsets, loops }, fill);
    }
    const width = placement.scale[0] * pixels.width;
    const halos = this.ink.halos(width);
    if (halos.some((c) => c > 0)) yield* drawLines(pixels, corners, picture, halos, 1);
    yield* drawLines(pixels, corners, picture, this.ink.colors(width));
  }

  private *drawMarks(
    context: CanvasRenderingContext2D,
    picture: Picture,
    placement: Placement,
    size: Pixels,
  ): Generator<void> {
    const { dots, showing } = this;
    const { ratio } = this.canvas;
    const placed = (points: Float32Array) => toPixels(points, placement, size);
    if (showing.marks.includes("boundary")) {
      drawHalo(context, placed(picture.referenceBoundary), REFERENCE_BOUNDARY, ratio);
      yield;
      drawHalo(context, placed(picture.boundary), BOUNDARY, ratio);
      yield;
    }
    drawPoints(context, placed(picture.points), picture, showing, ratio);
    drawDots(context, placed(dots), WHITE_DOT, ratio);
  }

  private fill({ picture, colors }: { picture: Picture; colors: Colors | null }, theme: Theme): Int32Array {
    const neutral = neutralOf(theme);
    if (!colors) return new Int32Array(picture.tileCount).fill(pack(neutral));
    return tileColors(colors, this.ramp, this.palette, neutral);
  }
}

function same(a: Exposure, b: Exposure): boolean {
  const { width, height, content, theme } = a;
  const alike = width === b.width && height === b.height && content === b.content && theme === b.theme;
  return alike && sameBox(a.view, b.view);
}

function* fillTiles(
  pixels: Pixels,
  { corners, offsets, loops }: Polygons,
  colors: Int32Array,
): Generator<void> {
  for (let first = 0; first + 1 < offsets.length; first += CHUNK) {
    const some = offsets.slice(first, first + CHUNK + 1);
    fillPolygons(pixels, { corners, offsets: some, loops }, colors.subarray(first));
    yield;
  }
}

/** Draws the edges of tiles in the colors of their layers. */
function* drawLines(
  pixels: Pixels,
  corners: Float32Array,
  { edges, edgeLayers }: Picture,
  colors: Uint8Array,
  margin = 0,
): Generator<void> {
  for (let first = 0; first < edgeLayers.length; first += CHUNK) {
    const next = first + CHUNK;
    const [ends, layers] = [edges.subarray(2 * first, 2 * next), edgeLayers.subarray(first, next)];
    drawHairlines(pixels, corners, ends, layers, colors, margin);
    yield;
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
