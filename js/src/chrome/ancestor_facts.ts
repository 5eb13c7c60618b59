import { format, formatCount } from "../color/numbers.ts";
import { ancestors } from "../wire/ancestors.ts";
import type { Picture } from "../wire/picture.ts";
import { areasOf } from "../wire/tile_areas.ts";
import type { ToldFacts } from "./facts.ts";

/** Facts about the tile after the first `depth` of these layers in which a tile lies; null for no tile. */
export function ancestorFacts(
  picture: Picture,
  tile: number,
  depth: number,
  layers: readonly { readonly name: string }[],
): ToldFacts | null {
  if (tile < 0 || tile >= picture.tileCount) return null;
  const { of, starts, tiles } = ancestors(picture, depth);
  const areas = areasOf(picture);
  const [first, end] = [starts[of[tile]], starts[of[tile] + 1]];
  let area = 0;
  for (let i = first; i < end; i++) area += areas[tiles[i]];
  return {
    title: `Tile after ${layers[depth - 1].name}`,
    rows: [
      ["Area", `${format(area)}\u2009input units²`],
      ["Final tiles in it", formatCount(end - first)],
      ["Layers so far", `${formatCount(depth)} of ${formatCount(layers.length)}`],
    ],
  };
}
