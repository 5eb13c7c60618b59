import type { DotStyle } from "../color/points.ts";
import { Geometry } from "../webgl/geometry.ts";
import { Program } from "../webgl/program.ts";
import type { Surface } from "../webgl/webgl_canvas.ts";
import type { Pose } from "./mesh.ts";
import { WORLD, type World, worldUniforms } from "./world.ts";

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
    this.geometry?.release();
  }
}

/** Draws small outlined discs, which facets before them hide. */
export class DotPainter {
  private readonly program: Program;

  constructor(gl: Surface["gl"]) {
    this.program = new Program(gl, vertex, fragment);
  }

  /** `through`: drawn also where something else lies before them. */
  draw(dots: Dots, world: World, pose: Pose, style: DotStyle, opacity: number, through: boolean): void {
    if (dots.geometry === null) return;
    const { core, rim } = style;
    const { ratio } = world.surface;
    const reach = style.radius * ratio;
    const lead = world.back.map((c) => (c * reach) / world.scale);
    const own = { reach, margin: style.margin * ratio, lead, opacity, core, rim };
    const state = { blended: true, depthTest: !through, depthWrite: false };
    this.program.draw(dots.geometry, { ...worldUniforms(world, pose), ...own }, state);
  }
}
