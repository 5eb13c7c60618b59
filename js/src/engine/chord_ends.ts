/** Ends of chords: where a layer's lines meet the edges and vertices of a complex. `planar/chord_ends.py`. */
import type { Mesh } from "./mesh.ts";
import { type Cuts, lowestBit, type Signs } from "./signs.ts";

/** The vertices that are born in a layer: the two older ones that each lies between, and where. */
export class Born {
  of = new Int32Array(0);
  at = new Float64Array(0);
  /** How many vertices there are with these. */
  end = 0;

  /** @param old how many vertices there were before */
  constructor(readonly old: number) {}

  /** Makes room for so many in all. */
  reserve(count: number): void {
    if (count <= this.at.length) return;
    const room = Math.max(count, 2 * this.at.length);
    const [of, at] = [new Int32Array(2 * room), new Float64Array(room)];
    of.set(this.of);
    at.set(this.at);
    this.of = of;
    this.at = at;
  }

  put(vertex: number, a: number, b: number, t: number): void {
    const i = vertex - this.old;
    this.of[2 * i] = a;
    this.of[2 * i + 1] = b;
    this.at[i] = t;
  }
}

/** Vertices on a unit's line, in faces that the line crosses. */
export interface Zeros {
  readonly face: Int32Array;
  readonly unit: Int32Array;
  readonly vertex: Int32Array;
}

/**
 * All chord ends in order of faces, which begin at `offsets` (F + 1): the unit, a half-edge that leaves the end in its
 * face (-1 if it is yet to be looked for), the end, and how far from its true line it may lie, 0 where that is unknown.
 */
export interface Ends {
  readonly offsets: Int32Array;
  readonly unit: Int32Array;
  readonly start: Int32Array;
  readonly vertex: Int32Array;
  readonly reach: Float64Array;
}

const NO_ZEROS: Zeros = { face: new Int32Array(0), unit: new Int32Array(0), vertex: new Int32Array(0) };

/** The zeros at vertices of units that are positive somewhere on a face and negative somewhere else on it. */
export function zerosInCrossedFaces(mesh: Mesh, { words, positive, negative, anyZero }: Signs): Zeros {
  if (!anyZero) return NO_ZEROS;
  const { origin, next, bounding, faceCount } = mesh;
  const [face, unit, vertex]: [number[], number[], number[]] = [[], [], []];
  for (let f = 0; f < faceCount; f++) {
    for (let w = 0; w < words; w++) {
      let above = 0;
      let below = 0;
      const first = bounding[f];
      let h = first;
      do {
        const at = origin[h] * words + w;
        above |= positive[at];
        below |= negative[at];
        h = next[h];
      } while (h !== first);
      const crossed = above & below;
      if (crossed === 0) continue;
      do {
        const at = origin[h] * words + w;
        let zero = crossed & ~(positive[at] | negative[at]);
        for (; zero !== 0; zero &= zero - 1) {
          face.push(f);
          unit.push(32 * w + lowestBit(zero));
          vertex.push(origin[h]);
        }
        h = next[h];
      } while (h !== first);
    }
  }
  return { face: Int32Array.from(face), unit: Int32Array.from(unit), vertex: Int32Array.from(vertex) };
}

/**
 * Puts a vertex at every cut, one for cuts that coincide, and lists the ends of all chords. The cuts are sorted along
 * their edges here. Returns the ends, and how many cuts have no vertex of their own.
 */
export function splitCutEdges(
  mesh: Mesh,
  cuts: Cuts,
  zeros: Zeros,
  born: Born,
): { ends: Ends; shared: number } {
  const { edge, unit, t, slack } = cuts;
  const count = edge.length;
  const offsets = countEnds(mesh, edge, zeros);
  mesh.reserve(count, count, 0);
  born.reserve(count);
  const { origin, next, face, positions } = mesh;
  const total = offsets[mesh.faceCount];
  const ends: Ends = {
    offsets,
    unit: new Int32Array(total),
    start: new Int32Array(total),
    vertex: new Int32Array(total),
    reach: new Float64Array(total),
  };
  const fill = offsets.slice(0, mesh.faceCount);
  const put = (f: number, u: number, h: number, v: number, reach: number) => {
    if (f < 0) return;
    const at = fill[f]++;
    ends.unit[at] = u;
    ends.start[at] = h;
    ends.vertex[at] = v;
    ends.reach[at] = reach;
  };
  let shared = 0;
  for (let i = 0; i < count; ) {
    let end = i + 1;
    while (end < count && edge[end] === edge[i]) end++;
    if (end - i > 1) sortAlongEdge(unit, t, slack, i, end);
    const a = origin[2 * edge[i]];
    const b = origin[2 * edge[i] + 1];
    const [ax, ay] = [positions[2 * a], positions[2 * a + 1]];
    const dx = positions[2 * b] - ax;
    const dy = positions[2 * b + 1] - ay;
    const length = Math.sqrt(dx * dx + dy * dy);
    let tail = edge[i];
    let vertex = -1;
    let left = -1;
    let right = -1;
    for (let k = i; k < end; k++) {
      if (k > i && t[k] - t[k - 1] <= 2 * Math.min(slack[k], slack[k - 1])) shared++;
      else {
        vertex = mesh.splitEdge(tail, ax + dx * t[k], ay + dy * t[k]);
        born.put(vertex, a, b, t[k]);
        left = next[2 * tail];
        right = 2 * tail + 1;
        tail = mesh.edgeCount - 1;
      }
      put(face[left], unit[k], left, vertex, slack[k] * length);
      put(face[right], unit[k], right, vertex, slack[k] * length);
    }
    i = end;
  }
  for (let i = 0; i < zeros.face.length; i++) put(zeros.face[i], zeros.unit[i], -1, zeros.vertex[i], 0);
  return { ends, shared };
}

/** Where the chord ends of each face begin. */
function countEnds(mesh: Mesh, edge: Int32Array, zeros: Zeros): Int32Array {
  const offsets = new Int32Array(mesh.faceCount + 1);
  for (const e of edge) {
    for (let side = 0; side < 2; side++) {
      const f = mesh.face[2 * e + side];
      if (f >= 0) offsets[f + 1]++;
    }
  }
  for (const f of zeros.face) offsets[f + 1]++;
  for (let f = 0; f < mesh.faceCount; f++) offsets[f + 1] += offsets[f];
  return offsets;
}

/** Sorts the cuts begin..end of one edge by place, in the order in which they came where that is one. */
function sortAlongEdge(
  unit: Int32Array,
  t: Float64Array,
  slack: Float64Array,
  begin: number,
  end: number,
): void {
  if (end - begin > 24) {
    const order = Array.from({ length: end - begin }, (_, i) => begin + i).sort((i, k) => t[i] - t[k]);
    const [units, places, slacks] = [unit.slice(begin, end), t.slice(begin, end), slack.slice(begin, end)];
    for (let i = begin; i < end; i++) {
      const from = order[i - begin] - begin;
      unit[i] = units[from];
      t[i] = places[from];
      slack[i] = slacks[from];
    }
    return;
  }
  for (let i = begin + 1; i < end; i++) {
    const [u, x, s] = [unit[i], t[i], slack[i]];
    let k = i - 1;
    for (; k >= begin && t[k] > x; k--) {
      unit[k + 1] = unit[k];
      t[k + 1] = t[k];
      slack[k + 1] = slack[k];
    }
    unit[k + 1] = u;
    t[k + 1] = x;
    slack[k + 1] = s;
  }
}
