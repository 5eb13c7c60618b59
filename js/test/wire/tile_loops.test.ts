import { describe, expect, test } from "vitest";
import { crookedGrid } from "../../harness/crooked_grid.ts";
import { decode } from "../../src/wire/decode.ts";
import { INDEX, SIZE } from "../../src/wire/picture.ts";
import { BORDER, edgesOf, offsetsOf } from "../../src/wire/tile_loops.ts";
import type { WirePicture } from "../../src/wire/wire.ts";
import { stateOf } from "../recorded.ts";

/** What a tiling of two squares side by side, 0 1 4 3 and 1 2 5 4, has for its corners. */
const squares = {
  offsets: Uint32Array.of(0, 4, 8),
  loops: Uint16Array.of(0, 1, 4, 3, 2, 5, 4, 1),
  layers: Uint8Array.of(BORDER, 7, BORDER, BORDER, BORDER, BORDER, 7, BORDER),
};

describe("loops", () => {
  test("begin where the ones before them end", () => {
    expect(offsetsOf(Uint8Array.of(3, 255, 4))).toEqual(Uint32Array.of(0, 3, 258, 262));
    expect(offsetsOf(new Uint8Array(0))).toEqual(Uint32Array.of(0));
  });

  test("an edge between two tiles is told once, the border never", () => {
    const { offsets, loops, layers } = squares;
    expect(edgesOf(offsets, loops, layers)).toEqual({
      edges: Uint32Array.of(1, 4),
      edgeLayers: Uint8Array.of(7),
    });
  });

  test("the last side of a loop leads to its first corner", () => {
    const loops = Uint16Array.of(0, 1, 2, 0, 2, 3);
    const layers = Uint8Array.of(BORDER, BORDER, 3, 3, BORDER, BORDER);
    expect(edgesOf(Uint32Array.of(0, 3, 6), loops, layers).edges).toEqual(Uint32Array.of(0, 2));
  });

  test("no tiles have no edges", () => {
    const { edges } = edgesOf(Uint32Array.of(0), new Uint16Array(0), new Uint8Array(0));
    expect(edges.length).toBe(0);
  });

  test("the edges of a grid are the pieces of its lines", () => {
    const side = 9;
    const { tileOffsets, tileVertices, cornerLayers } = crookedGrid(side);
    const { edges, edgeLayers } = edgesOf(tileOffsets, tileVertices, cornerLayers);
    expect(edgeLayers.length).toBe(2 * side * (side - 1));
    const steps = edgeLayers.reduce((found, _, i) => found.add(edges[2 * i + 1] - edges[2 * i]), new Set());
    expect(steps).toEqual(new Set([1, side + 1]));
    expect(edgeLayers).not.toContain(BORDER);
  });

  test("edges of a network's tiles close up: corners - edges + tiles = 1", () => {
    const wire = stateOf("explorer")._picture as WirePicture;
    const layers = decode(wire.corner_layers, ["uint8"]);
    const offsets = offsetsOf(decode(wire.tile_sizes, SIZE));
    const { edgeLayers } = edgesOf(offsets, decode(wire.tile_vertices, INDEX), layers);
    const outside = layers.filter((layer) => layer === BORDER).length;
    expect(offsets.length - 1).toBeGreaterThan(20);
    expect(wire.positions.shape[0] - (edgeLayers.length + outside) + offsets.length - 1).toBe(1);
    expect(new Set(edgeLayers)).toEqual(new Set([0, 1]));
  });

  test("tiles with edges of their own are refused", () => {
    const { offsets, layers } = squares;
    expect(() => edgesOf(offsets, Uint16Array.of(0, 1, 4, 3, 2, 5, 6, 7), layers)).toThrow("share");
    expect(() => edgesOf(offsets, squares.loops, layers.slice(1))).toThrow("8 corners with 7 layers");
  });
});
