/** The tiles of a window as flat arrays, and what is known of them from their corners alone. */
import type { Program } from "./program.ts";
import type { Window } from "./window.ts";

export interface Tiles {
  readonly program: Program;
  readonly window: Window;
  readonly tileCount: number;
  /** (V, 2) in slice coordinates. */
  readonly vertices: Float64Array;
  /** (E, 2) vertices, and the tiles on both sides; -1 outside of the window. */
  readonly edges: Uint32Array;
  readonly edgeTiles: Int32Array;
  /** Whose line each edge lies on; -1 on the window's border. */
  readonly edgeLayers: Int32Array;
  readonly edgeUnits: Int32Array;
  /** Where the counter-clockwise loop of each tile begins, the vertices of the loops, and the edge that leaves each. */
  readonly tileOffsets: Uint32Array;
  readonly tileVertices: Uint32Array;
  readonly tileEdges: Uint32Array;
  /** (V, outputs), exact since the network is affine in between. */
  readonly outputs: Float64Array;
  /** How many tiles there are once each layer has cut. */
  readonly layerTileCounts: readonly number[];
  /** The tile that each was split from, an earlier one. */
  readonly parents: Int32Array;
  /** Chords that could not be walked to their end: 0 unless rounding was too much. */
  readonly unresolved: number;
  /** Ends of chords that were put on a vertex that was there. */
  readonly merged: number;
}

/** The area of each tile. */
export function areasOf({ vertices, tileOffsets, tileVertices, tileCount }: Tiles): Float64Array {
  const areas = new Float64Array(tileCount);
  for (let tile = 0; tile < tileCount; tile++) {
    const o = 2 * tileVertices[tileOffsets[tile]];
    let sum = 0;
    for (let i = tileOffsets[tile] + 1; i + 1 < tileOffsets[tile + 1]; i++) {
      const [a, b] = [2 * tileVertices[i], 2 * tileVertices[i + 1]];
      // From a corner of its own, so that a small tile far from the origin keeps its digits.
      sum +=
        (vertices[a] - vertices[o]) * (vertices[b + 1] - vertices[o + 1]) -
        (vertices[b] - vertices[o]) * (vertices[a + 1] - vertices[o + 1]);
    }
    areas[tile] = sum / 2;
  }
  return areas;
}

/** The center of mass of each tile, (T, 2); the mean of its corners where it has no area. */
export function centroidsOf({ vertices, tileOffsets, tileVertices, tileCount }: Tiles): Float64Array {
  const centers = new Float64Array(2 * tileCount);
  for (let tile = 0; tile < tileCount; tile++) {
    const [begin, end] = [tileOffsets[tile], tileOffsets[tile + 1]];
    const o = 2 * tileVertices[begin];
    let [area, x, y, meanX, meanY] = [0, 0, 0, 0, 0];
    for (let i = begin + 1; i < end; i++) {
      const a = 2 * tileVertices[i];
      const [ax, ay] = [vertices[a] - vertices[o], vertices[a + 1] - vertices[o + 1]];
      meanX += ax / (end - begin);
      meanY += ay / (end - begin);
      if (i + 1 === end) break;
      const b = 2 * tileVertices[i + 1];
      const [bx, by] = [vertices[b] - vertices[o], vertices[b + 1] - vertices[o + 1]];
      const twice = ax * by - ay * bx;
      area += twice;
      x += (ax + bx) * twice;
      y += (ay + by) * twice;
    }
    centers[2 * tile] = vertices[o] + (area > 0 ? x / (3 * area) : meanX);
    centers[2 * tile + 1] = vertices[o + 1] + (area > 0 ? y / (3 * area) : meanY);
  }
  return centers;
}

/** The tile that each was part of once the first `depth` layers had cut, (T). */
export function ancestorsOf({ parents, layerTileCounts, tileCount }: Tiles, depth: number): Uint32Array {
  const count = depth > 0 ? layerTileCounts[depth - 1] : 1;
  const ancestors = new Uint32Array(tileCount);
  // A part has a higher number than the tile that it was split from.
  for (let tile = 0; tile < tileCount; tile++)
    ancestors[tile] = tile < count ? tile : ancestors[parents[tile]];
  return ancestors;
}

/** Least-squares gradients (T, outputs, 2) of the outputs over the corners of each tile: `tessellation/slopes.py`. */
export function slopesOf(tiles: Tiles): Float64Array {
  const { vertices, tileOffsets, tileVertices, tileCount, outputs, program } = tiles;
  const width = program.widths[program.output];
  const gradients = new Float64Array(tileCount * width * 2);
  for (let tile = 0; tile < tileCount; tile++) {
    const [begin, end] = [tileOffsets[tile], tileOffsets[tile + 1]];
    const size = end - begin;
    let [meanU, meanV, uu, uv, vv] = [0, 0, 0, 0, 0];
    for (let i = begin; i < end; i++) {
      meanU += vertices[2 * tileVertices[i]] / size;
      meanV += vertices[2 * tileVertices[i] + 1] / size;
    }
    for (let i = begin; i < end; i++) {
      const [u, v] = [vertices[2 * tileVertices[i]] - meanU, vertices[2 * tileVertices[i] + 1] - meanV];
      uu += u * u;
      uv += u * v;
      vv += v * v;
    }
    const determinant = Math.max(uu * vv - uv * uv, 2 ** -1022);
    for (let c = 0; c < width; c++) {
      let [mean, withU, withV] = [0, 0, 0];
      for (let i = begin; i < end; i++) mean += outputs[tileVertices[i] * width + c] / size;
      for (let i = begin; i < end; i++) {
        const change = outputs[tileVertices[i] * width + c] - mean;
        withU += change * (vertices[2 * tileVertices[i]] - meanU);
        withV += change * (vertices[2 * tileVertices[i] + 1] - meanV);
      }
      gradients[2 * (tile * width + c)] = (withU * vv - withV * uv) / determinant;
      gradients[2 * (tile * width + c) + 1] = (withV * uu - withU * uv) / determinant;
    }
  }
  return gradients;
}
