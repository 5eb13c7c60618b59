/**
 * The affine map of tiles, in slice coordinates and in inputs, and the states of all units on them: from the network's
 * values and derivatives at one point within each. Exact but for rounding, for no unit changes its state on a tile.
 */
import {
  affine,
  compute,
  pieceOf,
  preActivations,
  slopeOf,
  taken,
  type Values,
  winnerOf,
} from "./evaluate.ts";
import { isKnot, type Knot, operandsOf, type Program, type Step } from "./program.ts";
import { embed, type Window } from "./window.ts";

/** Maps (u, v) -> A (u, v) + c of n tiles: gradients (n, outputs, 2) and constants (n, outputs). */
export interface Maps {
  readonly gradients: Float64Array;
  readonly constants: Float64Array;
}

// Points evaluated at once, so that large networks stay within memory.
const CHUNK = 1024;

/** The maps at points (n, 2) of a window, one within each tile. */
export function affineMaps(program: Program, window: Window, points: Float64Array): Maps {
  const [count, width] = [points.length / 2, program.widths[program.output]];
  const gradients = new Float64Array(count * width * 2);
  const constants = new Float64Array(count * width);
  for (let begin = 0; begin < count; begin += CHUNK) {
    const some = points.subarray(2 * begin, 2 * Math.min(begin + CHUNK, count));
    const { value, alongU, alongV } = derivatives(program, window, some);
    for (let i = 0; i < value.length; i++) {
      const at = begin * width + i;
      const point = 2 * Math.floor(i / width);
      gradients[2 * at] = alongU[i];
      gradients[2 * at + 1] = alongV[i];
      constants[at] = value[i] - alongU[i] * some[point] - alongV[i] * some[point + 1];
    }
  }
  return { gradients, constants };
}

function derivatives(program: Program, window: Window, points: Float64Array) {
  const rows = points.length / 2;
  const width = program.widths[0];
  const values: Values = [embed(window, points)];
  const along = [0, 1].map((axis): Values => {
    const direction = window.axes.subarray(axis * width, (axis + 1) * width);
    const repeated = new Float64Array(rows * width);
    for (let i = 0; i < rows; i++) repeated.set(direction, i * width);
    return [repeated];
  });
  program.steps.forEach((step, position) => {
    const slopes = isKnot(step) ? slopesOf(program, step, values, rows) : null;
    for (const change of along) change[step.out] = moved(program, step, change, slopes, rows);
    values[step.out] = compute(program, step, values, rows, false);
    for (const slot of operandsOf(step)) {
      if (program.lastUse[slot] <= position) values[slot] = along[0][slot] = along[1][slot] = null;
    }
  });
  const { output } = program;
  return { value: values[output]!, alongU: along[0][output]!, alongV: along[1][output]! };
}

/**
 * What each entry (rows, width) of a knot's result is the multiple of: `factor` times the entry `of` (of the second
 * operand where `other` is 1).
 */
interface Slopes {
  readonly factor: Float64Array;
  readonly of: Int32Array;
  readonly other: Uint8Array;
}

function slopesOf(program: Program, step: Knot, values: Values, rows: number): Slopes {
  const [given, entries, width] = [values[step.of]!, program.widths[step.of], program.widths[step.out]];
  const factor = new Float64Array(rows * width).fill(1);
  const of = new Int32Array(rows * width);
  const other = new Uint8Array(rows * width);
  for (let at = 0; at < of.length; at++) {
    const k = at % width;
    const from = ((at - k) / width) * entries;
    of[at] = k;
    if (step.kind === "bend") factor[at] = given[at] > 0 ? step.above[k] : step.below[k];
    else if (step.kind === "piecewise")
      factor[at] = slopeOf(step, width, k, pieceOf(step, width, k, given[at]));
    else if (step.kind === "larger") other[at] = +(step.sign * (values[step.other]![at] - given[at]) > 0);
    else of[at] = winnerOf(step, given, from, k);
  }
  return { factor, of, other };
}

/** How the result of a step changes with its operands. */
function moved(
  program: Program,
  step: Step,
  change: Values,
  slopes: Slopes | null,
  rows: number,
): Float64Array {
  if (step.kind === "affine") return affine(program, step, change, rows, false);
  const [given, entries, width] = [change[step.of]!, program.widths[step.of], program.widths[step.out]];
  if (step.kind === "take") return taken(step, given, entries, rows);
  const { factor, of, other } = slopes!;
  const second = step.kind === "larger" ? change[step.other]! : given;
  const result = new Float64Array(rows * width);
  for (let at = 0; at < result.length; at++) {
    const from = Math.floor(at / width) * entries + of[at];
    result[at] = factor[at] * (other[at] ? second[from] : given[from]);
  }
  return result;
}

/** The map x -> A x + c in inputs at one point (u, v): A (outputs, D) and c (outputs). */
export function inputMap(
  program: Program,
  window: Window,
  u: number,
  v: number,
): { a: Float64Array; c: Float64Array } {
  const { steps, widths, output } = program;
  const input = embed(window, Float64Array.of(u, v));
  const values: Values = [input];
  const slopes = steps.map((step) => {
    const found = isKnot(step) ? slopesOf(program, step, values, 1) : null;
    values[step.out] = compute(program, step, values, 1, false);
    return found;
  });
  const rows = widths[output];
  // Backward: how the outputs change with each value.
  const back: Values = widths.map(() => null);
  back[output] = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) back[output][i * rows + i] = 1;
  const of = (slot: number): Float64Array => {
    back[slot] ??= new Float64Array(rows * widths[slot]);
    return back[slot];
  };
  for (let i = steps.length - 1; i >= 0; i--) {
    const given = back[steps[i].out];
    if (given) carryBack(steps[i], widths, given, rows, slopes[i], of);
  }
  const a = of(0);
  const c = values[output]!.slice();
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < input.length; k++) c[i] -= a[i * input.length + k] * input[k];
  return { a, c };
}

function carryBack(
  step: Step,
  widths: readonly number[],
  given: Float64Array,
  rows: number,
  slopes: Slopes | null,
  of: (slot: number) => Float64Array,
): void {
  const width = widths[step.out];
  if (step.kind === "affine") {
    for (const term of step.terms) {
      const [to, entries] = [of(term.of), widths[term.of]];
      for (let at = 0; at < rows * width; at++) {
        if (given[at] === 0) continue;
        const k = at % width;
        const from = ((at - k) / width) * entries;
        if ("weight" in term) {
          for (let p = 0; p < entries; p++) to[from + p] += given[at] * term.weight[k * entries + p];
        } else {
          for (let j = term.starts[k]; j < term.starts[k + 1]; j++) {
            to[from + term.columns[j]] += given[at] * term.weights[j];
          }
        }
      }
    }
    return;
  }
  const entries = widths[step.of];
  for (let at = 0; at < rows * width; at++) {
    const k = at % width;
    const second = slopes !== null && slopes.other[k] === 1 && step.kind === "larger";
    const entry = step.kind === "take" ? step.entries[k] : slopes!.of[k];
    const factor = slopes ? slopes.factor[k] : 1;
    of(second ? step.other : step.of)[((at - k) / width) * entries + entry] += factor * given[at];
  }
}

/** The states of all units of a layer at points (n, 2): bit j % 32 of word j / 32 for whether unit j is positive. */
export function activationBits(
  program: Program,
  window: Window,
  points: Float64Array,
): Map<number, Uint32Array> {
  const rows = points.length / 2;
  const values: Values = [embed(window, points)];
  const found = new Map<number, Uint32Array>();
  for (const step of program.steps) {
    if (isKnot(step) && step.kind !== "maxima") {
      const { z, width } = preActivations(program, step, values, rows);
      const words = (width + 31) >> 5;
      const bits = new Uint32Array(rows * words);
      for (let at = 0; at < z.length; at++) {
        const k = at % width;
        if (z[at] > 0) bits[((at - k) / width) * words + (k >> 5)] |= 1 << (k & 31);
      }
      found.set(step.layer, bits);
    }
    values[step.out] = compute(program, step, values, rows, false);
  }
  return found;
}
