import { LAYERS } from "../color/ink.ts";
import { sidesAround } from "../wire/ancestors.ts";
import type { Indices, Picture } from "../wire/picture.ts";
import { borderOf } from "../wire/tile_loops.ts";
import type { Bounds, Point3 } from "./camera.ts";

/** Flat convex polygons in space. */
export interface Mesh {
  /** Colors of this number are meant for it. */
  readonly id: number;
  readonly tileCount: number;
  /** (V, 3). */
  readonly positions: Float32Array;
  readonly tileOffsets: Uint32Array;
  readonly tileVertices: Indices;
  /** (E, 2) vertices of the edges between tiles. */
  readonly edges: Uint32Array;
  readonly edgeLayers: Uint8Array;
  /** Of the edge that leaves each corner of a loop, or `BORDER`. */
  readonly cornerLayers: Uint8Array;
  /** (B, 2) vertices of the sides with one tile only. */
  readonly border: Uint32Array;
}

/** The tiles of a picture with their vertices at these places (V, 3). */
export function meshOf(picture: Picture, positions: Float32Array): Mesh {
  const { id, tileCount, tileOffsets, tileVertices, edges, edgeLayers, cornerLayers } = picture;
  const border = borderOf(tileOffsets, tileVertices, cornerLayers);
  return { id, tileCount, positions, tileOffsets, tileVertices, edges, edgeLayers, cornerLayers, border };
}

/** How a mesh stands in the world: its z becomes stretch z + lift. Without stretch it lies flat. */
export interface Pose {
  readonly stretch: number;
  readonly lift: number;
}

/** A pose that changes nothing. */
export const AS_IS: Pose = { stretch: 1, lift: 0 };

/**
 * A vector for each tile, (T, 3): normal to it, as long as its area, and upwards where a loop runs counter-clockwise
 * seen from above.
 *
 * The sum over a fan of triangles, measured from one corner: no short side can spoil it, nor a place far away.
 */
export function tileAreas({ positions, tileOffsets, tileVertices, tileCount }: Mesh): Float64Array {
  const areas = new Float64Array(3 * tileCount);
  for (let tile = 0; tile < tileCount; tile++) {
    const origin = 3 * tileVertices[tileOffsets[tile]];
    for (let i = tileOffsets[tile] + 1; i < tileOffsets[tile + 1] - 1; i++) {
      const [a, b] = [3 * tileVertices[i], 3 * tileVertices[i + 1]];
      const ax = positions[a] - positions[origin];
      const ay = positions[a + 1] - positions[origin + 1];
      const az = positions[a + 2] - positions[origin + 2];
      const bx = positions[b] - positions[origin];
      const by = positions[b + 1] - positions[origin + 1];
      const bz = positions[b + 2] - positions[origin + 2];
      areas[3 * tile] += (ay * bz - az * by) / 2;
      areas[3 * tile + 1] += (az * bx - ax * bz) / 2;
      areas[3 * tile + 2] += (ax * by - ay * bx) / 2;
    }
  }
  return areas;
}

/** The ends of some segments between vertices, (n, 6), from their vertices' numbers. */
export function segmentsOf({ positions }: Mesh, ends: ArrayLike<number>): Float32Array {
  const segments = new Float32Array(3 * ends.length);
  for (let i = 0; i < ends.length; i++) {
    for (let c = 0; c < 3; c++) segments[3 * i + c] = positions[3 * ends[i] + c];
  }
  return segments;
}

/** The outline of one tile, or of what the first `depth` layers had cut, as segments; empty without such a tile. */
export function outlineOf(mesh: Mesh, tile: number, depth = Number.POSITIVE_INFINITY): Float32Array {
  return segmentsOf(mesh, sidesAround(mesh, tile, depth));
}

/** The total length of each layer's edges to a unit of the mesh's area. */
export function edgeDensity(mesh: Mesh): Float64Array {
  const { positions, edges, edgeLayers } = mesh;
  const areas = tileAreas(mesh);
  let total = 0;
  for (let i = 0; i < areas.length; i += 3) total += Math.hypot(areas[i], areas[i + 1], areas[i + 2]);
  const density = new Float64Array(LAYERS);
  if (total === 0) return density;
  for (let i = 0; i < edgeLayers.length; i++) {
    const [a, b] = [3 * edges[2 * i], 3 * edges[2 * i + 1]];
    const dx = positions[b] - positions[a];
    const dy = positions[b + 1] - positions[a + 1];
    const dz = positions[b + 2] - positions[a + 2];
    density[edgeLayers[i]] += Math.sqrt(dx * dx + dy * dy + dz * dz) / total;
  }
  return density;
}

/** The box around points (n, 3); around the origin when there are none. */
export function boundsOf(positions: Float32Array): Bounds {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    low[i % 3] = Math.min(low[i % 3], positions[i]);
    high[i % 3] = Math.max(high[i % 3], positions[i]);
  }
  if (positions.length === 0)
    return [
      [0, 0, 0],
      [0, 0, 0],
    ];
  return [low as unknown as Point3, high as unknown as Point3];
}
