import { type Mesh, readMesh } from "../space/mesh.ts";
import { type Hit, valueAt } from "../space/picking.ts";
import { decode } from "../wire/decode.ts";
import type { Box, Point, WireManifold, WirePoints } from "../wire/wire.ts";
import { type DegenerateMarks, degenerateMarks } from "./degenerate.ts";

/** The images of latent tiles as they are drawn, and where they come from. */
export interface Manifold {
  readonly mesh: Mesh;
  readonly window: Box;
  /** (V, 2), in the window, 0..1. */
  readonly latents: Float32Array;
  readonly center: readonly [number, number, number];
  readonly extent: number;
  readonly labels: readonly string[];
  /** There are two outputs only, and z is but to part what lies in one another. */
  readonly flat: boolean;
  readonly degenerate: DegenerateMarks;
}

export function readManifold(wire: WireManifold): Manifold {
  const { window, center, extent, labels } = wire;
  const positions = decode(wire.positions, ["float32"]);
  const latents = decode(wire.latents, ["float32"]);
  if (2 * positions.length !== 3 * latents.length) {
    throw new RangeError(
      `Got ${positions.length / 3} positions of ${latents.length / 2} latents. ` +
        "Wanted one for each. Send both of one manifold.",
    );
  }
  const mesh = readMesh(wire, positions);
  const flat = labels.length === 2;
  const degenerate = degenerateMarks(mesh, decode(wire.degenerate, ["uint32"]), flat);
  return { mesh, window, latents, center, extent, labels, flat, degenerate };
}

export function readPoints(wire: WirePoints): Float32Array {
  return decode(wire.points, ["float32"]);
}

/** The latent, in slice coordinates, whose image is hit. */
export function latentAt({ latents, window: [u0, u1, v0, v1] }: Manifold, hit: Hit): Point {
  const [x, y] = valueAt(hit, latents, 2);
  return [u0 + x * (u1 - u0), v0 + y * (v1 - v0)];
}
