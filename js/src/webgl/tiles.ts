import type { Placement } from "../canvas/box.ts";
import type { Rgb } from "../canvas/theme.ts";
import type { Colors, Picture } from "../wire/picture.ts";
import type { DataTexture } from "./data_texture.ts";
import { Geometry } from "./geometry.ts";
import { FLAT, Program, type Uniform } from "./program.ts";
import { TILE_COLOR, TileValues } from "./tile_values.ts";
import type { Surface } from "./webgl_canvas.ts";

const vertex = `#version 300 es
${TILE_COLOR}
in vec2 position;
in float tile;
uniform vec2 scale, offset;
flat out vec3 color;

void main() {
  gl_Position = vec4((scale * position + offset) * 2.0 - 1.0, 0.0, 1.0);
  color = tileColor(tile);
}`;

const fragment = `#version 300 es
precision mediump float;
flat in vec3 color;
out vec4 pixel;
void main() { pixel = vec4(color, 1.0); }`;

const sampleVertex = `#version 300 es
precision highp float;
in vec2 position;
uniform vec2 scale, offset;
out vec2 at;

void main() {
  gl_Position = vec4((scale * position + offset) * 2.0 - 1.0, 0.0, 1.0);
  at = position;
}`;

const sampleFragment = `#version 300 es
${TILE_COLOR}
in vec2 at;
uniform vec2 grid;
out vec4 pixel;

void main() {
  vec2 cell = clamp(floor(at * grid), vec2(0.0), grid - 1.0);
  float index = cell.y * grid.x + cell.x;
  if (mode == 0 || isnan(tileValue(int(index)).r)) discard;
  pixel = vec4(tileColor(index), 1.0);
}`;

/** One picture on the graphics card: the triangles of its tiles, or of a grid of samples, and their values. */
export class Tiles {
  private readonly geometry: Geometry;
  private readonly values: TileValues;

  constructor(
    gl: Surface["gl"],
    readonly picture: Picture,
  ) {
    const { grid } = picture;
    if (grid) {
      const corners = Float32Array.of(0, 0, 1, 0, 0, 1, 1, 1);
      const triangles = Uint32Array.of(0, 1, 2, 2, 1, 3);
      this.geometry = new Geometry(gl, { position: { size: 2, data: corners } }, triangles);
    } else {
      const { corners, owners, triangles } = fans(picture);
      const attributes = { position: { size: 2, data: corners }, tile: { size: 1, data: owners } };
      this.geometry = new Geometry(gl, attributes, triangles);
    }
    this.values = new TileValues(gl, grid ? grid[0] * grid[1] : picture.tileCount);
  }

  /** Changes the fill; the triangles stay where they are. */
  color(colors: Colors): void {
    this.values.set(colors);
  }

  draw(painter: TilePainter, placement: Placement, neutral: Rgb): void {
    const { grid, tileCount } = this.picture;
    const uniforms = { ...placement, ...this.values.uniforms(neutral) };
    if (grid) painter.drawCells(this.geometry, { ...uniforms, grid });
    else if (tileCount > 0) painter.draw(this.geometry, uniforms);
  }

  release(): void {
    this.geometry.release();
    this.values.release();
  }
}

/** The programs that fill tiles, and cells of samples, shared by all pictures of a canvas. */
export class TilePainter {
  private readonly program: Program;
  /** Made when first needed, for most networks are never sampled. */
  private cells: Program | null = null;

  constructor(
    private readonly gl: Surface["gl"],
    private readonly ramp: DataTexture,
    private readonly palette: DataTexture,
  ) {
    this.program = new Program(gl, vertex, fragment);
  }

  draw(geometry: Geometry, values: Readonly<Record<string, Uniform>>, program = this.program): void {
    const { ramp, palette } = this;
    program.draw(geometry, { ...values, ramp, palette }, FLAT);
  }

  drawCells(geometry: Geometry, values: Readonly<Record<string, Uniform>>): void {
    this.cells ??= new Program(this.gl, sampleVertex, sampleFragment);
    this.draw(geometry, values, this.cells);
  }
}

type Tiling = Pick<Picture, "positions" | "tileOffsets" | "tileVertices" | "tileCount">;

/**
 * Every tile as a fan of triangles around its first corner; corners are not shared, so each has one owner.
 *
 * @param size coordinates of a position
 */
export function fans(
  { positions, tileOffsets, tileVertices, tileCount }: Tiling,
  size: 2 | 3 = 2,
): {
  corners: Float32Array;
  owners: Float32Array;
  triangles: Uint32Array;
} {
  const count = tileVertices.length;
  const corners = new Float32Array(size * count);
  const owners = new Float32Array(count); // exact up to 2^24 tiles
  const triangles = new Uint32Array(3 * Math.max(0, count - 2 * tileCount));
  for (let i = 0; i < count; i++) {
    for (let c = 0; c < size; c++) corners[size * i + c] = positions[size * tileVertices[i] + c];
  }
  let next = 0;
  for (let tile = 0; tile < tileCount; tile++) {
    const [first, end] = [tileOffsets[tile], tileOffsets[tile + 1]];
    owners.fill(tile, first, end);
    for (let corner = first + 1; corner < end - 1; corner++) {
      triangles[next++] = first;
      triangles[next++] = corner;
      triangles[next++] = corner + 1;
    }
  }
  return { corners, owners, triangles };
}
