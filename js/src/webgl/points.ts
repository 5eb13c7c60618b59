import { Geometry, Program, type Texture } from "ogl";
import type { Placement } from "../canvas/box.ts";
import type { Rgb } from "../canvas/theme.ts";
import { FARTHEST, POINT_RADIUS, POINT_RIM } from "../color/points.ts";
import type { Picture } from "../picture.ts";
import type { Surface } from "./webgl_canvas.ts";

const vertex = `#version 300 es
precision highp float;
in vec2 position;
in float label, nearness;
uniform vec2 scale, offset;
uniform float radius;
uniform sampler2D palette;
flat out vec3 color;
flat out float opacity, reach;

void main() {
  int classes = textureSize(palette, 0).x;
  color = texelFetch(palette, ivec2(int(label) % classes, 0), 0).rgb;
  opacity = mix(${FARTHEST.opacity}, 1.0, nearness);
  reach = radius * mix(${FARTHEST.size}, 1.0, nearness);
  gl_Position = vec4((scale * position + offset) * 2.0 - 1.0, 0.0, 1.0);
  gl_PointSize = 2.0 * reach + 2.0;
}`;

const fragment = `#version 300 es
precision highp float;
flat in vec3 color;
flat in float opacity, reach;
uniform vec3 rim;
uniform float ratio;
out vec4 pixel;
void main() {
  float away = length(gl_PointCoord - 0.5) * (2.0 * reach + 2.0);
  float inside = clamp(reach - ${POINT_RIM} * ratio - away + 0.5, 0.0, 1.0);
  float alpha = opacity * clamp(reach - away + 0.5, 0.0, 1.0);
  pixel = vec4(mix(rim, color, inside) * alpha, alpha);
}`;

/** Data near the slice: small outlined dots in the color of their class, fading with distance. */
export class Points {
  private geometry: Geometry | null = null;
  private readonly program: Program;
  private readonly uniforms: Record<string, { value: unknown }>;

  constructor(
    private readonly gl: Surface["gl"],
    palette: Texture,
  ) {
    this.uniforms = {
      scale: { value: null },
      offset: { value: null },
      radius: { value: 0 },
      ratio: { value: 1 },
      rim: { value: null },
      palette: { value: palette },
    };
    this.program = new Program(gl, {
      vertex,
      fragment,
      uniforms: this.uniforms,
      cullFace: false,
      depthTest: false,
      depthWrite: false,
    });
    this.program.setBlendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  setPicture({ points, pointLabels, pointNearness }: Picture): void {
    this.geometry?.remove();
    this.geometry =
      points.length === 0
        ? null
        : new Geometry(this.gl, {
            position: { size: 2, data: points },
            label: { size: 1, data: pointLabels, type: this.gl.UNSIGNED_BYTE },
            nearness: { size: 1, data: pointNearness },
          });
  }

  draw(surface: Surface, placement: Placement, rim: Rgb): void {
    if (this.geometry === null) return;
    this.uniforms.scale.value = placement.scale;
    this.uniforms.offset.value = placement.offset;
    this.uniforms.radius.value = POINT_RADIUS * surface.ratio;
    this.uniforms.ratio.value = surface.ratio;
    this.uniforms.rim.value = rim;
    this.program.use();
    this.geometry.draw({ program: this.program, mode: this.gl.POINTS });
  }
}
