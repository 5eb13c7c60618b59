import type { Mesh } from "../space/mesh.ts";
import { decode } from "../wire/decode.ts";
import type { Box, Point, WireLandscape, WireSpot } from "../wire/wire.ts";

// The window is a unit square around the origin of the world, whatever its sides are: x runs along u, y along v, and
// heights of 0 and 1 are at z = 0 and z = RANGE.

/** The height of the range, in widths of the window. */
export const RANGE = 0.5;

/** A loss over a window as it is drawn. */
export interface Landscape {
  readonly id: number;
  readonly name: string;
  readonly words: string;
  readonly window: Box;
  /** Shares of the window, (C,) and (R,). */
  readonly columns: Float32Array;
  readonly rows: Float32Array;
  /** (R, C), from 0 to 1, NaN in holes. */
  readonly heights: Float32Array;
  /** The cells without holes, in space, and the height of the middle of each. */
  readonly mesh: Mesh;
  readonly cellHeights: Float32Array;
  /** (n, 6) in shares: u, v and height of both ends. */
  readonly contours: Float32Array;
  readonly lines: Float32Array;
  /** (s, 3). */
  readonly trajectory: Float32Array;
  readonly spots: readonly WireSpot[];
}

export function readLandscape(wire: WireLandscape): Landscape {
  const read = (array: WireLandscape["rows"]) => decode(array, ["float32"]);
  const [columns, rows, heights] = [wire.columns, wire.rows, wire.heights].map(read);
  const cells = wholeCells(columns.length, rows.length, heights);
  const { id, name, words, window, spots } = wire;
  return {
    ...{ id, name, words, window, spots, columns, rows, heights },
    mesh: meshOf(id, columns, rows, heights, cells),
    cellHeights: Float32Array.from({ length: cells.length / 4 }, (_, cell) => {
      const corners = Array.from(cells.subarray(4 * cell, 4 * cell + 4), (corner) => heights[corner]);
      return corners.reduce((sum, height) => sum + height / 4, 0);
    }),
    contours: read(wire.contours),
    lines: read(wire.lines),
    trajectory: read(wire.trajectory),
  };
}

/** The corners of each cell, counter-clockwise from the lower left, of those that have a height at all of them. */
function wholeCells(columns: number, rows: number, heights: Float32Array): Uint32Array<ArrayBuffer> {
  const corners: number[] = [];
  for (let row = 0; row < rows - 1; row++) {
    for (let column = 0; column < columns - 1; column++) {
      const first = row * columns + column;
      const loop = [first, first + 1, first + columns + 1, first + columns];
      if (loop.every((corner) => !Number.isNaN(heights[corner]))) corners.push(...loop);
    }
  }
  return Uint32Array.from(corners);
}

function meshOf(
  id: number,
  columns: Float32Array,
  rows: Float32Array,
  heights: Float32Array,
  cells: Uint32Array<ArrayBuffer>,
): Mesh {
  const shares = new Float32Array(3 * heights.length);
  heights.forEach((height, i) => {
    shares.set([columns[i % columns.length], rows[Math.floor(i / columns.length)], height], 3 * i);
  });
  return {
    id,
    tileCount: cells.length / 4,
    positions: inWorld(shares),
    tileOffsets: Uint32Array.from({ length: cells.length / 4 + 1 }, (_, cell) => 4 * cell),
    tileVertices: cells,
    edges: new Uint32Array(0),
    edgeLayers: new Uint8Array(0),
    cornerLayers: new Uint8Array(cells.length),
    border: new Uint32Array(0),
  };
}

/** Shares of the window and heights (n, 3) as places in the world. */
export function inWorld(shares: Float32Array): Float32Array {
  return shares.map((share, i) => (i % 3 === 2 ? RANGE * share : share - 0.5));
}

/** A path (n, 3) as segments (n - 1, 6). */
export function segmentsOf(path: Float32Array): Float32Array {
  const segments = new Float32Array(Math.max(0, 2 * (path.length - 3)));
  for (let i = 0; i + 3 < path.length; i += 3) segments.set(path.subarray(i, i + 6), 2 * i);
  return segments;
}

export function toShares([u, v]: Point, [u0, u1, v0, v1]: Box): Point {
  return [(u - u0) / (u1 - u0), (v - v0) / (v1 - v0)];
}

export function fromShares([x, y]: Point, [u0, u1, v0, v1]: Box): Point {
  return [u0 + x * (u1 - u0), v0 + y * (v1 - v0)];
}
