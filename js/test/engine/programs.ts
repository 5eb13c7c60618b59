import { encode } from "../../harness/encode.ts";
import { readProgram } from "../../src/engine/program.ts";
import type { WireEngineProgram, WireEngineStep } from "../../src/wire/wire.ts";

export const numbers = (...values: number[]) => encode(Float64Array.from(values));
export const indices = (...values: number[]) => encode(Uint32Array.from(values));

/** The program of steps behind an input of two entries. */
export function wireOf(widths: number[], steps: WireEngineStep[]): WireEngineProgram {
  const knots = steps.filter(({ kind }) => kind !== "affine" && kind !== "take");
  return {
    version: 1,
    input_shape: [widths[0]],
    output_shape: [widths[widths.length - 1]],
    layers: knots.map((step, i) => ({ name: `${i}`, operation: step.kind, units: widths[step.out] })),
    widths,
    steps,
    output: widths.length - 1,
  };
}

/** A perceptron with ReLU: of each layer the matrix, row by row, and the bias. */
export function perceptron(...layers: [weight: number[], bias: number[]][]): WireEngineProgram {
  const widths = [2];
  const steps: WireEngineStep[] = [];
  layers.forEach(([weight, bias], layer) => {
    const [of, out] = [widths.length - 1, widths.length];
    widths.push(bias.length);
    steps.push({ kind: "affine", out, terms: [{ of, weight: numbers(...weight) }], bias: numbers(...bias) });
    if (layer + 1 === layers.length) return;
    widths.push(bias.length);
    const below = numbers(...bias.map(() => 0));
    steps.push({ kind: "bend", of: out, out: out + 1, layer, above: numbers(...bias.map(() => 1)), below });
  });
  return wireOf(widths, steps);
}

/** A perceptron with weights that look random and are always the same. */
export function scattered(...widths: number[]): WireEngineProgram {
  let state = 1;
  const draw = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  };
  const filled = (count: number) => Array.from({ length: count }, draw);
  return perceptron(
    ...widths.map((width, i): [number[], number[]] => [
      filled(width * (i > 0 ? widths[i - 1] : 2)),
      filled(width),
    ]),
  );
}

/** The values of both entries of the input, bent. */
export function bent(above: number, below: number) {
  const step = { kind: "bend", of: 0, out: 1, layer: 0 } as const;
  return readProgram(
    wireOf([2, 2], [{ ...step, above: numbers(above, above), below: numbers(below, below) }]),
  );
}
