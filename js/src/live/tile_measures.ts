/** Numbers that color the tiles of the page's engine: `geometry/tessellation/measures.py`. */
import { activationBits } from "../engine/affine_maps.ts";
import { predictedClasses } from "../engine/decision_boundary.ts";
import { areasOf, centroidsOf, slopesOf, type Tiles } from "../engine/tiles.ts";
import { memoized } from "../wire/memoized.ts";

/** A value for each tile of the measure of a name; undefined where the engine has none of this name. */
export function valuesOf(tiles: Tiles, name: string): Float64Array | undefined {
  const [kind, number] = name.split(" ");
  if (kind === "output") return outputs(tiles, Number(number));
  if (name === "area") return areasOf(tiles);
  if (name === "corners") return each(tiles, (tile) => tiles.tileOffsets[tile + 1] - tiles.tileOffsets[tile]);
  if (name === "slope") return each(tiles, (tile) => stretch(slopes(tiles), outputsOf(tiles), tile)[0]);
  if (name === "volume") return volumes(tiles);
  if (name === "class") return Float64Array.from(predictedClasses(tiles));
  if (name === "confidence") return confidences(tiles);
  if (kind === "active") return active(tiles, number === undefined ? null : Number(number));
  return undefined;
}

const slopes = memoized(slopesOf);
const outputsOf = ({ program }: Tiles) => program.widths[program.output];

function each({ tileCount }: Tiles, value: (tile: number) => number): Float64Array {
  return Float64Array.from({ length: tileCount }, (_, tile) => value(tile));
}

/** Both singular values of the map (u, v) -> outputs on a tile, the larger first. */
function stretch(gradients: Float64Array, outputs: number, tile: number): [number, number] {
  let [uu, uv, vv] = [0, 0, 0];
  for (let c = tile * outputs; c < (tile + 1) * outputs; c++) {
    const [du, dv] = [gradients[2 * c], gradients[2 * c + 1]];
    uu += du * du;
    uv += du * dv;
    vv += dv * dv;
  }
  const largest = Math.sqrt((uu + vv) / 2 + Math.hypot((uu - vv) / 2, uv));
  if (largest === 0) return [0, 0];
  // The product of both by the column that is left once the longer one is taken out: without losing digits.
  const [square, long] = uu >= vv ? [uu, 0] : [vv, 1];
  let left = 0;
  for (let c = tile * outputs; c < (tile + 1) * outputs; c++) {
    const rest = gradients[2 * c + 1 - long] - (uv / square) * gradients[2 * c + long];
    left += rest * rest;
  }
  return [largest, Math.sqrt(square * left) / largest];
}

function volumes(tiles: Tiles): Float64Array {
  return each(tiles, (tile) => {
    const [larger, smaller] = stretch(slopes(tiles), outputsOf(tiles), tile);
    return larger * smaller;
  });
}

/** The mean over a tile's corners of what is given for vertices. */
function mean({ tileOffsets, tileVertices }: Tiles, tile: number, at: (vertex: number) => number): number {
  const [begin, end] = [tileOffsets[tile], tileOffsets[tile + 1]];
  let sum = 0;
  for (let i = begin; i < end; i++) sum += at(tileVertices[i]);
  return sum / (end - begin);
}

function outputs(tiles: Tiles, index: number): Float64Array {
  const width = outputsOf(tiles);
  return each(tiles, (tile) => mean(tiles, tile, (vertex) => tiles.outputs[vertex * width + index]));
}

/** The score of each class in a tile's middle; a single output f is (0, f). */
export function scoresOf(tiles: Tiles, tile: number): number[] {
  const width = outputsOf(tiles);
  const scores = Array.from({ length: width }, (_, k) =>
    mean(tiles, tile, (vertex) => tiles.outputs[vertex * width + k]),
  );
  return width === 1 ? [0, scores[0]] : scores;
}

/** The softmax probability of the class. */
export function confidences(tiles: Tiles): Float64Array {
  return each(tiles, (tile) => {
    const scores = scoresOf(tiles, tile);
    const top = Math.max(...scores);
    return 1 / scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
  });
}

const bits = memoized((tiles: Tiles) => activationBits(tiles.program, tiles.window, centroidsOf(tiles)));

/** The share of all units that are active, or how many of one layer are. */
function active(tiles: Tiles, layer: number | null): Float64Array | undefined {
  const known = [...bits(tiles)].filter(([of]) => layer === null || of === layer);
  if (known.length === 0) return undefined;
  const counts = new Float64Array(tiles.tileCount);
  for (const [, words] of known) {
    const size = words.length / tiles.tileCount;
    for (let at = 0; at < words.length; at++) counts[Math.floor(at / size)] += ones(words[at]);
  }
  if (layer !== null) return counts;
  const units = unitsOf(tiles);
  return counts.map((count) => count / units);
}

function ones(word: number): number {
  let count = 0;
  for (let rest = word; rest !== 0; rest &= rest - 1) count++;
  return count;
}

export function unitsOf({ program }: Tiles): number {
  return program.layers.reduce((sum, { units }) => sum + units, 0);
}
