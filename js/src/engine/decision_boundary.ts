/**
 * Decision boundary, exact, for any number of classes: `tessellation/decision_boundary.py`. A class that is largest at
 * all corners of a tile is largest on all of it, so only tiles whose corners disagree are looked into, and edges along
 * which two classes tie exactly.
 */
import type { Tiles } from "./tiles.ts";

export interface Boundary {
  /** (S, 4): both ends of each segment. */
  readonly segments: Float64Array;
  /** (S, 2): the classes that tie along it, ascending; of a single output 0 is negative and 1 positive. */
  readonly classes: Int32Array;
}

// Outputs closer than this, relative to the largest, tie: far above rounding and far below what a picture shows.
const TIE = 1e-11;
// Below this the largest score counts as zero, and all classes tie: products with it would underflow.
const LEAST_SCORE = 1e-300;

/** Scores (V, classes) whose largest is the predicted class; a single output f is (0, f). */
interface Scores {
  readonly scores: Float64Array;
  readonly classes: number;
  /** Scores that differ by no more than this tie. */
  readonly tie: number;
  /** The largest of each vertex, and whether others tie with it. */
  readonly top: Float64Array;
  readonly tied: Uint8Array;
}

function scoresOf({ outputs, program }: Tiles): Scores {
  const width = program.widths[program.output];
  const scores = width === 1 ? new Float64Array(2 * outputs.length) : outputs;
  if (width === 1) for (let v = 0; v < outputs.length; v++) scores[2 * v + 1] = outputs[v];
  let largest = LEAST_SCORE;
  for (let i = 0; i < outputs.length; i++) largest = Math.max(largest, Math.abs(outputs[i]));
  const tie = TIE * largest;
  const classes = width === 1 ? 2 : width;
  const top = new Float64Array(scores.length / classes);
  const tied = new Uint8Array(top.length);
  for (let v = 0; v < top.length; v++) {
    let best = scores[v * classes];
    for (let k = 1; k < classes; k++) best = Math.max(best, scores[v * classes + k]);
    let count = 0;
    for (let k = 0; k < classes; k++) if (best - scores[v * classes + k] <= tie) count++;
    top[v] = best;
    tied[v] = +(count > 1);
  }
  return { scores, classes, tie, top, tied };
}

/** The class of the largest of some scores, the first of those that tie. */
function first(scores: ArrayLike<number>, tie: number): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < scores.length; k++) top = Math.max(top, scores[k]);
  let k = 0;
  while (scores[k] < top - tie) k++;
  return k;
}

/** The predicted class of each tile, at the mean of its corners. */
export function predictedClasses(tiles: Tiles): Uint32Array {
  const { scores, classes, tie } = scoresOf(tiles);
  const found = new Uint32Array(tiles.tileCount);
  for (let tile = 0; tile < tiles.tileCount; tile++)
    found[tile] = first(meanOf(tiles, scores, classes, tile), tie);
  return found;
}

function meanOf({ tileOffsets, tileVertices }: Tiles, scores: Float64Array, classes: number, tile: number) {
  const mean = new Float64Array(classes);
  const [begin, end] = [tileOffsets[tile], tileOffsets[tile + 1]];
  for (let i = begin; i < end; i++) {
    for (let k = 0; k < classes; k++) mean[k] += scores[tileVertices[i] * classes + k] / (end - begin);
  }
  return mean;
}

export function decisionBoundary(tiles: Tiles): Boundary {
  const known = scoresOf(tiles);
  const segments: number[] = [];
  const classes: number[] = [];
  insideTiles(tiles, known, segments, classes);
  alongEdges(tiles, known, segments, classes);
  return { segments: Float64Array.from(segments), classes: Int32Array.from(classes) };
}

/** On each tile {s_i = s_j}, clipped to where no other is larger. */
function insideTiles(
  tiles: Tiles,
  { scores, classes, tie, top }: Scores,
  segments: number[],
  pairs: number[],
): void {
  const { tileCount, tileOffsets, tileVertices, vertices } = tiles;
  const onLine = [new Float64Array(classes), new Float64Array(classes)];
  const ends = [0, 0, 0, 0];
  for (let tile = 0; tile < tileCount; tile++) {
    const [begin, end] = [tileOffsets[tile], tileOffsets[tile + 1]];
    const start = tileVertices[begin];
    let leader = 0;
    while (scores[start * classes + leader] !== top[start]) leader++;
    let mixed = false;
    for (let m = begin; m < end && !mixed; m++) {
      mixed = top[tileVertices[m]] - scores[tileVertices[m] * classes + leader] > tie;
    }
    if (!mixed) continue;
    for (let i = 0; i < classes; i++) {
      for (let j = i + 1; j < classes; j++) {
        let [highest, lowest, crossings] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
        for (let m = begin; m < end; m++) {
          const ahead = scores[tileVertices[m] * classes + i] - scores[tileVertices[m] * classes + j];
          highest = Math.max(highest, ahead);
          lowest = Math.min(lowest, ahead);
        }
        if (highest <= tie || lowest >= -tie) continue;
        for (let m = begin; m < end; m++) {
          const a = tileVertices[m];
          const b = tileVertices[m + 1 < end ? m + 1 : begin];
          const atA = scores[a * classes + i] - scores[a * classes + j];
          const atB = scores[b * classes + i] - scores[b * classes + j];
          // Half-open, so that a line through a corner is met once.
          if (atA > 0 === atB > 0 || crossings === 2) continue;
          const t = atA / (atA - atB);
          for (let k = 0; k < 2; k++) {
            ends[2 * crossings + k] = vertices[2 * a + k] + (vertices[2 * b + k] - vertices[2 * a + k]) * t;
          }
          for (let k = 0; k < classes; k++) {
            const at = scores[a * classes + k];
            onLine[crossings][k] = at + (scores[b * classes + k] - at) * t;
          }
          crossings++;
        }
        if (crossings < 2) continue;
        const [low, high] = leadOf(onLine, i, j);
        const [dx, dy] = [ends[2] - ends[0], ends[3] - ends[1]];
        if (high <= low || (dx === 0 && dy === 0)) continue;
        segments.push(ends[0] + dx * low, ends[1] + dy * low, ends[0] + dx * high, ends[1] + dy * high);
        pairs.push(i, j);
      }
    }
  }
}

/** The part of a line, in shares of it, on which no third class is larger than those that tie. */
function leadOf([here, there]: Float64Array[], i: number, j: number): [number, number] {
  let [low, high] = [0, 1];
  for (let k = 0; k < here.length; k++) {
    if (k === i || k === j) continue;
    const [over0, over1] = [here[k] - here[i], there[k] - there[i]];
    if (over0 > 0 && over1 > 0) high = -1;
    else if (over0 > 0) low = Math.max(low, over0 / (over0 - over1));
    else if (over1 > 0) high = Math.min(high, over0 / (over0 - over1));
  }
  return [low, high];
}

/** Edges between tiles of different class along which classes tie, as degenerate networks have them. */
function alongEdges(
  tiles: Tiles,
  { scores, classes, tie, top, tied }: Scores,
  segments: number[],
  pairs: number[],
): void {
  const { edges, edgeTiles, vertices } = tiles;
  const alike = new Uint8Array(classes);
  for (let e = 0; 2 * e < edges.length; e++) {
    const a = edges[2 * e];
    const b = edges[2 * e + 1];
    if (!tied[a] || !tied[b] || edgeTiles[2 * e] < 0 || edgeTiles[2 * e + 1] < 0) continue;
    for (let k = 0; k < classes; k++) {
      alike[k] = +(top[a] - scores[a * classes + k] <= tie && top[b] - scores[b * classes + k] <= tie);
    }
    if (!alike.includes(1)) continue;
    // Beside the edge the class is the one among those that tie along it that grows fastest into the tile.
    const sides = [edgeTiles[2 * e], edgeTiles[2 * e + 1]].map((tile) => {
      const mean = meanOf(tiles, scores, classes, tile);
      const into = mean.map((score, k) =>
        alike[k] ? score - (scores[a * classes + k] + scores[b * classes + k]) / 2 : Number.NEGATIVE_INFINITY,
      );
      return first(into, tie);
    });
    if (sides[0] === sides[1]) continue;
    segments.push(vertices[2 * a], vertices[2 * a + 1], vertices[2 * b], vertices[2 * b + 1]);
    pairs.push(Math.min(...sides), Math.max(...sides));
  }
}
