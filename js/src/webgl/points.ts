import { Geometry, Program, type Texture } from "ogl";
import type { Placement } from "../canvas/box.ts";
import type { Rgb } from "../canvas/theme.ts";
import { type DotStyle, FARTHEST } from "../color/points.ts";
import type { Surface } from "./webgl_canvas.ts";

const vertex = `#version 300 es
precision highp float;
in vec2 position;
in float label, nearness;
uniform vec2 scale, offset;
uniform float radius;
uniform sampler2D palette;
uniform vec4 core;  // instead of a class' color, where it is opaque
flat out vec3 color;
flat out float opacity, reach;

void main() {
  int classes = textureSize(palette, 0).x;
  color = mix(texelFetch(palette, ivec2(int(label) % classes, 0), 0).rgb, core.rgb, core.a);
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
uniform float margin;
out vec4 pixel;
void main() {
  float away = length(gl_PointCoord - 0.5) * (2.0 * reach + 2.0);
  float inside = clamp(reach - margin - away + 0.5, 0.0, 1.0);
  float alpha = opacity * clamp(reach - away + 0.5, 0.0, 1.0);
  pixel = vec4(mix(rim, color, inside) * alpha, alpha);
}`;

/** What the points of one kind look like; those of data have the color of their class. */
export interface PointStyle extends Omit<DotStyle, "core"> {
  readonly core: Rgb | null;
}

/** Small outlined dots: data near the slice, which fade with their distance from it, or samples. */
export class Points {
  private geometry: Geometry | null = null;
  private readonly program: Program;
  private readonly uniforms: Record<string, { value: unknown }>;

  constructor(
    private readonly gl: Surface["gl"],
    palette: Texture,
    private readonly style: PointStyle,
  ) {
    this.uniforms = {
      scale: { value: null },
      offset: { value: null },
      radius: { value: 0 },
      margin: { value: 1 },
      rim: { value: style.rim },
      core: { value: style.core ? [...style.core, 1] : [0, 0, 0, 0] },
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

  /** Points (n, 2) in the window, by default all on the slice. */
  set(
    points: Float32Array,
    labels: Uint8Array = new Uint8Array(points.length / 2),
    nearness: Float32Array = new Float32Array(points.length / 2).fill(1),
  ): void {
    this.geometry?.remove();
    this.geometry =
      points.length === 0
        ? null
        : new Geometry(this.gl, {
            position: { size: 2, data: points },
            label: { size: 1, data: labels, type: this.gl.UNSIGNED_BYTE },
            nearness: { size: 1, data: nearness },
          });
  }

  draw(surface: Surface, placement: Placement): void {
    if (this.geometry === null) return;
    const { radius, margin } = this.style;
    this.uniforms.scale.value = placement.scale;
    this.uniforms.offset.value = placement.offset;
    this.uniforms.radius.value = radius * surface.ratio;
    this.uniforms.margin.value = margin * surface.ratio;
    this.program.use();
    this.geometry.draw({ program: this.program, mode: this.gl.POINTS });
  }
}
