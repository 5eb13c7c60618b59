import type { Placement } from "../canvas/box.ts";
import type { DataTexture } from "./data_texture.ts";
import { Geometry } from "./geometry.ts";
import { FLAT_BLENDED, Program } from "./program.ts";
import type { Surface } from "./webgl_canvas.ts";

const vertex = `#version 300 es
precision highp float;
in vec4 segment;  // x0, y0, x1, y1 in window coordinates
in vec4 corner;   // end of the segment (0 or 1), side of it (0 or 1), style
uniform vec2 scale, offset, size;
uniform float width, cap;
uniform sampler2D styles;
out vec2 place;   // pixels along the segment, pixels across it
flat out float extent;
flat out vec4 color;

void main() {
  color = texelFetch(styles, ivec2(int(corner.z), 0), 0);
  vec2 a = (scale * segment.xy + offset) * size;
  vec2 b = (scale * segment.zw + offset) * size;
  extent = distance(a, b);
  if (color.a == 0.0 || extent == 0.0) {
    gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
    return;
  }
  vec2 along = (b - a) / extent;
  vec2 across = vec2(-along.y, along.x);
  float beyond = cap * (0.5 * width + 0.5);
  place = vec2(mix(-beyond, extent + beyond, corner.x), (corner.y * 2.0 - 1.0) * (0.5 * width + 0.5));
  gl_Position = vec4((a + along * place.x + across * place.y) / size * 2.0 - 1.0, 0.0, 1.0);
}`;

/** GLSL of the fragments of a ribbon: round where it ends, and smooth along its sides. */
export const RIBBON = `#version 300 es
precision highp float;
in vec2 place;
flat in float extent;
flat in vec4 color;
uniform float width;
out vec4 pixel;
void main() {
  vec2 away = vec2(max(0.0, max(-place.x, place.x - extent)), place.y);
  float alpha = color.a * clamp(0.5 * width + 0.5 - length(away), 0.0, 1.0);
  pixel = vec4(color.rgb * alpha, alpha);
}`;

/** Segments on the graphics card, four numbers each, and for each the index of its style. */
export class Segments {
  readonly geometry: Geometry | null;

  constructor(gl: Surface["gl"], ends: Float32Array, styles: Uint8Array) {
    if (styles.length === 0) {
      this.geometry = null;
      return;
    }
    const { segments, corners, triangles } = ribbons(ends, styles, 4);
    const attributes = { segment: { size: 4, data: segments }, corner: { size: 4, data: corners } };
    this.geometry = new Geometry(gl, attributes, triangles);
  }

  release(): void {
    this.geometry?.release();
  }
}

/**
 * Two triangles a segment, spread to its width by the vertex shader.
 *
 * Instancing would need a quarter of the memory, but software renderers pay for each instance as for a whole
 * draw call: ten times the frame time on SwiftShader.
 *
 * @param size numbers of a segment: both ends' coordinates
 */
export function ribbons(
  ends: Float32Array,
  styles: Uint8Array,
  size: 4 | 6,
): { segments: Float32Array; corners: Uint8Array; triangles: Uint32Array } {
  const count = styles.length;
  const segments = new Float32Array(4 * size * count);
  const corners = new Uint8Array(16 * count);
  const triangles = new Uint32Array(6 * count);
  for (let i = 0; i < count; i++) {
    for (let corner = 0; corner < 4; corner++) {
      const at = 16 * i + 4 * corner;
      for (let c = 0; c < size; c++) segments[(4 * i + corner) * size + c] = ends[size * i + c];
      corners[at] = corner >> 1;
      corners[at + 1] = corner & 1;
      corners[at + 2] = styles[i];
    }
    const first = 4 * i;
    triangles[6 * i] = first;
    triangles[6 * i + 1] = triangles[6 * i + 3] = first + 1;
    triangles[6 * i + 2] = triangles[6 * i + 5] = first + 2;
    triangles[6 * i + 4] = first + 3;
  }
  return { segments, corners, triangles };
}

export interface Stroke {
  /** RGBA per style, as a texture of one row; alpha 0 hides a style. */
  readonly styles: DataTexture;
  /** In device pixels. */
  readonly width: number;
  /** Round ends join the segments of one curve; butt ends keep the joints of translucent lines clean. */
  readonly round: boolean;
}

/** Draws antialiased segments of any width, shared by all line layers of a canvas. */
export class LinePainter {
  private readonly program: Program;

  constructor(gl: Surface["gl"]) {
    this.program = new Program(gl, vertex, RIBBON);
  }

  draw(segments: Segments, surface: Surface, placement: Placement, stroke: Stroke): void {
    if (segments.geometry === null) return;
    const { styles, width, round } = stroke;
    const size = [surface.width, surface.height];
    const uniforms = { ...placement, size, styles, width, cap: round ? 1 : 0 };
    this.program.draw(segments.geometry, uniforms, FLAT_BLENDED);
  }
}
