/**
 * Inserts a layer's lines into a complex, `planar/chords.py`: each crosses a convex face in one straight chord. The walk
 * from one end of a chord to the other decides everything by which side of the chord a vertex lies on, up to a tolerance
 * that belongs to the chord, so that degenerate position needs no case of its own: a vertex on the chord is passed
 * through, an edge along the chord is followed, and only a true crossing makes a new vertex.
 */
import type { Born, Ends } from "./chord_ends.ts";
import { crossing, SMALL } from "./crossing.ts";
import type { Mesh } from "./mesh.ts";

/** A chord shorter than this many of its own tolerances has no reliable direction; its tolerance is capped. */
export const SHORTEST_CHORD = 1e3;
// An end that may lie farther along its edge than this many times what positions resolve may be that of a chord that
// leaves the edge at a small angle.
const FLAT = 64;

/** What is drawn: the layer of the lines, and their values (V, units) at the vertices before, or none. */
export interface Lines {
  readonly layer: number;
  readonly units: number;
  readonly values: Float64Array | null;
}

/**
 * Inserts all chords, face by face, as long as there are no more faces than `most`; asks `watch` after every face that
 * has many. Returns how many chords could not be walked to their end.
 */
export function insertChords(
  mesh: Mesh,
  ends: Ends,
  lines: Lines,
  born: Born,
  resolution: number,
  most: number,
  watch: () => void,
): number {
  const { offsets, unit, vertex, start, reach } = ends;
  let order = new Int32Array(64);
  let lost = 0;
  for (let f = 0; f + 1 < offsets.length; f++) {
    const begin = offsets[f];
    const size = offsets[f + 1] - begin;
    if (size < 2) continue;
    if (size > order.length) order = new Int32Array(2 * size);
    orderByUnit(unit, begin, size, order);
    if (size > 64) watch();
    let chord = 0;
    for (let i = 0; i < size; ) {
      let k = i + 1;
      while (k < size && unit[order[k]] === unit[order[i]]) k++;
      let p = order[i];
      let q = order[k - 1];
      if (k - i > 2) [p, q] = farthestApart(mesh, vertex, order, i, k);
      i = k;
      chord++;
      if (vertex[p] === vertex[q]) continue;
      // It crosses those before it at most once each.
      mesh.reserve(chord - 1, 2 * chord - 1, chord);
      born.reserve(mesh.vertexCount - born.old + chord - 1);
      let reachP = reach[p];
      let reachQ = reach[q];
      if (Math.max(reachP, reachQ) > FLAT * resolution) {
        reachP = across(mesh, start[p], vertex[p], vertex[q], reachP);
        reachQ = across(mesh, start[q], vertex[q], vertex[p], reachQ);
      }
      const known = reachP > 0 && reachQ > 0 ? Math.min(reachP, reachQ) : Math.max(reachP, reachQ);
      const tolerance = Math.max(resolution, known);
      if (!insertChord(mesh, f, vertex[p], vertex[q], start[p], tolerance, lines, unit[p], born)) lost++;
      if (mesh.faceCount > most) return lost;
    }
  }
  return lost;
}

/** The part across the chord from `p` to `q` of a distance along the half-edge `h` that leaves `p`. */
function across({ origin, positions }: Mesh, h: number, p: number, q: number, reach: number): number {
  if (h < 0) return reach;
  const a = origin[h ^ 1];
  const [ax, ay] = [positions[2 * a] - positions[2 * p], positions[2 * a + 1] - positions[2 * p + 1]];
  const [dx, dy] = [positions[2 * q] - positions[2 * p], positions[2 * q + 1] - positions[2 * p + 1]];
  const lengths = Math.sqrt((ax * ax + ay * ay) * (dx * dx + dy * dy));
  return lengths > 0 ? (reach * Math.abs(dx * ay - dy * ax)) / lengths : reach;
}

/** Writes the positions from `begin` on in order of their units to the front of `order`. */
function orderByUnit(unit: Int32Array, begin: number, size: number, order: Int32Array): void {
  if (size > 64) {
    for (let i = 0; i < size; i++) order[i] = begin + i;
    order.subarray(0, size).sort((a, b) => unit[a] - unit[b] || a - b);
    return;
  }
  for (let i = 0; i < size; i++) {
    const o = begin + i;
    let k = i - 1;
    for (; k >= 0 && unit[order[k]] > unit[o]; k--) order[k + 1] = order[k];
    order[k + 1] = o;
  }
}

function farthestApart(
  { positions }: Mesh,
  vertex: Int32Array,
  order: Int32Array,
  begin: number,
  end: number,
): [number, number] {
  let [p, q, best] = [order[begin], order[begin], -1];
  for (let i = begin; i < end; i++) {
    for (let k = i + 1; k < end; k++) {
      const [a, b] = [vertex[order[i]], vertex[order[k]]];
      const dx = positions[2 * a] - positions[2 * b];
      const dy = positions[2 * a + 1] - positions[2 * b + 1];
      if (dx * dx + dy * dy > best) [p, q, best] = [order[i], order[k], dx * dx + dy * dy];
    }
  }
  return [p, q];
}

/** Walks from vertex `p` to vertex `q` through the faces that lie in `region`, splitting each; false when lost. */
function insertChord(
  mesh: Mesh,
  region: number,
  p: number,
  q: number,
  start: number,
  tolerance: number,
  { layer, units, values }: Lines,
  unit: number,
  born: Born,
): boolean {
  const { origin, next, previous, face, positions, root } = mesh;
  const x0 = positions[2 * p];
  const y0 = positions[2 * p + 1];
  const dx = positions[2 * q] - x0;
  const dy = positions[2 * q + 1] - y0;
  const squared = dx * dx + dy * dy;
  const length = Math.sqrt(squared);
  const near = Math.min(tolerance, length / SHORTEST_CHORD) * length;
  const sideOf = (v: number) => dx * (positions[2 * v + 1] - y0) - dy * (positions[2 * v] - x0);
  let here = p;
  let h = start;
  if (h >= 0) {
    const isRight = sideOf(origin[h ^ 1]) < -near;
    const isLeft = sideOf(origin[previous[h]]) > near;
    if (root[face[h]] !== region || !(isLeft && isRight)) h = -1;
  }
  for (;;) {
    if (h < 0) {
      const found = leave(mesh, region, here, q, x0, y0, dx, dy, near);
      if (found === NOWHERE) return false;
      if (found < 0) {
        here = origin[~found ^ 1];
        if (here === q) return true;
        continue;
      }
      h = found;
    }
    if (mesh.edgeCount >= mesh.layer.length || mesh.faceCount >= mesh.bounding.length) return false;
    // Walk round the face, along its right-hand side, to where the chord leaves it.
    let a = origin[h ^ 1];
    let sideA = sideOf(a);
    let k = next[h];
    for (;;) {
      const b = origin[k ^ 1];
      if (b === here) return false;
      const sideB = sideOf(b);
      const bx = positions[2 * b];
      const by = positions[2 * b + 1];
      const ahead = dx * (bx - positions[2 * here]) + dy * (by - positions[2 * here + 1]) > 0;
      if (b === q || (ahead && Math.abs(sideB) <= near)) {
        mesh.splitFace(h, next[k], layer, unit);
        if (b === q) return true;
        here = b;
        h = -1;
        break;
      }
      if (sideB > near) {
        if (sideA >= 0 || mesh.vertexCount >= mesh.leaving.length || mesh.edgeCount + 2 > mesh.layer.length) {
          return false;
        }
        const t = sideA / (sideA - sideB);
        const ex = bx - positions[2 * a];
        const ey = by - positions[2 * a + 1];
        let x = positions[2 * a] + ex * t;
        let y = positions[2 * a + 1] + ey * t;
        let at = ((x - x0) * dx + (y - y0) * dy) / squared;
        if (values && (sideB - sideA) ** 2 < SMALL * SMALL * squared * (ex * ex + ey * ey)) {
          const better = crossing(values, units, born, p, q, unit, mesh.unit[k >> 1]);
          if (!Number.isNaN(better)) {
            at = better;
            x = x0 + dx * better;
            y = y0 + dy * better;
          }
        }
        const vertex = mesh.splitEdge(k >> 1, x, y);
        born.put(vertex, p, q, Math.min(Math.max(at, 0), 1));
        const exitThere = k & 1 ? 2 * (mesh.edgeCount - 1) : k ^ 1;
        mesh.splitFace(h, k & 1 ? k : next[k], layer, unit);
        if (face[exitThere] < 0 || root[face[exitThere]] !== region) return false;
        here = vertex;
        h = exitThere;
        break;
      }
      a = b;
      sideA = sideB;
      k = next[k];
    }
  }
}

const NOWHERE = -(2 ** 31);

/**
 * How a chord goes on from vertex `here`: the half-edge of the face to cross, or the complement `~h` of one to follow,
 * or `NOWHERE`.
 */
function leave(
  { leaving, origin, previous, face, positions, root }: Mesh,
  region: number,
  here: number,
  q: number,
  x0: number,
  y0: number,
  dx: number,
  dy: number,
  near: number,
): number {
  const [hx, hy] = [positions[2 * here], positions[2 * here + 1]];
  const first = leaving[here];
  let into = NOWHERE;
  let h = first;
  do {
    const onLeft = face[h];
    const onRight = face[h ^ 1];
    const isLeft = onLeft >= 0 && root[onLeft] === region;
    if (isLeft || (onRight >= 0 && root[onRight] === region)) {
      const b = origin[h ^ 1];
      if (b === q) return ~h;
      const bx = positions[2 * b] - hx;
      const by = positions[2 * b + 1] - hy;
      const side = dx * (positions[2 * b + 1] - y0) - dy * (positions[2 * b] - x0);
      if (Math.abs(side) <= near && dx * bx + dy * by > 0) return ~h;
      if (isLeft) {
        const c = origin[previous[h]];
        const cx = positions[2 * c] - hx;
        const cy = positions[2 * c + 1] - hy;
        if (dx * by - dy * bx < 0 && dx * cy - dy * cx > 0) into = h;
      }
    }
    h = previous[h] ^ 1;
  } while (h !== first);
  return into;
}
