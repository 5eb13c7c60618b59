/** What the corners of an edge on the window's border have in place of a layer. */
export const BORDER = 255;

type Whole = Uint8Array | Uint16Array | Uint32Array | Int32Array;

/** Where each loop begins, and the last one ends, from their numbers of corners. */
export function offsetsOf(sizes: Whole): Uint32Array {
  const offsets = new Uint32Array(sizes.length + 1);
  for (let i = 0; i < sizes.length; i++) offsets[i + 1] = offsets[i] + sizes[i];
  return offsets;
}

/**
 * The edges between tiles, each once: two tiles have it in their loops, in opposite directions.
 *
 * @param offsets where each loop begins, and the last one ends
 * @param loops vertices
 * @param layers of the edge that leaves each corner of a loop, or `BORDER`
 */
export function edgesOf(
  offsets: Uint32Array,
  loops: Whole,
  layers: Uint8Array,
): { edges: Uint32Array; edgeLayers: Uint8Array } {
  if (layers.length !== loops.length || offsets[offsets.length - 1] !== loops.length) {
    throw new RangeError(
      `Got ${loops.length} corners with ${layers.length} layers in tiles of ` +
        `${offsets[offsets.length - 1]}. Wanted as many of each. Send all of one tessellation.`,
    );
  }
  let sides = 0;
  for (let i = 0; i < layers.length; i++) if (layers[i] !== BORDER) sides++;
  const edges = new Uint32Array(sides);
  const edgeLayers = new Uint8Array(sides >> 1);
  let count = 0;
  for (let tile = 0; tile + 1 < offsets.length; tile++) {
    const first = offsets[tile];
    const last = offsets[tile + 1] - 1;
    for (let i = first; i <= last; i++) {
      const from = loops[i];
      const to = loops[i < last ? i + 1 : first];
      const layer = layers[i];
      if (layer === BORDER || from >= to) continue;
      edges[2 * count] = from;
      edges[2 * count + 1] = to;
      edgeLayers[count++] = layer;
    }
  }
  if (2 * count !== sides) {
    throw new RangeError(
      `Got ${sides} sides of tiles, ${count} of them toward a later vertex. Wanted half. ` +
        "Send loops that share the vertices of their common edges.",
    );
  }
  return { edges, edgeLayers };
}

/** The sides on the window's border as pairs of vertices, in no particular order. */
export function borderOf(offsets: Uint32Array, loops: Whole, layers: Uint8Array): Uint32Array {
  const ends: number[] = [];
  for (let tile = 0; tile + 1 < offsets.length; tile++) {
    for (let i = offsets[tile]; i < offsets[tile + 1]; i++) {
      const next = i + 1 < offsets[tile + 1] ? i + 1 : offsets[tile];
      if (layers[i] === BORDER) ends.push(loops[i], loops[next]);
    }
  }
  return Uint32Array.from(ends);
}
