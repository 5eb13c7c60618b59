import { type Mesh, meshOf } from "../space/mesh.ts";
import type { Laid } from "../space/on_pictures.ts";
import { decode } from "../wire/decode.ts";
import type { Picture } from "../wire/picture.ts";
import type { WireManifold, WirePoints } from "../wire/wire.ts";
import { type DegenerateMarks, degenerateMarks } from "./degenerate.ts";

/** The images of latent tiles as they are drawn, and where they come from. */
export interface Manifold {
  /** Of the latent tiles. */
  readonly picture: Picture;
  readonly mesh: Mesh;
  readonly center: readonly [number, number, number];
  readonly extent: number;
  readonly labels: readonly string[];
  /** There are two outputs only, and z is but to part what lies in one another. */
  readonly flat: boolean;
  readonly degenerate: DegenerateMarks;
}

export function readManifold({ wire, picture }: Laid<WireManifold>): Manifold {
  const { center, extent, labels } = wire;
  const positions = decode(wire.positions, ["float32"]);
  if (2 * positions.length !== 3 * picture.positions.length) {
    throw new RangeError(
      `Got ${positions.length / 3} positions of ${picture.positions.length / 2} latents. ` +
        "Wanted one for each. Send both of one tessellation.",
    );
  }
  const mesh = meshOf(picture, positions);
  const flat = labels.length === 2;
  const degenerate = degenerateMarks(mesh, decode(wire.degenerate, ["uint32"]), flat);
  return { picture, mesh, center, extent, labels, flat, degenerate };
}

export function readPoints(wire: WirePoints): Float32Array {
  return decode(wire.points, ["float32"]);
}
