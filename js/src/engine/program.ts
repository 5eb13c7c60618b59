/** A network as it travels to the engine, read and checked: values in slots, and steps that compute one from others. */
import { decode } from "../wire/decode.ts";
import type { WireEngineProgram, WireEngineStep, WireEngineTerm } from "../wire/wire.ts";

/** What the engine refuses: three short sentences that a page shows as they are. */
export class EngineError extends Error {}

/** The version that this engine reads. */
export const VERSION = 1;

/** The part of an affine value that one other value has: a matrix, whole or by rows of its entries that are not zero. */
export type Term =
  | { readonly of: number; readonly weight: Float64Array }
  | {
      readonly of: number;
      readonly starts: Int32Array;
      readonly columns: Int32Array;
      readonly weights: Float64Array;
    };

export interface Affine {
  readonly kind: "affine";
  readonly out: number;
  readonly terms: readonly Term[];
  readonly bias: Float64Array | null;
}

/** Some entries of a value, in any order. */
export interface Take {
  readonly kind: "take";
  readonly of: number;
  readonly out: number;
  readonly entries: Int32Array;
}

/** One slope above zero and another below, for each entry: ReLU, leaky ReLU, absolute value. */
export interface Bend {
  readonly kind: "bend";
  readonly of: number;
  readonly out: number;
  readonly layer: number;
  readonly above: Float64Array;
  readonly below: Float64Array;
}

/** A function through points (places, values), (K, n) each, with `ends` (2, n) for slopes beyond: clamps, for instance. */
export interface Piecewise {
  readonly kind: "piecewise";
  readonly of: number;
  readonly out: number;
  readonly layer: number;
  readonly places: Float64Array;
  readonly values: Float64Array;
  readonly ends: Float64Array;
}

/** The larger of two values, entry by entry; the smaller where `sign` is -1. */
export interface Larger {
  readonly kind: "larger";
  readonly of: number;
  readonly other: number;
  readonly out: number;
  readonly layer: number;
  readonly sign: number;
}

/** The largest of the entries (units, size) of each window; the smallest where `sign` is -1. */
export interface Maxima {
  readonly kind: "maxima";
  readonly of: number;
  readonly out: number;
  readonly layer: number;
  readonly size: number;
  readonly entries: Int32Array;
  readonly sign: number;
}

export type Knot = Bend | Piecewise | Larger | Maxima;
export type Step = Affine | Take | Knot;

export interface Program {
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly layers: readonly { readonly name: string; readonly operation: string; readonly units: number }[];
  /** How many entries each value has; the first is the input. */
  readonly widths: readonly number[];
  readonly steps: readonly Step[];
  readonly output: number;
  /** The last step that needs each value, by its position; the steps' number for the output. */
  readonly lastUse: Int32Array;
}

/** The slots that a step reads. */
export function operandsOf(step: Step): number[] {
  if (step.kind === "affine") return step.terms.map(({ of }) => of);
  return step.kind === "larger" ? [step.of, step.other] : [step.of];
}

export function isKnot(step: Step): step is Knot {
  return step.kind !== "affine" && step.kind !== "take";
}

/** Reads a program; refuses one of a later version, of operations that it does not know, or with NaN in it. */
export function readProgram(wire: WireEngineProgram): Program {
  if (wire?.version !== VERSION) {
    throw new EngineError(
      `The network was written for version ${wire?.version} of the engine. This page has version ${VERSION}. ` +
        "Write the page anew with the splinewidgets that wrote the network.",
    );
  }
  try {
    return readWhole(wire);
  } catch (error) {
    // Where bytes are missing, or fields: a file or a link that was cut off.
    throw error instanceof EngineError ? error : broken("it ends too early");
  }
}

function readWhole(wire: WireEngineProgram): Program {
  const { widths, output, input_shape, output_shape, layers } = wire;
  const steps = wire.steps.map((step) => readStep(step, widths));
  const lastUse = new Int32Array(widths.length).fill(-1);
  const known = new Set([0]);
  steps.forEach((step, position) => {
    for (const of of operandsOf(step)) {
      if (!known.has(of)) throw broken(`step ${position} reads value ${of}, which nothing has computed`);
      lastUse[of] = position;
    }
    known.add(step.out);
  });
  if (!known.has(output)) throw broken(`its output is value ${output}, which nothing has computed`);
  lastUse[output] = steps.length;
  return { inputShape: input_shape, outputShape: output_shape, layers, widths, steps, output, lastUse };
}

function readStep(step: WireEngineStep, widths: readonly number[]): Step {
  const width = widths[step.out];
  switch (step.kind) {
    case "affine": {
      const terms = step.terms.map((term) => readTerm(term, width, widths[term.of]));
      const bias = step.bias ? numbers(step.bias, width) : null;
      return { kind: "affine", out: step.out, terms, bias };
    }
    case "take":
      return { ...step, entries: indices(step.entries, widths[step.of], width) };
    case "bend":
      return { ...step, above: numbers(step.above, width), below: numbers(step.below, width) };
    case "piecewise": {
      const size = step.places.shape[0] * width;
      return {
        ...step,
        places: numbers(step.places, size),
        values: numbers(step.values, size),
        ends: numbers(step.ends, 2 * width),
      };
    }
    case "larger":
      return step;
    case "maxima": {
      const size = step.entries.shape[1];
      return { ...step, size, entries: indices(step.entries, widths[step.of], width * size) };
    }
    default:
      throw new EngineError(
        `The network has an operation "${(step as { kind: string }).kind}". This engine does not know it. ` +
          "Write the page anew with the splinewidgets that wrote the network.",
      );
  }
}

function readTerm(term: WireEngineTerm, rows: number, columns: number): Term {
  if ("weight" in term) return { of: term.of, weight: numbers(term.weight, rows * columns) };
  const starts = Int32Array.from(decode(term.starts, ["uint32"]));
  const count = starts[rows];
  if (starts.length !== rows + 1) throw broken(`a matrix has ${starts.length - 1} rows in place of ${rows}`);
  return {
    of: term.of,
    starts,
    columns: indices(term.columns, columns, count),
    weights: numbers(term.weights, count),
  };
}

function numbers(array: Parameters<typeof decode>[0], count: number): Float64Array {
  const given = decode(array, ["float32", "float64"]);
  if (given.length !== count) throw broken(`an array has ${given.length} numbers in place of ${count}`);
  const read = given instanceof Float64Array ? given : Float64Array.from(given);
  if (!read.every(Number.isFinite)) {
    throw new EngineError(
      "Some weights of the network are NaN or infinite. It has no tiles. " +
        "Take the network before its training diverged.",
    );
  }
  return read;
}

function indices(array: Parameters<typeof decode>[0], below: number, count: number): Int32Array {
  const read = Int32Array.from(decode(array, ["uint32"]));
  if (read.length !== count) throw broken(`an array has ${read.length} numbers in place of ${count}`);
  if (!read.every((i) => i >= 0 && i < below)) throw broken(`an entry beyond ${below} is asked for`);
  return read;
}

function broken(what: string): EngineError {
  return new EngineError(
    `The network is not whole: ${what}. Part of it was lost. Open the page or link anew.`,
  );
}
