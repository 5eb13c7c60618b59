import type { Picture } from "./picture.ts";

type Tiling = Pick<Picture, "positions" | "tileOffsets" | "tileVertices" | "tileCount" | "window">;

// By the loops, which pictures under the same number have in common.
const known = new WeakMap<object, Float64Array>();

/** The area of each tile in squared units of the slice, as good as its corners, which are rounded to float32. */
export function areasOf({ positions, tileOffsets, tileVertices, tileCount, window }: Tiling): Float64Array {
  const before = known.get(tileOffsets);
  if (before) return before;
  const areas = new Float64Array(tileCount);
  const scale = ((window[1] - window[0]) * (window[3] - window[2])) / 2;
  for (let tile = 0; tile < tileCount; tile++) {
    const origin = 2 * tileVertices[tileOffsets[tile]];
    let sum = 0;
    for (let i = tileOffsets[tile] + 1; i < tileOffsets[tile + 1] - 1; i++) {
      const [a, b] = [2 * tileVertices[i], 2 * tileVertices[i + 1]];
      // From one corner, so that a small tile far from the window's corner keeps its digits.
      sum +=
        (positions[a] - positions[origin]) * (positions[b + 1] - positions[origin + 1]) -
        (positions[b] - positions[origin]) * (positions[a + 1] - positions[origin + 1]);
    }
    areas[tile] = scale * sum;
  }
  known.set(tileOffsets, areas);
  return areas;
}
