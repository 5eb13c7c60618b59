import type { DataTexture } from "../webgl/data_texture.ts";
import { Geometry } from "../webgl/geometry.ts";
import { RIBBON, ribbons } from "../webgl/lines.ts";
import { Program } from "../webgl/program.ts";
import type { Surface } from "../webgl/webgl_canvas.ts";
import type { Pose } from "./mesh.ts";
import { WORLD, type World, worldUniforms } from "./world.ts";

const vertex = `#version 300 es
${WORLD}
in vec3 begin, end;
in vec4 corner;   // end of the segment (0 or 1), side of it (0 or 1), style
uniform float width, cap, opacity;
uniform sampler2D styles;
out vec2 place;   // pixels along the segment, pixels across it
flat out float extent;
flat out vec4 color;

void main() {
  color = texelFetch(styles, ivec2(int(corner.z), 0), 0);
  color.a *= opacity;
  gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
  if (color.a == 0.0) return;
  vec4 a = clip(begin);
  vec4 b = clip(end);
  // What lies before the near plane is cut off, for behind the eye the picture is upside down.
  float da = a.z + a.w;
  float db = b.z + b.w;
  if (da <= 0.0 && db <= 0.0) return;
  if (da < 0.0) a = mix(a, b, da / (da - db));
  if (db < 0.0) b = mix(b, a, db / (db - da));
  vec3 from = a.xyz / a.w;
  vec3 to = b.xyz / b.w;
  vec2 way = 0.5 * size * (to.xy - from.xy);
  extent = length(way);
  vec2 forward = extent > 0.0 ? way / extent : vec2(1.0, 0.0);
  vec2 across = vec2(-forward.y, forward.x);
  float beyond = cap * (0.5 * width + 0.5);
  place = vec2(mix(-beyond, extent + beyond, corner.x), (corner.y * 2.0 - 1.0) * (0.5 * width + 0.5));
  vec3 here = corner.x == 0.0 ? from : to;
  vec2 shift = forward * (corner.x == 0.0 ? -beyond : beyond) + across * place.y;
  gl_Position = vec4(here.xy + shift / size * 2.0, here.z, 1.0);
}`;

/** Segments in space on the graphics card, and for each the index of its style. */
export class Strokes {
  readonly geometry: Geometry | null;

  /** `ends`: (n, 6). */
  constructor(gl: Surface["gl"], ends: Float32Array, styles: Uint8Array) {
    if (styles.length === 0) {
      this.geometry = null;
      return;
    }
    const { segments, corners, triangles } = ribbons(ends, styles, 6);
    const begin = { size: 3, data: segments, stride: 24 };
    const attributes = { begin, end: { ...begin, offset: 12 }, corner: { size: 4, data: corners } };
    this.geometry = new Geometry(gl, attributes, triangles);
  }

  release(): void {
    this.geometry?.release();
  }
}

export interface Pen {
  /** RGBA per style, as a texture of one row; alpha 0 hides a style. */
  readonly styles: DataTexture;
  /** In device pixels. */
  readonly width: number;
  /** Round ends join the segments of one curve; butt ends keep the joints of translucent lines clean. */
  readonly round: boolean;
  /** All alphas are multiplied by it. */
  readonly opacity: number;
  /** Drawn also where something else lies before it. */
  readonly through: boolean;
}

/** Draws smooth segments of any width, which facets before them hide. */
export class StrokePainter {
  private readonly program: Program;

  constructor(gl: Surface["gl"]) {
    this.program = new Program(gl, vertex, RIBBON);
  }

  draw(strokes: Strokes, world: World, pose: Pose, pen: Pen): void {
    if (strokes.geometry === null) return;
    const { styles, width, round, opacity, through } = pen;
    const own = { styles, width, cap: round ? 1 : 0, opacity };
    const state = { blended: true, depthTest: !through, depthWrite: false };
    this.program.draw(strokes.geometry, { ...worldUniforms(world, pose), ...own }, state);
  }
}
