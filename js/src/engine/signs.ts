/**
 * Signs of units at vertices, and the edges that their lines therefore cut: on an edge every unit is affine, so it cuts
 * the edge where its values at both ends have opposite signs. Packed, 32 units to a word: `planar/signs.py`.
 */
import type { Mesh } from "./mesh.ts";

/** Packed signs of a batch (V, words): a unit in neither is zero there. */
export interface Signs {
  readonly words: number;
  readonly positive: Int32Array;
  readonly negative: Int32Array;
  anyZero: boolean;
}

/** Cuts in order of edges: place from the edge's first end, 0..1, and its uncertainty. */
export interface Cuts {
  readonly edge: Int32Array;
  readonly unit: Int32Array;
  readonly t: Float64Array;
  readonly slack: Float64Array;
}

/** The lowest bit of a word that is not zero, as a number. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** Signs of values (count, units), in which those within the tolerance (units) of zero become zero. */
export function packSigns(
  values: Float64Array,
  count: number,
  units: number,
  tolerance: Float64Array,
): Signs {
  const words = (units + 31) >> 5;
  const positive = new Int32Array(count * words);
  const negative = new Int32Array(count * words);
  let anyZero = false;
  for (let i = 0; i < count; i++) {
    for (let w = 0; w < words; w++) {
      const first = 32 * w;
      const last = Math.min(units, first + 32);
      let above = 0;
      let below = 0;
      for (let u = first; u < last; u++) {
        const x = values[i * units + u];
        const t = tolerance[u];
        above |= +(x > t) << (u - first);
        below |= +(x < -t) << (u - first);
      }
      positive[i * words + w] = above;
      negative[i * words + w] = below;
      if ((above | below) === (last - first === 32 ? -1 : (1 << (last - first)) - 1)) continue;
      anyZero = true;
      for (let u = first; u < last; u++)
        if (Math.abs(values[i * units + u]) <= tolerance[u]) values[i * units + u] = 0;
    }
  }
  return { words, positive, negative, anyZero };
}

/** All cuts of edges, with values (V, units) at the vertices. */
export function findCuts(
  mesh: Mesh,
  values: Float64Array,
  units: number,
  signs: Signs,
  tolerance: Float64Array,
): Cuts {
  const { words, positive, negative } = signs;
  const { origin, edgeCount } = mesh;
  // Twice over all edges is faster than arrays that grow.
  let count = 0;
  for (let e = 0; e < edgeCount; e++) {
    const a = origin[2 * e] * words;
    const b = origin[2 * e + 1] * words;
    for (let w = 0; w < words; w++) {
      let word = (positive[a + w] & negative[b + w]) | (negative[a + w] & positive[b + w]);
      for (; word !== 0; word &= word - 1) count++;
    }
  }
  const edge = new Int32Array(count);
  const unit = new Int32Array(count);
  const t = new Float64Array(count);
  const slack = new Float64Array(count);
  let found = 0;
  for (let e = 0; e < edgeCount && found < count; e++) {
    const a = origin[2 * e];
    const b = origin[2 * e + 1];
    for (let w = 0; w < words; w++) {
      let word =
        (positive[a * words + w] & negative[b * words + w]) |
        (negative[a * words + w] & positive[b * words + w]);
      for (; word !== 0; word &= word - 1) {
        const u = 32 * w + lowestBit(word);
        const here = values[a * units + u];
        const change = here - values[b * units + u];
        edge[found] = e;
        unit[found] = u;
        t[found] = here / change;
        slack[found++] = tolerance[u] / Math.abs(change);
      }
    }
  }
  return { edge, unit, t, slack };
}

/** Makes units zero at the vertices where their cuts are; whether there are any. */
export function clearAtVertices(mesh: Mesh, cuts: Cuts, signs: Signs, resolution: number): boolean {
  const { positions, origin } = mesh;
  const { edge, unit, t } = cuts;
  let any = false;
  for (let k = 0; k < edge.length; k++) {
    const a = origin[2 * edge[k]];
    const b = origin[2 * edge[k] + 1];
    const part = t[k] < 0.5 ? t[k] : 1 - t[k];
    const dx = positions[2 * b] - positions[2 * a];
    const dy = positions[2 * b + 1] - positions[2 * a + 1];
    if (!(part * part * (dx * dx + dy * dy) <= resolution * resolution)) continue;
    const at = (t[k] < 0.5 ? a : b) * signs.words + (unit[k] >> 5);
    signs.positive[at] &= ~(1 << (unit[k] & 31));
    signs.negative[at] &= ~(1 << (unit[k] & 31));
    any = true;
  }
  if (any) signs.anyZero = true;
  return any;
}
