/** What a tile of the page's engine tells: `pictures/rendering/tile_facts.py`. */
import { format } from "../color/numbers.ts";
import { areasOf, type Tiles } from "../engine/tiles.ts";
import { memoized } from "../wire/memoized.ts";
import type { Facts, Maybe } from "../wire/wire.ts";
import { scoresOf, valuesOf } from "./tile_measures.ts";

const areas = memoized(areasOf);
const slopes = memoized((tiles: Tiles) => valuesOf(tiles, "slope") as Float64Array);

/** Rows of text; nothing for no tile. */
export function factsOf(tiles: Tiles, tile: number, classNames: readonly string[]): Maybe<Facts> {
  if (!(tile >= 0 && tile < tiles.tileCount)) return {};
  const rows: [string, string][] = [
    ["Slope in the slice", format(slopes(tiles)[tile])],
    ["Area", `${format(areas(tiles)[tile])}\u2009input units²`],
  ];
  if (classNames.length > 0) rows.unshift(["Class", lead(scoresOf(tiles, tile), classNames)]);
  return { tile, rows };
}

/** The class with the largest score, and how far that is ahead of the next. */
function lead(scores: readonly number[], classNames: readonly string[]): string {
  const order = scores.map((_, i) => i).sort((a, b) => scores[b] - scores[a] || b - a);
  const [first, second] = order;
  return `${classNames[first]}, ${format(scores[first] - scores[second])} ahead of ${classNames[second]}`;
}
