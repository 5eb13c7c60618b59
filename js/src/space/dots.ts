import { Geometry, Program } from "ogl";
import type { DotStyle } from "../color/points.ts";
import type { Surface } from "../webgl/webgl_canvas.ts";
import type { Pose } from "./mesh.ts";
import { WORLD, WORLD_UNIFORMS, type World, worldUniforms } from "./world.ts";

const vertex = `#version 300 es
${WORLD}
in vec3 position;
uniform vec3 lead;    // toward the eye, by the radius of a dot
uniform float reach;

void main() {
  gl_Position = clip(position);
  // As near as a ball's front: a disc on a slope is not half buried in it.
  vec4 front = matrix * vec4(placed(position) + lead, 1.0);
  gl_Position.z = front.z / front.w * gl_Position.w;
  gl_PointSize = 2.0 * reach + 2.0;
}`;

const fragment = `#version 300 es
precision highp float;
uniform float reach, margin, opacity;
uniform vec3 core, rim;
out vec4 pixel;
void main() {
  float away = length(gl_PointCoord - 0.5) * (2.0 * reach + 2.0);
  float alpha = opacity * clamp(reach - away + 0.5, 0.0, 1.0);
  pixel = vec4(mix(rim, core, clamp(reach - margin - away + 0.5, 0.0, 1.0)) * alpha, alpha);
}`;

/** Points in space on the graphics card. */
export class Dots {
  readonly geometry: Geometry | null;

  /** `positions`: (n, 3). */
  constructor(gl: Surface["gl"], positions: Float32Array) {
    this.geometry =
      positions.length === 0 ? null : new Geometry(gl, { position: { size: 3, data: positions } });
  }

  release(): void {
    this.geometry?.remove();
  }
}

/** Draws small outlined discs, which facets before them hide. */
export class DotPainter {
  private readonly program: Program;
  private readonly uniforms: Record<string, { value: unknown }> = {};

  constructor(private readonly gl: Surface["gl"]) {
    for (const name of [...WORLD_UNIFORMS, "lead", "reach", "margin", "opacity", "core", "rim"]) {
      this.uniforms[name] = { value: null };
    }
    this.program = new Program(gl, {
      vertex,
      fragment,
      uniforms: this.uniforms,
      cullFace: false,
      depthWrite: false,
    });
    this.program.setBlendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** `through`: drawn also where something else lies before them. */
  draw(dots: Dots, world: World, pose: Pose, style: DotStyle, opacity: number, through: boolean): void {
    if (dots.geometry === null) return;
    const { uniforms } = this;
    const { ratio } = world.surface;
    for (const [name, value] of Object.entries(worldUniforms(world, pose))) uniforms[name].value = value;
    uniforms.reach.value = style.radius * ratio;
    uniforms.margin.value = style.margin * ratio;
    uniforms.lead.value = world.back.map((c) => (c * style.radius * ratio) / world.scale);
    uniforms.opacity.value = opacity;
    uniforms.core.value = style.core;
    uniforms.rim.value = style.rim;
    this.program.depthTest = !through;
    this.program.use();
    dots.geometry.draw({ program: this.program, mode: this.gl.POINTS });
  }
}
