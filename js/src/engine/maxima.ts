/**
 * Cuts a complex where the largest entry of a window changes: max-pooling, and maxima along axes. As
 * `subdivision/max_pooling.py`: the largest of a, b, c, ... is a chain of max(a, b) = a + relu(b - a), whose links cut
 * only faces on which a window bends; after the last every edge is dissolved along which no window does.
 */
import type { Born } from "./chord_ends.ts";
import type { Complex } from "./complex.ts";
import type { Maxima } from "./program.ts";
import { findAllCuts } from "./refine.ts";
import { ROUNDOFF } from "./rounding.ts";
import { type Compared, findBentFaces, findHighest, realEdges } from "./upper_envelope.ts";

/** What a layer has changed: vertices born, batch by batch, and of all those that stay, or null where all do. */
export interface Change {
  readonly born: Born[];
  readonly kept: Int32Array | null;
}

/**
 * Cuts by all windows of a layer.
 *
 * @param given values (V, width) at the vertices
 * @param sizes what their rounding is relative to, (width)
 */
export function cutAtMaxima(
  complex: Complex,
  step: Maxima,
  width: number,
  given: Float64Array,
  sizes: Float64Array,
): Change {
  const oldVertices = complex.mesh.vertexCount;
  const oldFaces = complex.mesh.faceCount;
  const { size, entries, sign, layer } = step;
  const count = entries.length / size;
  const values = new Float64Array(oldVertices * width);
  const scale = sizes.slice();
  for (let i = 0; i < values.length; i++) {
    values[i] = sign * given[i];
    scale[i % width] = Math.max(scale[i % width], Math.abs(given[i]));
  }
  const tolerance = new Float64Array(count);
  for (let i = 0; i < entries.length; i++) {
    const w = Math.floor(i / size);
    tolerance[w] = Math.max(tolerance[w], scale[entries[i]] * ROUNDOFF);
  }
  const all: Compared = {
    values,
    width,
    entries,
    size,
    tolerance,
    highest: new Float64Array(oldVertices * count),
  };
  findHighest(all, 0, oldVertices);
  const bent = findBentFaces(complex.mesh, all);
  const words = (count + 31) >> 5;
  const bending = bendingWindows(bent, words, count);
  if (bending.length === 0) return { born: [], kept: null };
  const compared = winnersFirst(all, bending, oldVertices);
  const place = new Int32Array(count).fill(-1);
  bending.forEach((window, i) => {
    place[window] = i;
  });
  let origin = Int32Array.from({ length: oldFaces }, (_, f) => f);
  const born: Born[] = [];
  findHighest(compared, 0, oldVertices, 1);
  for (let k = 1; k < size; k++) {
    const rise = rising(compared, k, complex.mesh.vertexCount);
    if (rise.windows.length > 0) {
      const windows = rise.windows.map((w) => bending[w]);
      const drawn = cutBent(complex, layer, rise, windows, bent, words, origin);
      born.push(drawn.born);
      origin = drawn.origin;
      grow(compared, drawn.born, complex.mesh.vertexCount, k);
    }
    raise(compared, k, complex.mesh.vertexCount);
  }
  const real = realEdges(complex.mesh, layer, origin, bent, words, place, compared);
  if (real.every((each) => each === 1)) return { born, kept: null };
  return { born, kept: complex.dissolve(real, origin, oldVertices, oldFaces) };
}

function bendingWindows(bent: Int32Array, words: number, count: number): number[] {
  const any = new Int32Array(words);
  for (let i = 0; i < bent.length; i++) any[i % words] |= bent[i];
  return Array.from({ length: count }, (_, w) => w).filter((w) => any[w >> 5] & (1 << (w & 31)));
}

/** Only the windows that bend somewhere, and the columns that they compare; what is the largest most often first. */
function winnersFirst(all: Compared, bending: number[], vertices: number): Compared {
  const { values, width, entries, size, tolerance, highest } = all;
  const count = tolerance.length;
  const column = new Map<number, number>();
  const sorted = new Int32Array(bending.length * size);
  bending.forEach((w, i) => {
    const own = entries.subarray(w * size, (w + 1) * size);
    const wins = new Int32Array(size);
    for (let v = 0; v < vertices; v++) {
      let k = 0;
      while (values[v * width + own[k]] !== highest[v * count + w]) k++;
      wins[k]++;
    }
    const order = Array.from(own.keys()).sort((a, b) => wins[b] - wins[a] || a - b);
    order.forEach((k, j) => {
      if (!column.has(own[k])) column.set(own[k], column.size);
      sorted[i * size + j] = column.get(own[k])!;
    });
  });
  const columns = [...column.keys()];
  const kept = new Float64Array(vertices * columns.length);
  for (let v = 0; v < vertices; v++) {
    for (let c = 0; c < columns.length; c++) kept[v * columns.length + c] = values[v * width + columns[c]];
  }
  return {
    values: kept,
    width: columns.length,
    entries: sorted,
    size,
    tolerance: Float64Array.from(bending, (w) => tolerance[w]),
    highest: new Float64Array(vertices * bending.length),
  };
}

/** By how much entry `k` of some windows exceeds the largest of those before it, (V, windows): where it does at all. */
interface Rise {
  readonly windows: number[];
  readonly values: Float64Array;
  readonly tolerance: Float64Array;
}

function rising(compared: Compared, k: number, vertices: number): Rise {
  const { values, width, entries, size, highest, tolerance } = compared;
  const count = tolerance.length;
  const rise = (v: number, w: number) => values[v * width + entries[w * size + k]] - highest[v * count + w];
  const windows: number[] = [];
  for (let w = 0; w < count; w++) {
    let v = 0;
    while (v < vertices && !(rise(v, w) > tolerance[w])) v++;
    if (v < vertices) windows.push(w);
  }
  const found = new Float64Array(vertices * windows.length);
  for (let v = 0; v < vertices; v++) {
    for (let i = 0; i < windows.length; i++) found[v * windows.length + i] = rise(v, windows[i]);
  }
  return { windows, values: found, tolerance: Float64Array.from(windows, (w) => tolerance[w]) };
}

/** Cuts faces by the zero sets of one link, where the window of each bends there. */
function cutBent(
  complex: Complex,
  layer: number,
  rise: Rise,
  windows: number[],
  bent: Int32Array,
  words: number,
  origin: Int32Array,
): { born: Born; origin: Int32Array<ArrayBuffer> } {
  const { mesh } = complex;
  const { cuts, zeros } = findAllCuts(mesh, rise.values, windows.length, rise.tolerance, complex.resolution);
  const bends = (face: number, unit: number) => {
    const window = windows[unit];
    return face >= 0 && (bent[origin[face] * words + (window >> 5)] & (1 << (window & 31))) !== 0;
  };
  const here = [...cuts.edge.keys()].filter(
    (i) =>
      bends(mesh.face[2 * cuts.edge[i]], cuts.unit[i]) ||
      bends(mesh.face[2 * cuts.edge[i] + 1], cuts.unit[i]),
  );
  const at = [...zeros.face.keys()].filter((i) => bends(zeros.face[i], zeros.unit[i]));
  const chosen = {
    cuts: {
      edge: Int32Array.from(here, (i) => cuts.edge[i]),
      unit: Int32Array.from(here, (i) => windows[cuts.unit[i]]),
      t: Float64Array.from(here, (i) => cuts.t[i]),
      slack: Float64Array.from(here, (i) => cuts.slack[i]),
    },
    zeros: {
      face: Int32Array.from(at, (i) => zeros.face[i]),
      unit: Int32Array.from(at, (i) => windows[zeros.unit[i]]),
      vertex: Int32Array.from(at, (i) => zeros.vertex[i]),
    },
  };
  const born = complex.insert(chosen, { layer, units: 0, values: null }, true);
  return { born, origin: Int32Array.from({ length: mesh.faceCount }, (_, f) => origin[mesh.root[f]]) };
}

/** The rows of new vertices: their values, and the largest of the first `k` entries of each window. */
function grow(compared: Compared, born: Born, vertices: number, k: number): void {
  const { width } = compared;
  const values = new Float64Array(vertices * width);
  values.set(compared.values);
  fillRows(values, width, born);
  const highest = new Float64Array(vertices * compared.tolerance.length);
  highest.set(compared.highest);
  compared.values = values;
  compared.highest = highest;
  findHighest(compared, born.old, vertices, k);
}

function raise(
  { values, width, entries, size, highest, tolerance }: Compared,
  k: number,
  vertices: number,
): void {
  const count = tolerance.length;
  for (let v = 0; v < vertices; v++) {
    for (let w = 0; w < count; w++) {
      const value = values[v * width + entries[w * size + k]];
      if (value > highest[v * count + w]) highest[v * count + w] = value;
    }
  }
}

/** Writes the rows of vertices that were born, one after the other: each lies between two before it. */
export function fillRows(rows: Float64Array, width: number, born: Born): void {
  for (let v = born.old; v < born.end; v++) {
    const i = v - born.old;
    const a = born.of[2 * i] * width;
    const b = born.of[2 * i + 1] * width;
    const t = born.at[i];
    for (let c = 0; c < width; c++) rows[v * width + c] = rows[a + c] + t * (rows[b + c] - rows[a + c]);
  }
}
