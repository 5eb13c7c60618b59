/**
 * Upper envelope of several affine functions, and its bends: `planar/upper_envelope.py`. On a convex face the largest of
 * some affine functions is itself affine exactly if one of them is the largest at every corner. So which function is the
 * largest is asked of whole faces, never of points.
 */
import type { Mesh } from "./mesh.ts";
import { lowestBit } from "./signs.ts";

/** Values (V, width) at vertices, and the windows (count, size) of columns that are compared. */
export interface Compared {
  values: Float64Array;
  readonly width: number;
  readonly entries: Int32Array;
  readonly size: number;
  /** Entries of a window that are this close are equal. */
  readonly tolerance: Float64Array;
  /** The largest entry of each window at each vertex, (V, count). */
  highest: Float64Array;
}

/** The largest entry of each window at vertices begin..end, written to `highest`; only of the first `size` entries. */
export function findHighest(compared: Compared, begin: number, end: number, size = compared.size): void {
  const { values, width, entries, highest, tolerance } = compared;
  const count = tolerance.length;
  for (let v = begin; v < end; v++) {
    for (let w = 0; w < count; w++) {
      let best = values[v * width + entries[w * compared.size]];
      for (let k = 1; k < size; k++) {
        const value = values[v * width + entries[w * compared.size + k]];
        if (value > best) best = value;
      }
      highest[v * count + w] = best;
    }
  }
}

/** For every face the windows whose largest entry bends on it, as packed bits (F, words). */
export function findBentFaces(mesh: Mesh, compared: Compared): Int32Array {
  const count = compared.tolerance.length;
  const words = (count + 31) >> 5;
  const bent = new Int32Array(mesh.faceCount * words);
  for (let f = 0; f < mesh.faceCount; f++) {
    for (let w = 0; w < count; w++) {
      if (firstLargest(mesh, mesh.bounding[f], compared, w) < 0) bent[f * words + (w >> 5)] |= 1 << (w & 31);
    }
  }
  return bent;
}

/** The first entry of window `w` that is the largest at all corners of the face with half-edge `first`, or -1. */
function firstLargest({ origin, next }: Mesh, first: number, compared: Compared, w: number): number {
  const { values, width, entries, size, highest, tolerance } = compared;
  const count = tolerance.length;
  for (let k = 0; k < size; k++) {
    const column = entries[w * size + k];
    let h = first;
    for (;;) {
      const v = origin[h];
      if (values[v * width + column] < highest[v * count + w] - tolerance[w]) break;
      h = next[h];
      if (h === first) return k;
    }
  }
  return -1;
}

/** The same for a face on which the window does not bend: the closest to it where rounding leaves none. */
function largest(mesh: Mesh, first: number, compared: Compared, w: number): number {
  const { values, width, entries, size, highest, tolerance } = compared;
  let found = firstLargest(mesh, first, compared, w);
  if (found >= 0) return found;
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < size; k++) {
    const column = entries[w * size + k];
    let worst = 0;
    let h = first;
    do {
      const v = mesh.origin[h];
      worst = Math.max(worst, highest[v * tolerance.length + w] - values[v * width + column]);
      h = mesh.next[h];
    } while (h !== first);
    if (worst < least) [found, least] = [k, worst];
  }
  return found;
}

/**
 * Whether a window bends along each edge, (E); 1 for the edges of earlier layers. An edge that another window bends
 * along than the one it was drawn for gets the label of that one.
 *
 * @param root the face of the complex before this layer that each face lies in
 * @param bent the windows that bend on these
 * @param place the window among those compared, by its number in the layer
 */
export function realEdges(
  mesh: Mesh,
  layer: number,
  root: Int32Array,
  bent: Int32Array,
  words: number,
  place: Int32Array,
  compared: Compared,
): Uint8Array {
  const real = new Uint8Array(mesh.edgeCount).fill(1);
  const bends = (window: number, one: number, two: number) =>
    largest(mesh, mesh.bounding[one], compared, place[window]) !==
    largest(mesh, mesh.bounding[two], compared, place[window]);
  for (let e = 0; e < mesh.edgeCount; e++) {
    if (mesh.layer[e] !== layer) continue;
    const [one, two] = [mesh.face[2 * e], mesh.face[2 * e + 1]];
    if (bends(mesh.unit[e], one, two)) continue;
    real[e] = 0;
    for (let i = 0; i < words && !real[e]; i++) {
      for (let word = bent[root[one] * words + i]; word !== 0 && !real[e]; word &= word - 1) {
        const window = 32 * i + lowestBit(word);
        if (!bends(window, one, two)) continue;
        real[e] = 1;
        mesh.unit[e] = window;
      }
    }
  }
  return real;
}
