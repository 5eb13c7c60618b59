import { Geometry, Program, Texture } from "ogl";
import type { Placement } from "../canvas/box.ts";
import type { Rgb } from "../canvas/theme.ts";
import { type Fill, fillOf } from "../color/fill.ts";
import type { Colors, Indices, Picture } from "../picture.ts";
import type { Surface } from "./webgl_screen.ts";

const vertex = `#version 300 es
precision highp float;
precision highp sampler2D;
in vec2 position;
in float tile;
uniform vec2 scale, offset;
uniform sampler2D values, ramp, palette;
uniform int mode;
uniform vec2 range;
uniform vec3 neutral;
flat out vec3 color;

void main() {
  gl_Position = vec4((scale * position + offset) * 2.0 - 1.0, 0.0, 1.0);
  int index = int(tile);
  int columns = textureSize(values, 0).x;
  vec2 value = texelFetch(values, ivec2(index % columns, index / columns), 0).rg;
  if (mode == 0 || isnan(value.r)) {
    color = neutral;
  } else if (mode == 3) {
    int classes = textureSize(palette, 0).x;
    vec3 full = texelFetch(palette, ivec2(int(value.r) % classes, 0), 0).rgb;
    color = mix(neutral, full, 0.2 + 0.8 * clamp(value.g, 0.0, 1.0));
  } else {
    float t = mode == 2 ? log(max(value.r, range.x) / range.x) / log(range.y / range.x)
                        : (value.r - range.x) / (range.y - range.x);
    int last = textureSize(ramp, 0).x - 1;
    color = texelFetch(ramp, ivec2(int(clamp(t, 0.0, 1.0) * float(last) + 0.5), 0), 0).rgb;
  }
}`;

const fragment = `#version 300 es
precision mediump float;
flat in vec3 color;
out vec4 pixel;
void main() { pixel = vec4(color, 1.0); }`;

const MODES = { linear: 1, log: 2, class: 3 } as const;
const COLUMNS = 1024; // texels per row of the value texture; any size that every card allows

/** One tessellation on the graphics card: its triangles, and one texel of value per tile. */
export class Tiles {
  private readonly geometry: Geometry;
  private readonly values: Texture;
  private mode = 0;
  private range: Fill["range"] = [0, 1];

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
    this.values = dataTexture(gl, gl.RG32F, gl.RG, gl.FLOAT, COLUMNS, Math.ceil(picture.tileCount / COLUMNS));
  }

  /** Changes the fill; the triangles stay where they are. */
  color(colors: Colors): void {
    const texels = new Float32Array(2 * COLUMNS * this.values.height);
    const { values, confidence } = colors;
    for (let i = 0; i < values.length; i++) {
      texels[2 * i] = values[i];
      texels[2 * i + 1] = confidence ? confidence[i] : 1;
    }
    this.values.image = texels;
    const { scale, range } = fillOf(colors);
    this.mode = MODES[scale];
    this.range = range;
  }

  draw(painter: TilePainter, placement: Placement, neutral: Rgb): void {
    if (this.picture.tileCount === 0) return;
    painter.draw(this.geometry, {
      ...placement,
      values: this.values,
      mode: this.mode,
      range: this.range,
      neutral,
    });
  }

  release(): void {
    const { gl } = this.geometry;
    this.geometry.remove();
    gl.deleteTexture(this.values.texture);
  }
}

/** The program that fills tiles, shared by all tessellations of a canvas. */
export class TilePainter {
  private readonly program: Program;
  private readonly uniforms: Record<string, { value: unknown }> = {};

  constructor(gl: Surface["gl"], ramp: Texture, palette: Texture) {
    for (const name of ["scale", "offset", "values", "mode", "range", "neutral"]) {
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

/** Every tile as a fan of triangles around its first corner; corners are not shared, so each has one owner. */
export function fans(picture: Pick<Picture, "positions" | "tileOffsets" | "tileVertices" | "tileCount">): {
  corners: Float32Array;
  owners: Float32Array;
  triangles: Uint32Array;
} {
  const { positions, tileOffsets, tileVertices, tileCount } = picture;
  const count = tileVertices.length;
  const corners = new Float32Array(2 * count);
  const owners = new Float32Array(count); // exact up to 2^24 tiles
  const triangles = new Uint32Array(3 * Math.max(0, count - 2 * tileCount));
  gather(positions, tileVertices, corners);
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

function gather(positions: Float32Array, vertices: Indices, corners: Float32Array): void {
  for (let i = 0; i < vertices.length; i++) {
    corners[2 * i] = positions[2 * vertices[i]];
    corners[2 * i + 1] = positions[2 * vertices[i] + 1];
  }
}

/** A texture that holds numbers, never filtered. */
export function dataTexture(
  gl: Surface["gl"],
  internalFormat: number,
  format: number,
  type: number,
  width: number,
  height: number,
): Texture {
  return new Texture(gl, {
    internalFormat,
    format,
    type,
    width,
    height: Math.max(1, height),
    minFilter: gl.NEAREST,
    magFilter: gl.NEAREST,
    generateMipmaps: false,
    flipY: false,
  });
}
