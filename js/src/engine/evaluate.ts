/** What each step of a program computes of a batch: rows (n, width) of values in slots. */
import type { Affine, Bend, Knot, Larger, Maxima, Piecewise, Program, Step, Take, Term } from "./program.ts";

/** The values in slots, one row for each of a batch; null for what is not computed yet, or not needed any more. */
export type Values = (Float64Array | null)[];

/** The result (rows, width) of a step. One that bends writes on its own operand where nothing else needs that. */
export function compute(
  program: Program,
  step: Step,
  values: Values,
  rows: number,
  owned: boolean,
): Float64Array {
  const width = program.widths[step.out];
  const operand = step.kind === "affine" ? null : values[step.of]!;
  switch (step.kind) {
    case "affine":
      return affine(program, step, values, rows);
    case "take":
      return taken(step, operand!, program.widths[step.of], rows);
    case "bend":
      return bent(step, operand!, owned ? operand! : new Float64Array(rows * width));
    case "piecewise":
      return pieces(step, operand!, width, owned ? operand! : new Float64Array(rows * width));
    case "larger":
      return larger(step, operand!, values[step.other]!, rows * width);
    case "maxima":
      return maxima(step, operand!, program.widths[step.of], rows);
  }
}

/** What changes its sign where a knot bends, (rows, width): often the operand itself; of maxima what they compare. */
export function preActivations(
  program: Program,
  step: Knot,
  values: Values,
  rows: number,
): { z: Float64Array; width: number } {
  const operand = values[step.of]!;
  const width = program.widths[step.of];
  if (step.kind === "larger") {
    const other = values[step.other]!;
    return { z: operand.map((x, i) => other[i] - x), width };
  }
  if (step.kind !== "piecewise") return { z: operand, width };
  const { places } = step;
  const z = new Float64Array(rows * places.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < places.length; j++)
      z[i * places.length + j] = operand[i * width + (j % width)] - places[j];
  }
  return { z, width: places.length };
}

/** The sum of an affine value's terms, and its bias where that is wanted: a derivative has none. */
export function affine(
  { widths }: Program,
  { out, terms, bias }: Affine,
  values: Values,
  rows: number,
  biased = true,
): Float64Array {
  const width = widths[out];
  const result = new Float64Array(rows * width);
  if (biased && bias) for (let i = 0; i < rows; i++) result.set(bias, i * width);
  for (const term of terms) addProduct(values[term.of]!, term, rows, widths[term.of], width, result);
  return result;
}

function addProduct(
  given: Float64Array,
  term: Term,
  rows: number,
  entries: number,
  units: number,
  result: Float64Array,
): void {
  if ("weight" in term) addDense(given, term.weight, rows, entries, units, result);
  else {
    const { starts, columns, weights } = term;
    for (let i = 0; i < rows; i++) {
      const from = i * entries;
      for (let k = 0; k < units; k++) {
        let sum = 0;
        for (let j = starts[k]; j < starts[k + 1]; j++) sum += weights[j] * given[from + columns[j]];
        result[i * units + k] += sum;
      }
    }
  }
}

/** Four rows and two units at a time: what is loaded serves eight sums, which stay in registers. */
function addDense(
  given: Float64Array,
  weight: Float64Array,
  rows: number,
  entries: number,
  units: number,
  result: Float64Array,
): void {
  for (let i = 0; i < rows; i += 4) {
    const a = i * entries;
    // Rows beyond the last are the last once more, and written to its place first.
    const b = Math.min(i + 1, rows - 1) * entries;
    const c = Math.min(i + 2, rows - 1) * entries;
    const d = Math.min(i + 3, rows - 1) * entries;
    for (let k = 0; k < units; k += 2) {
      const v = k * entries;
      const w = Math.min(k + 1, units - 1) * entries;
      let [a0, b0, c0, d0, a1, b1, c1, d1] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let p = 0; p < entries; p++) {
        const x = weight[v + p];
        const y = weight[w + p];
        const ga = given[a + p];
        const gb = given[b + p];
        const gc = given[c + p];
        const gd = given[d + p];
        a0 += ga * x;
        a1 += ga * y;
        b0 += gb * x;
        b1 += gb * y;
        c0 += gc * x;
        c1 += gc * y;
        d0 += gd * x;
        d1 += gd * y;
      }
      let at = i * units + k;
      const two = k + 1 < units;
      result[at] += a0;
      if (two) result[at + 1] += a1;
      if (i + 1 >= rows) continue;
      at += units;
      result[at] += b0;
      if (two) result[at + 1] += b1;
      if (i + 2 >= rows) continue;
      at += units;
      result[at] += c0;
      if (two) result[at + 1] += c1;
      if (i + 3 >= rows) continue;
      at += units;
      result[at] += d0;
      if (two) result[at + 1] += d1;
    }
  }
}

export function taken({ entries }: Take, given: Float64Array, width: number, rows: number): Float64Array {
  const count = entries.length;
  const result = new Float64Array(rows * count);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < count; k++) result[i * count + k] = given[i * width + entries[k]];
  }
  return result;
}

function bent({ above, below }: Bend, given: Float64Array, result: Float64Array): Float64Array {
  const width = above.length;
  for (let i = 0; i < given.length; i += width) {
    for (let k = 0; k < width; k++) {
      const x = given[i + k];
      result[i + k] = x * (x > 0 ? above[k] : below[k]);
    }
  }
  return result;
}

/** The piece of a function, 0 to K, in which entry `k` is at x. */
export function pieceOf({ places }: Piecewise, width: number, k: number, x: number): number {
  let piece = 0;
  for (let at = k; at < places.length && x > places[at]; at += width) piece++;
  return piece;
}

/** The slope of a piece of entry `k`. */
export function slopeOf(
  { places, values, ends }: Piecewise,
  width: number,
  k: number,
  piece: number,
): number {
  const at = piece * width + k;
  if (piece === 0) return ends[k];
  if (at >= places.length) return ends[width + k];
  return (values[at] - values[at - width]) / (places[at] - places[at - width]);
}

function pieces(step: Piecewise, given: Float64Array, width: number, result: Float64Array): Float64Array {
  for (let i = 0; i < given.length; i++) {
    const k = i % width;
    const piece = pieceOf(step, width, k, given[i]);
    const at = Math.max(piece - 1, 0) * width + k;
    result[i] = step.values[at] + slopeOf(step, width, k, piece) * (given[i] - step.places[at]);
  }
  return result;
}

function larger({ sign }: Larger, one: Float64Array, other: Float64Array, count: number): Float64Array {
  const result = new Float64Array(count);
  for (let i = 0; i < count; i++) result[i] = sign * (other[i] - one[i]) > 0 ? other[i] : one[i];
  return result;
}

function maxima(step: Maxima, given: Float64Array, width: number, rows: number): Float64Array {
  const units = step.entries.length / step.size;
  const result = new Float64Array(rows * units);
  for (let i = 0; i < rows; i++) {
    for (let w = 0; w < units; w++)
      result[i * units + w] = given[i * width + winnerOf(step, given, i * width, w)];
  }
  return result;
}

/** The entry that a window takes in the row that begins at `from`, the first of those that tie. */
export function winnerOf(
  { entries, size, sign }: Maxima,
  given: Float64Array,
  from: number,
  w: number,
): number {
  let best = entries[w * size];
  for (let k = 1; k < size; k++) {
    const entry = entries[w * size + k];
    if (sign * given[from + entry] > sign * given[from + best]) best = entry;
  }
  return best;
}
