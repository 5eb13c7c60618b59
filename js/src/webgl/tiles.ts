import { Geometry, Program, type Texture } from "ogl";
import type { Placement } from "../canvas/box.ts";
import type { Rgb } from "../canvas/theme.ts";
import type { Colors, Picture } from "../picture.ts";
import { TILE_COLOR, TILE_UNIFORMS, TileValues } from "./tile_values.ts";
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

/** One tessellation on the graphics card: its triangles, and the values of its tiles. */
export class Tiles {
  private readonly geometry: Geometry;
  private readonly values: TileValues;

  constructor(
    gl: Surface["gl"],
    readonly picture: Picture,
  ) {
    const { corners, owners, triangles } = fans(picture);
    this.geometry = new Geometry(gl, {
      position: { size: 2, data: corners },
      tile: { size: 1, data: owners },
      index: { data: triangles },
    });
    this.values = new TileValues(gl, picture.tileCount);
  }

  /** Changes the fill; the triangles stay where they are. */
  color(colors: Colors): void {
    this.values.set(colors);
  }

  draw(painter: TilePainter, placement: Placement, neutral: Rgb): void {
    if (this.picture.tileCount === 0) return;
    painter.draw(this.geometry, { ...placement, ...this.values.uniforms(neutral) });
  }

  release(): void {
    this.geometry.remove();
    this.values.release();
  }
}

/** The program that fills tiles, shared by all tessellations of a canvas. */
export class TilePainter {
  private readonly program: Program;
  private readonly uniforms: Record<string, { value: unknown }> = {};

  constructor(gl: Surface["gl"], ramp: Texture, palette: Texture) {
    for (const name of ["scale", "offset", ...TILE_UNIFORMS]) {
      this.uniforms[name] = { value: null };
    }
    this.uniforms.ramp = { value: ramp };
    this.uniforms.palette = { value: palette };
    this.program = new Program(gl, {
      vertex,
      fragment,
      uniforms: this.uniforms,
      cullFace: false,
      depthTest: false,
      depthWrite: false,
    });
  }

  draw(geometry: Geometry, values: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(values)) this.uniforms[name].value = value;
    this.program.use();
    geometry.draw({ program: this.program });
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
