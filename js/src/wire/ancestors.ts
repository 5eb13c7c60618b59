import { BORDER } from "./tile_loops.ts";

/** Tiles as loops of corners, and the layer of the edge that leaves each; see `Picture`. */
export interface Tiling {
  readonly tileCount: number;
  readonly tileOffsets: Uint32Array;
  readonly tileVertices: Uint8Array | Uint16Array | Uint32Array | Int32Array;
  readonly cornerLayers: Uint8Array;
}

/** The tiles that the first layers have cut, of which later layers cut those that there are. */
export interface Ancestors {
  readonly count: number;
  /** (T,) the one in which each tile lies, numbered in the order of their first tiles. */
  readonly of: Uint32Array;
  /** The tiles in ancestor a are `tiles[starts[a] .. starts[a + 1]]`. */
  readonly starts: Uint32Array;
  readonly tiles: Uint32Array;
}

/** The tiles on both sides of every edge, and its layer. */
interface Neighbors {
  readonly pairs: Uint32Array;
  readonly layers: Uint8Array;
  /** Ancestors by depth, found so far. */
  readonly found: Map<number, Ancestors>;
}

// By the loops, which pictures under the same number have in common.
const known = new WeakMap<object, Neighbors>();

/**
 * The tiles after the first `depth` layers: tiles between which there is no edge of these are one.
 *
 * A tile is a cell of constant activation pattern and convex, and so was each that it was cut from. What is left when the
 * edges of later layers are taken away is therefore connected, and is found by uniting neighbors, without the network.
 */
export function ancestors(tiling: Tiling, depth: number): Ancestors {
  let neighbors = known.get(tiling.tileOffsets);
  if (!neighbors) {
    neighbors = neighborsOf(tiling);
    known.set(tiling.tileOffsets, neighbors);
  }
  let found = neighbors.found.get(depth);
  if (!found) {
    found = united(tiling.tileCount, neighbors, depth);
    neighbors.found.set(depth, found);
  }
  return found;
}

/** The first tile of the ancestor in which a tile lies; -1 for no tile. */
export function firstOf(tiling: Tiling, tile: number, depth: number): number {
  if (tile < 0 || tile >= tiling.tileCount) return -1;
  if (depth === Number.POSITIVE_INFINITY) return tile;
  const { of, starts, tiles } = ancestors(tiling, depth);
  return tiles[starts[of[tile]]];
}

/** The vertices of the sides of the ancestor in which a tile lies, two for each side; none for no tile. */
export function sidesAround(tiling: Tiling, tile: number, depth: number): number[] {
  if (tile < 0 || tile >= tiling.tileCount) return [];
  const { tileOffsets, tileVertices, cornerLayers } = tiling;
  const sides: number[] = [];
  const go = (each: number, drawn: (layer: number) => boolean) => {
    const [first, end] = [tileOffsets[each], tileOffsets[each + 1]];
    for (let i = first; i < end; i++) {
      if (drawn(cornerLayers[i])) sides.push(tileVertices[i], tileVertices[i + 1 < end ? i + 1 : first]);
    }
  };
  if (depth === Number.POSITIVE_INFINITY) go(tile, () => true);
  else {
    const { of, starts, tiles } = ancestors(tiling, depth);
    const outer = (layer: number) => layer < depth || layer === BORDER;
    for (let i = starts[of[tile]]; i < starts[of[tile] + 1]; i++) go(tiles[i], outer);
  }
  return sides;
}

/** Pairs the two sides of every edge by their vertices: one tile has them in one order, the other in the other. */
function neighborsOf({ tileCount, tileOffsets, tileVertices, cornerLayers }: Tiling): Neighbors {
  let [vertices, inner] = [0, 0];
  for (let i = 0; i < tileVertices.length; i++) {
    if (tileVertices[i] >= vertices) vertices = tileVertices[i] + 1;
    if (cornerLayers[i] !== BORDER) inner++;
  }
  // Sides by the lower of their two vertices, in flat arrays: counted first and filled second.
  const starts = new Uint32Array(vertices + 1);
  const [others, owners, kinds] = [new Uint32Array(inner), new Uint32Array(inner), new Uint8Array(inner)];
  const visit = (see: (low: number, high: number, tile: number, layer: number) => void) => {
    for (let tile = 0; tile < tileCount; tile++) {
      const [first, end] = [tileOffsets[tile], tileOffsets[tile + 1]];
      for (let i = first; i < end; i++) {
        if (cornerLayers[i] === BORDER) continue;
        const a = tileVertices[i];
        const b = tileVertices[i + 1 < end ? i + 1 : first];
        see(Math.min(a, b), Math.max(a, b), tile, cornerLayers[i]);
      }
    }
  };
  visit((low) => {
    starts[low + 1] += 1;
  });
  for (let v = 0; v < vertices; v++) starts[v + 1] += starts[v];
  const next = starts.slice();
  visit((low, high, tile, layer) => {
    const at = next[low]++;
    others[at] = high;
    owners[at] = tile;
    kinds[at] = layer;
  });
  const pairs = new Uint32Array(inner);
  const layers = new Uint8Array(inner >> 1);
  const waiting = new Int32Array(vertices).fill(-1);
  let count = 0;
  for (let v = 0; v < vertices; v++) {
    for (let i = starts[v]; i < starts[v + 1]; i++) {
      const first = waiting[others[i]];
      waiting[others[i]] = first < 0 ? i : -1;
      if (first < 0) continue;
      pairs[2 * count] = owners[first];
      pairs[2 * count + 1] = owners[i];
      layers[count++] = kinds[i];
    }
  }
  return { pairs, layers, found: new Map() };
}

/** Unites the tiles on both sides of each edge of a later layer than the first `depth`. */
function united(tileCount: number, { pairs, layers }: Neighbors, depth: number): Ancestors {
  const root = new Uint32Array(tileCount);
  for (let tile = 0; tile < tileCount; tile++) root[tile] = tile;
  const find = (tile: number) => {
    let at = tile;
    while (root[at] !== at) {
      root[at] = root[root[at]];
      at = root[at];
    }
    return at;
  };
  for (let i = 0; i < layers.length; i++) {
    if (layers[i] < depth) continue;
    const [a, b] = [find(pairs[2 * i]), find(pairs[2 * i + 1])];
    // The smallest tile stands for all, so that ancestors are numbered in order below.
    if (a < b) root[b] = a;
    else root[a] = b;
  }
  const of = new Uint32Array(tileCount);
  let count = 0;
  for (let tile = 0; tile < tileCount; tile++) {
    const first = find(tile);
    of[tile] = first === tile ? count++ : of[first];
  }
  const starts = new Uint32Array(count + 1);
  for (let tile = 0; tile < tileCount; tile++) starts[of[tile] + 1] += 1;
  for (let a = 0; a < count; a++) starts[a + 1] += starts[a];
  const next = starts.slice();
  const tiles = new Uint32Array(tileCount);
  for (let tile = 0; tile < tileCount; tile++) tiles[next[of[tile]]++] = tile;
  return { count, of, starts, tiles };
}
