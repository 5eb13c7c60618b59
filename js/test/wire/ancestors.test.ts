import { describe, expect, test } from "vitest";
import { randomPicture } from "../../harness/frames.ts";
import { TileIndex } from "../../src/slice/tile_index.ts";
import { ancestors, firstOf, sidesAround } from "../../src/wire/ancestors.ts";
import { outline, type Picture, readPicture } from "../../src/wire/picture.ts";
import { areasOf } from "../../src/wire/tile_areas.ts";
import { BORDER } from "../../src/wire/tile_loops.ts";
import type { WirePicture } from "../../src/wire/wire.ts";
import { recording, stateOf } from "../recorded.ts";

const ALL = Number.POSITIVE_INFINITY;
const read = (name: string, widget?: string) => readPicture(stateOf(name, widget)._picture as WirePicture);

/** The loop of a tile as its sides, [from, to, layer]. */
function sidesOf({ tileOffsets, tileVertices, cornerLayers }: Picture, tile: number): number[][] {
  const [first, end] = [tileOffsets[tile], tileOffsets[tile + 1]];
  return Array.from({ length: end - first }, (_, i) => [
    tileVertices[first + i],
    tileVertices[first + ((i + 1) % (end - first))],
    cornerLayers[first + i],
  ]);
}

/** The same by looking for the tile across each side, and going on from there. */
function flooded(picture: Picture, depth: number): number[] {
  const across = new Map<string, number>();
  for (let tile = 0; tile < picture.tileCount; tile++)
    for (const [a, b] of sidesOf(picture, tile)) across.set(`${a} ${b}`, tile);
  const of: number[] = Array(picture.tileCount).fill(-1);
  let count = 0;
  for (let start = 0; start < picture.tileCount; start++) {
    if (of[start] >= 0) continue;
    const reached = [start];
    of[start] = count;
    for (const tile of reached) {
      for (const [a, b, layer] of sidesOf(picture, tile)) {
        const next = across.get(`${b} ${a}`);
        if (layer === BORDER || layer < depth || next === undefined || of[next] >= 0) continue;
        of[next] = count;
        reached.push(next);
      }
    }
    count += 1;
  }
  return of;
}

describe.each([
  ["explorer", undefined],
  ["truncated", "all"],
  ["surface", "explorer"],
  ["manifold", "explorer"],
])("in the recording %s", (name, widget) => {
  const picture = read(name, widget);
  const depths = [...new Set(picture.edgeLayers)].length;

  test("ancestors are what is reached without crossing an edge of the first layers", () => {
    for (let depth = 0; depth <= depths; depth++)
      expect([...ancestors(picture, depth).of]).toEqual(flooded(picture, depth));
    expect([ancestors(picture, 0).count, ancestors(picture, depths).count]).toEqual([1, picture.tileCount]);
  });

  test("each is listed with its tiles, and goes with them into the coarser ones", () => {
    let before = ancestors(picture, depths);
    for (let depth = depths - 1; depth >= 0; depth--) {
      const { of, starts, tiles, count } = ancestors(picture, depth);
      expect(count).toBeLessThan(before.count);
      for (let a = 0; a < count; a++) {
        const members = [...tiles.subarray(starts[a], starts[a + 1])];
        expect(members).toEqual([...of.keys()].filter((tile) => of[tile] === a));
        expect(firstOf(picture, members.at(-1) as number, depth)).toBe(members[0]);
      }
      for (let t = 1; t < of.length; t++)
        if (before.of[t] === before.of[t - 1]) expect(of[t]).toBe(of[t - 1]);
      before = ancestors(picture, depth);
    }
  });

  test("an outline closes, and holds the area of all tiles in it", () => {
    const areas = areasOf(picture);
    for (let depth = 1; depth <= depths; depth++) {
      const { of, starts, tiles } = ancestors(picture, depth);
      for (let tile = 0; tile < picture.tileCount; tile += 7) {
        const around = sidesAround(picture, tile, depth);
        const visits = new Map<number, number>();
        let twice = 0;
        const [u0, u1, v0, v1] = picture.window;
        for (let i = 0; i < around.length; i += 2) {
          const [a, b] = [around[i], around[i + 1]];
          visits.set(a, (visits.get(a) ?? 0) + 1);
          visits.set(b, (visits.get(b) ?? 0) - 1);
          const at = (v: number) => [picture.positions[2 * v] - 0.5, picture.positions[2 * v + 1] - 0.5];
          twice += at(a)[0] * at(b)[1] - at(b)[0] * at(a)[1];
        }
        expect([...visits.values()].every((visit) => visit === 0)).toBe(true);
        let inside = 0;
        for (let i = starts[of[tile]]; i < starts[of[tile] + 1]; i++) inside += areas[tiles[i]];
        expect((twice / 2) * (u1 - u0) * (v1 - v0)).toBeCloseTo(inside, 5);
      }
    }
  });
});

test("are the tiles of the network without its last layers, as Python tessellates it", () => {
  const picture = read("truncated", "all");
  const names = Object.keys(recording("truncated").widgets).filter((name) => name.startsWith("after"));
  expect(names).toEqual(["after_1", "after_2", "after_3"]);
  names.forEach((name, i) => {
    const [coarse, found] = [read("truncated", name), ancestors(picture, i + 1)];
    expect(found.count).toBe(coarse.tileCount);
    // The middle of each tile, in the tile of the truncated network: one for each ancestor.
    const index = new TileIndex(coarse);
    const owners = new Map<number, Set<number>>();
    for (let tile = 0; tile < picture.tileCount; tile++) {
      const corners = sidesOf(picture, tile).map(([v]) => v);
      const mean = (c: number) =>
        corners.reduce((sum, v) => sum + picture.positions[2 * v + c], 0) / corners.length;
      const owner = owners.get(found.of[tile]) ?? new Set();
      owners.set(found.of[tile], owner.add(index.pick(mean(0), mean(1))));
    }
    expect([...owners.values()].every(({ size }) => size === 1)).toBe(true);
    expect(new Set([...owners.values()].flatMap((each) => [...each])).size).toBe(coarse.tileCount);
  });
});

test("a tile as it is has its own outline, and no tile has none", () => {
  const picture = randomPicture(40, 3);
  expect(sidesAround(picture, 2, ALL)).toEqual(sidesOf(picture, 2).flatMap((side) => side.slice(0, 2)));
  expect(firstOf(picture, 2, ALL)).toBe(2);
  for (const none of [-1, picture.tileCount]) {
    expect(outline(picture, none)).toHaveLength(0);
    expect(outline(picture, none, 1)).toHaveLength(0);
    expect(firstOf(picture, none, 1)).toBe(-1);
  }
});
