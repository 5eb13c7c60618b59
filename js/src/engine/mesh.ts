/**
 * A planar complex of convex faces as a half-edge mesh, and the two ways of refining it: `planar/halfedge.py` in
 * TypeScript. Edge `e` is the half-edge pair `2 e` and `2 e + 1`, so a twin is `h ^ 1`. Half-edges run counter-clockwise
 * round their face; the outside of the window is face -1. Entries beyond the counts are spare room.
 */
export class Mesh {
  vertexCount = 0;
  edgeCount = 0;
  faceCount = 0;
  /** Of each half-edge: the vertex that it leaves, the next one and the one before round its face, and that face. */
  origin = new Int32Array(0);
  next = new Int32Array(0);
  previous = new Int32Array(0);
  face = new Int32Array(0);
  /** Of each edge: the layer and the unit whose line it lies on; -1 on the window's border. */
  layer = new Int32Array(0);
  unit = new Int32Array(0);
  /** Some half-edge that leaves each vertex. */
  leaving = new Int32Array(0);
  /** (V, 2), relative to the middle of the window. */
  positions = new Float64Array(0);
  /** The face that each face was split from, an earlier one; -1 for the window. */
  parent = new Int32Array(0);
  /** Some half-edge of each face. */
  bounding = new Int32Array(0);
  /** The face before this layer that each face lies in. */
  root = new Int32Array(0);

  /** Makes room for so many more. */
  reserve(vertices: number, edges: number, faces: number): void {
    const v = this.vertexCount + vertices;
    const e = this.edgeCount + edges;
    const f = this.faceCount + faces;
    if (v > this.leaving.length) {
      const room = Math.max(v, 2 * this.leaving.length);
      this.leaving = grown(this.leaving, room);
      const positions = new Float64Array(2 * room);
      positions.set(this.positions);
      this.positions = positions;
    }
    if (e > this.layer.length) {
      const room = Math.max(e, 2 * this.layer.length);
      this.origin = grown(this.origin, 2 * room);
      this.next = grown(this.next, 2 * room);
      this.previous = grown(this.previous, 2 * room);
      this.face = grown(this.face, 2 * room);
      this.layer = grown(this.layer, room);
      this.unit = grown(this.unit, room);
    }
    if (f > this.bounding.length) {
      const room = Math.max(f, 2 * this.bounding.length);
      this.parent = grown(this.parent, room);
      this.bounding = grown(this.bounding, room);
      this.root = grown(this.root, room);
    }
  }

  /** Lets every face be one that a layer may split. */
  rootAll(): void {
    for (let f = 0; f < this.faceCount; f++) this.root[f] = f;
  }

  /** Puts a vertex at (x, y) on an edge, which keeps the part before it; the new edge is the last one. */
  splitEdge(edge: number, x: number, y: number): number {
    const { origin, next, previous, face } = this;
    const vertex = this.vertexCount++;
    const added = this.edgeCount++;
    this.positions[2 * vertex] = x;
    this.positions[2 * vertex + 1] = y;
    const [h, g, h2, g2] = [2 * edge, 2 * edge + 1, 2 * added, 2 * added + 1];
    const head = origin[g];
    const after = next[h];
    const before = previous[g];
    origin[h2] = vertex;
    next[h2] = after;
    previous[h2] = h;
    face[h2] = face[h];
    origin[g2] = head;
    next[g2] = g;
    previous[g2] = before;
    face[g2] = face[g];
    next[h] = h2;
    previous[after] = h2;
    previous[g] = g2;
    next[before] = g2;
    origin[g] = vertex;
    this.layer[added] = this.layer[edge];
    this.unit[added] = this.unit[edge];
    this.leaving[vertex] = h2;
    if (this.leaving[head] === g) this.leaving[head] = g2;
    return vertex;
  }

  /**
   * Joins the origins of half-edges `h` and `k` of one face by an edge with the given label. The face keeps the part on
   * the left of the edge (seen from `h`), a new face gets the part on its right.
   */
  splitFace(h: number, k: number, layer: number, unit: number): void {
    const { origin, next, previous, face } = this;
    const old = face[h];
    const edge = this.edgeCount++;
    const added = this.faceCount++;
    this.layer[edge] = layer;
    this.unit[edge] = unit;
    const e = 2 * edge;
    const t = e + 1;
    const beforeH = previous[h];
    const beforeK = previous[k];
    origin[e] = origin[h];
    next[e] = k;
    previous[e] = beforeH;
    face[e] = old;
    origin[t] = origin[k];
    next[t] = h;
    previous[t] = beforeK;
    next[beforeH] = e;
    previous[k] = e;
    next[beforeK] = t;
    previous[h] = t;
    this.bounding[old] = e;
    this.bounding[added] = t;
    this.parent[added] = old;
    this.root[added] = this.root[old];
    let i = t;
    do {
      face[i] = added;
      i = next[i];
    } while (i !== t);
  }
}

/** A mesh of one face with the given counter-clockwise corners (n, 2). */
export function convexPolygon(corners: Float64Array): Mesh {
  const mesh = new Mesh();
  const n = corners.length / 2;
  mesh.reserve(n, n, 1);
  mesh.vertexCount = mesh.edgeCount = n;
  mesh.faceCount = 1;
  mesh.positions.set(corners);
  for (let i = 0; i < n; i++) {
    const [after, before] = [(i + 1) % n, (i + n - 1) % n];
    mesh.origin[2 * i] = i;
    mesh.next[2 * i] = 2 * after;
    mesh.previous[2 * i] = 2 * before;
    mesh.face[2 * i] = 0;
    mesh.origin[2 * i + 1] = after;
    mesh.next[2 * i + 1] = 2 * before + 1;
    mesh.previous[2 * i + 1] = 2 * after + 1;
    mesh.face[2 * i + 1] = -1;
    mesh.layer[i] = mesh.unit[i] = -1;
    mesh.leaving[i] = 2 * i;
  }
  mesh.parent[0] = -1;
  mesh.bounding[0] = 0;
  return mesh;
}

/** Where all faces' counter-clockwise loops begin (F + 1), their vertices, and the edge that leaves each. */
export function faceLoops(mesh: Mesh): { offsets: Uint32Array; vertices: Uint32Array; edges: Uint32Array } {
  const { origin, next, face, bounding, edgeCount, faceCount } = mesh;
  const offsets = new Uint32Array(faceCount + 1);
  for (let h = 0; h < 2 * edgeCount; h++) if (face[h] >= 0) offsets[face[h] + 1]++;
  for (let f = 0; f < faceCount; f++) offsets[f + 1] += offsets[f];
  const vertices = new Uint32Array(offsets[faceCount]);
  const edges = new Uint32Array(offsets[faceCount]);
  for (let f = 0; f < faceCount; f++) {
    let h = bounding[f];
    for (let i = offsets[f]; i < offsets[f + 1]; i++) {
      vertices[i] = origin[h];
      edges[i] = h >> 1;
      h = next[h];
    }
  }
  return { offsets, vertices, edges };
}

function grown(array: Int32Array, room: number): Int32Array<ArrayBuffer> {
  const more = new Int32Array(room);
  more.set(array);
  return more;
}
