import type { Picture } from "../wire/picture.ts";
import type { Point } from "../wire/wire.ts";
import type { Point3 } from "./camera.ts";
import type { Mesh, Pose } from "./mesh.ts";

export interface Hit {
  readonly mesh: Mesh;
  readonly tile: number;
  /** Lengths of the ray's direction from its origin. */
  readonly way: number;
  /** The vertices of the triangle of the tile's fan that is hit, and how much of each is there: three shares of 1. */
  readonly vertices: readonly [number, number, number];
  readonly weights: readonly [number, number, number];
}

/** The point of the slice that is seen where a tile of a picture is hit: on a tile everything is affine. */
export function pointAt({ vertices, weights }: Hit, { positions, window }: Picture): Point {
  const [u0, u1, v0, v1] = window;
  const [x, y] = [0, 1].map((c) =>
    vertices.reduce((sum, vertex, i) => sum + weights[i] * positions[2 * vertex + c], 0),
  );
  return [u0 + x * (u1 - u0), v0 + y * (v1 - v0)];
}

/** A ray that runs exactly between two triangles hits both. */
const SLACK = 1e-9;

/**
 * The first tile that a ray from `origin` along `direction` meets, from either side; null when it meets none.
 *
 * Every triangle is asked: 40 000 of them take some two milliseconds, and no index has to follow a mesh that changes
 * with every drag.
 */
export function pickTile(mesh: Mesh, pose: Pose, origin: Point3, direction: Point3): Hit | null {
  const { positions, tileOffsets, tileVertices, tileCount } = mesh;
  const { stretch, lift } = pose;
  const [ox, oy, oz] = origin;
  const [dx, dy, dz] = direction;
  let [tile, corner, way] = [-1, -1, Number.POSITIVE_INFINITY];
  let [second, third] = [0, 0];
  for (let candidate = 0; candidate < tileCount; candidate++) {
    const first = tileOffsets[candidate];
    const end = tileOffsets[candidate + 1];
    const a = 3 * tileVertices[first];
    const ax = positions[a];
    const ay = positions[a + 1];
    const az = stretch * positions[a + 2] + lift;
    let b = 3 * tileVertices[first + 1];
    let ex = positions[b] - ax;
    let ey = positions[b + 1] - ay;
    let ez = stretch * positions[b + 2] + lift - az;
    for (let i = first + 2; i < end; i++) {
      // Moeller and Trumbore: solve origin + way direction = a + s e + t f.
      b = 3 * tileVertices[i];
      const fx = positions[b] - ax;
      const fy = positions[b + 1] - ay;
      const fz = stretch * positions[b + 2] + lift - az;
      const px = dy * fz - dz * fy;
      const py = dz * fx - dx * fz;
      const pz = dx * fy - dy * fx;
      const volume = ex * px + ey * py + ez * pz;
      const tx = ox - ax;
      const ty = oy - ay;
      const tz = oz - az;
      const s = (tx * px + ty * py + tz * pz) / volume;
      if (s >= -SLACK && s <= 1 + SLACK) {
        const qx = ty * ez - tz * ey;
        const qy = tz * ex - tx * ez;
        const qz = tx * ey - ty * ex;
        const t = (dx * qx + dy * qy + dz * qz) / volume;
        const reach = (fx * qx + fy * qy + fz * qz) / volume;
        if (t >= -SLACK && s + t <= 1 + SLACK && reach > 0 && reach < way) {
          [tile, corner, way] = [candidate, i, reach];
          [second, third] = [s, t];
        }
      }
      ex = fx;
      ey = fy;
      ez = fz;
    }
  }
  if (tile < 0) return null;
  const vertices = [tileOffsets[tile], corner - 1, corner].map((at) => tileVertices[at]);
  return {
    mesh,
    tile,
    way,
    vertices: vertices as unknown as Hit["vertices"],
    weights: [1 - second - third, second, third],
  };
}
