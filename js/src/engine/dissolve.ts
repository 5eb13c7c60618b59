/** Takes edges out of a complex again, and the vertices that nothing is left to say at: `planar/dissolve.py`. */
import { SHORTEST_CHORD } from "./chords.ts";
import { Mesh } from "./mesh.ts";

/**
 * Merges the faces on both sides of every edge that is not `real`, and numbers what remains without gaps. Vertices that
 * were born since the old ones go where no edge meets them any more, or only two that form one straight edge.
 *
 * @param mesh overwritten
 * @param real overwritten; 0 only for edges inside a face of the complex before
 * @param origin the face of the complex before that each face lies in
 * @returns among the parts of an old face one has its number, the others have it for their parent; `kept` are the
 *   vertices that stay, in order; `broken` half-edges lie on no loop
 */
export function dissolve(
  mesh: Mesh,
  real: Uint8Array,
  origin: Int32Array,
  oldVertices: number,
  oldFaces: number,
  resolution: number,
): { mesh: Mesh; kept: Int32Array; broken: number } {
  const { next, previous, face, edgeCount, vertexCount, faceCount } = mesh;
  const group = Int32Array.from({ length: faceCount }, (_, f) => f);
  for (let e = 0; e < edgeCount; e++) {
    if (real[e]) continue;
    const [a, b] = [find(group, face[2 * e]), find(group, face[2 * e + 1])];
    // The smallest face stands for its group, so an old one for the group that holds it.
    group[Math.max(a, b)] = Math.min(a, b);
  }
  for (let e = 0; e < edgeCount; e++) {
    if (real[e]) continue;
    const [h, t] = [2 * e, 2 * e + 1];
    join(mesh, previous[h], next[t]);
    join(mesh, previous[t], next[h]);
  }
  const degree = new Int32Array(vertexCount);
  const leaving = new Int32Array(vertexCount).fill(-1);
  for (let h = 0; h < 2 * edgeCount; h++) {
    if (!real[h >> 1]) continue;
    degree[mesh.origin[h]]++;
    leaving[mesh.origin[h]] = h;
  }
  for (let v = oldVertices; v < vertexCount; v++) {
    if (degree[v] !== 2 || !straighten(mesh, leaving, v, resolution)) continue;
    degree[v] = 0;
    real[leaving[v] >> 1] = 0;
  }
  return compact(mesh, real, origin, group, degree, oldFaces);
}

function find(group: Int32Array, of: number): number {
  let f = of;
  while (group[f] !== f) {
    group[f] = group[group[f]];
    f = group[f];
  }
  return f;
}

function join({ next, previous }: Mesh, before: number, after: number): void {
  next[before] = after;
  previous[after] = before;
}

/** Lets the edge that arrives at `v` swallow the one that leaves it, if both are one straight line. */
function straighten(mesh: Mesh, leaving: Int32Array, v: number, resolution: number): boolean {
  const { origin, next, previous, positions, layer, unit } = mesh;
  const out = leaving[v];
  const into = previous[out];
  const a = origin[into];
  const b = origin[out ^ 1];
  if (layer[into >> 1] !== layer[out >> 1] || unit[into >> 1] !== unit[out >> 1]) return false;
  const [dx, dy] = [positions[2 * b] - positions[2 * a], positions[2 * b + 1] - positions[2 * a + 1]];
  const length = Math.hypot(dx, dy);
  const away =
    dx * (positions[2 * v + 1] - positions[2 * a + 1]) - dy * (positions[2 * v] - positions[2 * a]);
  if (!(Math.abs(away) < Math.min(resolution, length / SHORTEST_CHORD) * length)) return false;
  join(mesh, into, next[out]);
  join(mesh, previous[out ^ 1], into ^ 1);
  origin[into ^ 1] = b;
  if (leaving[b] === (out ^ 1)) leaving[b] = into ^ 1;
  return true;
}

/** The mesh without what is gone. */
function compact(
  mesh: Mesh,
  real: Uint8Array,
  origin: Int32Array,
  group: Int32Array,
  degree: Int32Array,
  oldFaces: number,
): { mesh: Mesh; kept: Int32Array; broken: number } {
  const vertices = numbered(degree.length, (v) => degree[v] > 0);
  const edges = numbered(mesh.edgeCount, (e) => real[e] === 1);
  const heads = numbered(group.length, (f) => group[f] === f);
  const result = new Mesh();
  const [V, E, F] = [vertices.places.length, edges.places.length, heads.places.length];
  result.reserve(V, E, F);
  result.vertexCount = V;
  result.edgeCount = E;
  result.faceCount = F;
  for (let v = 0; v < V; v++) {
    result.positions[2 * v] = mesh.positions[2 * vertices.places[v]];
    result.positions[2 * v + 1] = mesh.positions[2 * vertices.places[v] + 1];
  }
  for (let f = 0; f < F; f++) {
    const head = heads.places[f];
    result.parent[f] = head < oldFaces ? mesh.parent[head] : origin[head];
  }
  let broken = 0;
  for (let h = 0; h < 2 * E; h++) {
    const from = 2 * edges.places[h >> 1] + (h & 1);
    const v = vertices.number[mesh.origin[from]];
    result.origin[h] = v;
    result.leaving[v] = h;
    result.next[h] = 2 * edges.number[mesh.next[from] >> 1] + (mesh.next[from] & 1);
    result.previous[h] = 2 * edges.number[mesh.previous[from] >> 1] + (mesh.previous[from] & 1);
    result.face[h] = mesh.face[from] >= 0 ? heads.number[find(group, mesh.face[from])] : -1;
    result.layer[h >> 1] = mesh.layer[from >> 1];
    result.unit[h >> 1] = mesh.unit[from >> 1];
    if (result.face[h] < 0) continue;
    broken++;
    result.bounding[result.face[h]] = h;
  }
  for (let f = 0; f < F; f++) {
    let h = result.bounding[f];
    do {
      broken--;
      h = result.next[h];
    } while (h !== result.bounding[f]);
  }
  return { mesh: result, kept: vertices.places, broken };
}

/** The places that are chosen, and for those their number among them. */
function numbered(count: number, chosen: (i: number) => boolean): { places: Int32Array; number: Int32Array } {
  const places = new Int32Array(count);
  const number = new Int32Array(count);
  let found = 0;
  for (let i = 0; i < count; i++) {
    if (!chosen(i)) continue;
    places[found] = i;
    number[i] = found++;
  }
  return { places: places.slice(0, found), number };
}
