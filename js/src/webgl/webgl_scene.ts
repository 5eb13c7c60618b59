import { place } from "../canvas/box.ts";
import { EVERYTHING, type Scene, type Showing } from "../canvas/screen.ts";
import { neutralOf, type Theme } from "../canvas/theme.ts";
import { BOUNDARY, HOVER, REFERENCE_BOUNDARY, SELECTION } from "../color/halo.ts";
import { classTexels } from "../color/palette.ts";
import { DATA, WHITE_DOT } from "../color/points.ts";
import { RAMP_SIZE, rampTexels } from "../color/ramps.ts";
import type { Colors, Picture } from "../wire/picture.ts";
import type { Box } from "../wire/wire.ts";
import { DataTexture, paletteTexture } from "./data_texture.ts";
import { Edges } from "./edges.ts";
import { HaloLine } from "./halo_line.ts";
import { LinePainter } from "./lines.ts";
import { Points } from "./points.ts";
import { TilePainter, Tiles } from "./tiles.ts";
import type { Begin, Surface } from "./webgl_canvas.ts";

/** Everything drawn with one WebGL context. */
export class WebglScene implements Scene {
  private readonly ramp: DataTexture;
  private readonly palette: DataTexture;
  private readonly tilePainter: TilePainter;
  private readonly linePainter: LinePainter;
  private readonly edges: Edges;
  private readonly boundary: HaloLine;
  private readonly referenceBoundary: HaloLine;
  private readonly hover: HaloLine;
  private readonly selection: HaloLine;
  private readonly points: Points;
  private readonly dots: Points;
  private tiles: Tiles | null = null;
  /** The last colored tessellation, shown until the colors of the present one arrive. */
  private former: Tiles | null = null;
  private colored = false;
  private showing = EVERYTHING;

  constructor(
    private readonly gl: Surface["gl"],
    private readonly begin: Begin,
  ) {
    this.ramp = new DataTexture(gl, "color", RAMP_SIZE);
    this.palette = paletteTexture(gl);
    const { palette } = this;
    this.tilePainter = new TilePainter(gl, this.ramp, palette);
    this.linePainter = new LinePainter(gl);
    this.edges = new Edges(gl);
    this.boundary = new HaloLine(gl, BOUNDARY);
    this.referenceBoundary = new HaloLine(gl, REFERENCE_BOUNDARY);
    this.hover = new HaloLine(gl, HOVER);
    this.selection = new HaloLine(gl, SELECTION);
    this.points = new Points(gl, palette, DATA);
    this.dots = new Points(gl, palette, WHITE_DOT);
  }

  setPicture(picture: Picture): void {
    if (this.tiles && this.colored) {
      this.former?.release();
      this.former = this.tiles;
    } else {
      this.tiles?.release();
    }
    this.tiles = new Tiles(this.gl, picture);
    this.colored = false;
    this.edges.setPicture(picture);
    this.boundary.setSegments(picture.boundary);
    this.referenceBoundary.setSegments(picture.referenceBoundary);
    this.points.set(picture.points, picture.pointLabels, picture.pointNearness, picture.pointMissed);
  }

  setColors(colors: Colors): void {
    if (!this.tiles || colors.picture !== this.tiles.picture.id) return;
    this.tiles.color(colors);
    this.colored = true;
    this.forget();
  }

  forget(): void {
    this.former?.release();
    this.former = null;
  }

  setRamp(name: string): void {
    this.ramp.image = rampTexels(name);
  }

  setLayers(visible: readonly number[], count: number, depth?: number): void {
    this.edges.setLayers(visible, count, depth);
  }

  setShowing(showing: Showing): void {
    this.showing = showing;
    this.palette.image = classTexels(showing.classes);
  }

  setDots(points: Float32Array): void {
    this.dots.set(points);
  }

  setOutlines(hovered: Float32Array, selected: Float32Array): void {
    this.hover.setSegments(hovered);
    this.selection.setSegments(selected);
  }

  draw(view: Box, theme: Theme): boolean {
    const surface = this.begin(theme.background);
    if (!this.tiles) return true;
    const { tilePainter, linePainter } = this;
    const neutral = neutralOf(theme);
    const placement = place(this.tiles.picture.window, view);
    this.tiles.draw(tilePainter, placement, neutral);
    this.former?.draw(tilePainter, place(this.former.picture.window, view), neutral);
    this.edges.draw(linePainter, surface, placement);
    const { marks } = this.showing;
    if (marks.includes("boundary")) {
      this.referenceBoundary.draw(linePainter, surface, placement);
      this.boundary.draw(linePainter, surface, placement);
    }
    this.points.draw(surface, placement, [marks.includes("data"), marks.includes("misclassified")]);
    this.dots.draw(surface, placement);
    this.hover.draw(linePainter, surface, placement);
    this.selection.draw(linePainter, surface, placement);
    return true;
  }
}
