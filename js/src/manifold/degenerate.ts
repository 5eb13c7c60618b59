import { type Mesh, outlineOf } from "../space/mesh.ts";

/** The images of tiles without area, which facets cannot show. */
export interface DegenerateMarks {
  /** (n, 6): segments round each of them; round one that is itself a segment they lie in one another. */
  readonly outlines: Float32Array;
  /** (m, 3): those that are single points. */
  readonly points: Float32Array;
}

export function hasMarks({ outlines, points }: DegenerateMarks): boolean {
  return outlines.length + points.length > 0;
}

/** Corners of one point are as far apart as float32 rounds them, 6e-8 of the whole, and a little farther projected. */
const POINT = 1e-6;

/** `flat`: only x and y are outputs, so that a point of theirs, pulled along z, has an outline too. */
export function degenerateMarks(mesh: Mesh, tiles: ArrayLike<number>, flat: boolean): DegenerateMarks {
  const outlines: Float32Array[] = [];
  const points: number[] = [];
  for (const tile of Array.from(tiles)) {
    const corners = cornersOf(mesh, tile);
    const [first] = corners;
    const extent = Math.max(
      ...corners.map((at) => Math.hypot(at[0] - first[0], at[1] - first[1], flat ? 0 : at[2] - first[2])),
    );
    if (extent <= POINT) {
      for (let c = 0; c < 3; c++) points.push(corners.reduce((sum, at) => sum + at[c] / corners.length, 0));
    }
    if (extent > POINT || flat) outlines.push(outlineOf(mesh, tile));
  }
  return { outlines: joined(outlines), points: Float32Array.from(points) };
}

function cornersOf({ positions, tileOffsets, tileVertices }: Mesh, tile: number): number[][] {
  const loop = tileVertices.subarray(tileOffsets[tile], tileOffsets[tile + 1]);
  return Array.from(loop, (vertex) => Array.from(positions.subarray(3 * vertex, 3 * vertex + 3)));
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    all.set(array, at);
    at += array.length;
  }
  return all;
}
