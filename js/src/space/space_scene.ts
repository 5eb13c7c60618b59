import type { Size } from "../canvas/box.ts";
import { neutralOf, type Theme } from "../canvas/theme.ts";
import { HOVER, SELECTION } from "../color/halo.ts";
import { RAMP_SIZE, rampOf, rampTexels } from "../color/ramps.ts";
import { DataTexture, paletteTexture } from "../webgl/data_texture.ts";
import type { Begin, Surface } from "../webgl/webgl_canvas.ts";
import { firstOf } from "../wire/ancestors.ts";
import { Box } from "./box.ts";
import type { Camera } from "./camera.ts";
import type { Content } from "./content.ts";
import { DotPainter, Dots } from "./dots.ts";
import { FacetPainter, Facets } from "./facets.ts";
import { BEHIND, HaloPainter } from "./halo_painter.ts";
import { outlineOf } from "./mesh.ts";
import { StrokePainter, Strokes } from "./strokes.ts";
import { Wireframe } from "./wireframe.ts";
import { type World, worldOf } from "./world.ts";

/** Everything drawn in space with one WebGL context. */
export class SpaceScene {
  private shown: Partial<Content> = {};
  private readonly ramp: DataTexture;
  private readonly facetPainter: FacetPainter;
  private readonly strokePainter: StrokePainter;
  private readonly haloPainter: HaloPainter;
  private readonly dotPainter: DotPainter;
  private readonly wire: Wireframe;
  private readonly box: Box;
  private facets: Facets | null = null;
  private outlines: { hovered: Strokes; selected: Strokes } | null = null;
  private readonly strokes = new Map<Float32Array, Strokes>();
  private readonly dots = new Map<Float32Array, Dots>();

  constructor(
    private readonly gl: Surface["gl"],
    private readonly begin: Begin,
  ) {
    this.ramp = new DataTexture(gl, "color", RAMP_SIZE);
    this.facetPainter = new FacetPainter(gl, this.ramp, paletteTexture(gl));
    this.strokePainter = new StrokePainter(gl);
    this.haloPainter = new HaloPainter(gl, this.strokePainter);
    this.dotPainter = new DotPainter(gl);
    this.wire = new Wireframe(gl);
    this.box = new Box(gl);
  }

  /** `fine`: with the lines between tiles, of which there may be very many. */
  draw(content: Content, camera: Camera, size: Size, theme: Theme, fine = true): void {
    this.update(content);
    const world = worldOf(this.begin(theme.background), camera, size, content.bounds);
    const neutral = neutralOf(theme);
    for (const { pose, filled, shaded } of content.sheets) {
      if (filled) this.facets?.draw(this.facetPainter, world, pose, shaded, neutral);
    }
    this.box.draw(this.strokePainter, world, camera, content.axes, content.bounds, theme.foreground);
    for (const { pose, filled, wire } of content.sheets) {
      if (wire) this.wire.draw(this.strokePainter, world, pose, filled, fine || !filled, theme.foreground);
    }
    this.drawMarks(content, world);
  }

  private drawMarks(content: Content, world: World): void {
    for (const { ends, pose, style } of content.strokes) {
      const strokes = this.strokes.get(ends);
      if (strokes) this.haloPainter.draw(strokes, world, pose, style);
    }
    for (const { positions, pose, style } of content.dots) {
      const dots = this.dots.get(positions);
      if (!dots) continue;
      this.dotPainter.draw(dots, world, pose, style, BEHIND, true);
      this.dotPainter.draw(dots, world, pose, style, 1, false);
    }
    if (!this.outlines) return;
    for (const { pose } of content.sheets) {
      this.haloPainter.draw(this.outlines.hovered, world, pose, HOVER);
      this.haloPainter.draw(this.outlines.selected, world, pose, SELECTION);
    }
  }

  /** Brings to the graphics card what has changed since the last frame. */
  private update(content: Content): void {
    const { gl, shown } = this;
    const { mesh, colors, ramp, layers, marks } = content;
    const other = mesh !== shown.mesh;
    if (other) {
      this.facets?.release();
      this.facets = mesh && new Facets(gl, mesh);
      this.wire.setMesh(mesh);
    }
    if ((other || colors !== shown.colors) && mesh && colors?.picture === mesh.id) this.facets?.color(colors);
    const scale = colors?.scale;
    if (ramp !== shown.ramp || scale !== shown.colors?.scale)
      this.ramp.image = rampTexels(rampOf(scale, ramp));
    if (layers !== shown.layers) this.wire.setLayers(layers.visible, layers.count, layers.depth);
    if (other || marks !== shown.marks || layers.depth !== shown.layers?.depth) this.outline(content);
    keep(
      this.strokes,
      content.strokes.map(({ ends }) => ends),
      (ends) => new Strokes(gl, ends, new Uint8Array(ends.length / 6)),
    );
    keep(
      this.dots,
      content.dots.map(({ positions }) => positions),
      (positions) => new Dots(gl, positions),
    );
    this.shown = content;
  }

  private outline({ mesh, marks, layers: { depth } }: Content): void {
    this.outlines?.hovered.release();
    this.outlines?.selected.release();
    const around = (tile: number) => {
      const ends = mesh ? outlineOf(mesh, tile, depth) : new Float32Array(0);
      return new Strokes(this.gl, ends, new Uint8Array(ends.length / 6));
    };
    const [hovered, selected] = [marks.hovered, marks.selected].map((tile) =>
      mesh ? firstOf(mesh, tile, depth) : -1,
    );
    this.outlines = { hovered: around(hovered === selected ? -1 : hovered), selected: around(selected) };
  }
}

/** Makes what is missing for these arrays, and releases what belongs to others. */
function keep<Layer extends { release(): void }>(
  layers: Map<Float32Array, Layer>,
  arrays: readonly Float32Array[],
  make: (array: Float32Array) => Layer,
): void {
  for (const [array, layer] of layers) {
    if (arrays.includes(array)) continue;
    layer.release();
    layers.delete(array);
  }
  for (const array of arrays) if (!layers.has(array)) layers.set(array, make(array));
}
