import type { Size } from "../canvas/box.ts";
import type { Uniform } from "../webgl/program.ts";
import type { Surface } from "../webgl/webgl_canvas.ts";
import { type Bounds, type Camera, clipMatrix, eyeOf, frameOf, type Point3, pixelSize } from "./camera.ts";
import type { Pose } from "./mesh.ts";

/** GLSL: `clip(point)`, where a point of a thing in its pose is drawn, and the uniforms that it reads. */
export const WORLD = `precision highp float;
uniform mat4 matrix;
uniform vec2 pose;    // stretch and lift of z
uniform vec2 size;    // of the canvas, device pixels

vec3 placed(vec3 point) { return vec3(point.xy, pose.x * point.z + pose.y); }
vec4 clip(vec3 point) { return matrix * vec4(placed(point), 1.0); }`;

/** What all things in one frame have in common. */
export interface World {
  readonly surface: Surface;
  readonly matrix: Float32Array;
  readonly eye: Point3;
  /** Toward the eye, from the target. */
  readonly back: Point3;
  /** Toward the light: from above the eye's left shoulder, so that shapes read from wherever one looks. */
  readonly light: Point3;
  /** Device pixels to a world unit at the depth of the target. */
  readonly scale: number;
}

export function worldOf(surface: Surface, camera: Camera, size: Size, bounds: Bounds): World {
  const { right, up, back } = frameOf(camera);
  const light = [0, 1, 2].map((c) => 0.8 * back[c] + 0.5 * up[c] - 0.33 * right[c]);
  return {
    surface,
    matrix: clipMatrix(camera, size, bounds),
    eye: eyeOf(camera),
    back,
    light: light as unknown as Point3,
    scale: surface.ratio / pixelSize(camera, size),
  };
}

export function worldUniforms(
  { surface, matrix }: World,
  { stretch, lift }: Pose,
): Record<"matrix" | "pose" | "size", Uniform> {
  return { matrix, pose: [stretch, lift], size: [surface.width, surface.height] };
}
