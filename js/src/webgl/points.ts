import type { Placement } from "../canvas/box.ts";
import type { Rgb } from "../canvas/theme.ts";
import { CROSS, DATA_HALO, type DotStyle, FARTHEST, POINT_HALO } from "../color/points.ts";
import type { DataTexture } from "./data_texture.ts";
import { Geometry } from "./geometry.ts";
import { FLAT_BLENDED, Program } from "./program.ts";
import type { Surface } from "./webgl_canvas.ts";

const vertex = `#version 300 es
precision highp float;
in vec2 position;
in float label, nearness, missed;
uniform vec2 scale, offset, shows;  // whether points are drawn that are not missed, and that are
uniform float radius, ratio, halo;
uniform sampler2D palette;
uniform vec4 core;  // instead of a class' color, where it is opaque
flat out vec3 color;
flat out float opacity, reach, arm;

void main() {
  int classes = textureSize(palette, 0).x;
  vec4 own = texelFetch(palette, ivec2(int(label) % classes, 0), 0);
  color = mix(own.rgb, core.rgb, core.a);
  opacity = mix(${FARTHEST.opacity}, 1.0, max(nearness, missed));
  float nearer = mix(${FARTHEST.size}, 1.0, nearness);
  reach = nearer * (missed > 0.0 ? ratio * ${CROSS.reach} : radius);
  arm = missed * ratio * ${CROSS.arm};
  gl_Position = vec4((scale * position + offset) * 2.0 - 1.0, 0.0, 1.0);
  if ((missed > 0.0 ? shows.y : shows.x) * max(own.a, core.a) == 0.0) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
  gl_PointSize = 2.0 * (reach + halo) + 2.0;
}`;

const fragment = `#version 300 es
precision highp float;
flat in vec3 color;
flat in float opacity, reach, arm;
uniform vec3 rim;
uniform float margin, halo;
const vec3 dark = vec3(${DATA_HALO.join(", ")});
out vec4 pixel;
void main() {
  vec2 at = (gl_PointCoord - 0.5) * (2.0 * (reach + halo) + 2.0);
  vec2 turned = abs(vec2(at.x + at.y, at.x - at.y)) * 0.70710678;
  float cross = min(max(turned.x - reach, turned.y - arm), max(turned.x - arm, turned.y - reach));
  float away = arm > 0.0 ? cross : length(at) - reach;
  float inside = clamp(-margin - away + 0.5, 0.0, 1.0);
  float outlined = halo > 0.0 ? clamp(-away + 0.5, 0.0, 1.0) : 1.0;
  float alpha = opacity * clamp(halo - away + 0.5, 0.0, 1.0);
  pixel = vec4(mix(dark, mix(rim, color, inside), outlined) * alpha, alpha);
}`;

/** What the points of one kind look like; those of data have the color of their class. */
export interface PointStyle extends Omit<DotStyle, "core"> {
  readonly core: Rgb | null;
}

/** Small outlined dots: data near the slice, which fade with their distance from it, or samples. */
export class Points {
  private geometry: Geometry | null = null;
  private readonly program: Program;

  constructor(
    private readonly gl: Surface["gl"],
    private readonly palette: DataTexture,
    private readonly style: PointStyle,
  ) {
    this.program = new Program(gl, vertex, fragment);
  }

  /** Points (n, 2) in the window, by default all on the slice. */
  set(
    points: Float32Array,
    labels: Uint8Array = new Uint8Array(points.length / 2),
    nearness: Float32Array = new Float32Array(points.length / 2).fill(1),
    missed: Uint8Array = new Uint8Array(points.length / 2),
  ): void {
    this.geometry?.release();
    this.geometry =
      points.length === 0
        ? null
        : new Geometry(this.gl, {
            position: { size: 2, data: points },
            label: { size: 1, data: labels },
            nearness: { size: 1, data: nearness },
            missed: { size: 1, data: missed },
          });
  }

  /** `shows`: whether those are drawn that are not missed, and those that are. */
  draw(surface: Surface, placement: Placement, shows: readonly [boolean, boolean] = [true, true]): void {
    if (this.geometry === null) return;
    const { radius, margin, rim, core } = this.style;
    const { ratio } = surface;
    const uniforms = {
      ...placement,
      shows: shows.map(Number),
      ratio,
      halo: core ? 0 : POINT_HALO * ratio,
      radius: radius * ratio,
      margin: margin * ratio,
      rim,
      core: core ? [...core, 1] : [0, 0, 0, 0],
      palette: this.palette,
    };
    this.program.draw(this.geometry, uniforms, FLAT_BLENDED);
  }
}
