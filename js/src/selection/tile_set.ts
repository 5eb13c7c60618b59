import { ancestors } from "../wire/ancestors.ts";
import type { Picture } from "../wire/picture.ts";
import { areasOf } from "../wire/tile_areas.ts";

/** The tiles that are seen as one with a tile, after so many layers: itself, where all have cut. */
export function seenAsOne(picture: Picture, tile: number, depth: number): number[] {
  if (depth === Number.POSITIVE_INFINITY) return [tile];
  const { of, starts, tiles } = ancestors(picture, depth);
  return [...tiles.subarray(starts[of[tile]], starts[of[tile] + 1])];
}

/** All of both sets where one of `some` is not in `tiles` yet, else `tiles` without them; in rising order. */
export function toggled(tiles: readonly number[], some: readonly number[]): number[] {
  const set = new Set(tiles);
  const adds = some.some((tile) => !set.has(tile));
  for (const tile of some) {
    if (adds) set.add(tile);
    else set.delete(tile);
  }
  return rising(set);
}

export function rising(tiles: Iterable<number>): number[] {
  return [...tiles].sort((a, b) => a - b);
}

/**
 * The rim of some tiles: loops of corners x, y in window coordinates, with the tiles on the left.
 *
 * Two of them share a side in opposite directions: what is left when both are taken away is the rim. Where it meets
 * itself it may be cut into loops in several ways, all of which enclose the same.
 */
export function rimOf(picture: Picture, tiles: readonly number[]): Float32Array[] {
  const { positions, tileOffsets, tileVertices } = picture;
  const count = positions.length / 2;
  const sides = new Map<number, [from: number, to: number]>();
  for (const tile of tiles) {
    const [first, end] = [tileOffsets[tile], tileOffsets[tile + 1]];
    for (let i = first; i < end; i++) {
      const [from, to] = [tileVertices[i], tileVertices[i + 1 < end ? i + 1 : first]];
      if (!sides.delete(to * count + from)) sides.set(from * count + to, [from, to]);
    }
  }
  const following = new Map<number, number[]>();
  for (const [from, to] of sides.values()) {
    const others = following.get(from);
    if (others) others.push(to);
    else following.set(from, [to]);
  }
  const loops: Float32Array[] = [];
  for (const [start, others] of following) {
    while (others.length > 0) {
      const loop: number[] = [];
      let at = start;
      do {
        loop.push(positions[2 * at], positions[2 * at + 1]);
        at = following.get(at)?.pop() ?? start;
      } while (at !== start);
      loops.push(Float32Array.from(loop));
    }
  }
  return loops;
}

/** The share of the picture's window that tiles cover. */
export function shareOf(picture: Picture, tiles: readonly number[]): number {
  const areas = areasOf(picture);
  const { window } = picture;
  let sum = 0;
  for (const tile of tiles) sum += areas[tile];
  return sum / ((window[1] - window[0]) * (window[3] - window[2]));
}
