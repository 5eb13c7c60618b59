import { type Activation, LEAK } from "../wire/wire.ts";
import { Columns } from "./columns.ts";
import { gelu } from "./gelu.ts";
import type { Layer } from "./layer.ts";

/** Sets what a function makes of each input, and its slope there. */
export type Elementwise = (
  inputs: Float64Array,
  outputs: Float64Array,
  slopes: Float64Array,
  count: number,
) => void;

// At a kink slopes are those that PyTorch takes; what is no number stays none.
const RULES: Record<Exclude<Activation, "maxout">, Elementwise> = {
  relu: (x, y, slopes, count) => leaky(x, y, slopes, count, 0),
  leaky: (x, y, slopes, count) => leaky(x, y, slopes, count, LEAK),
  abs: (x, y, slopes, count) => {
    for (let i = 0; i < count; i++) {
      y[i] = Math.abs(x[i]);
      slopes[i] = Math.sign(x[i]);
    }
  },
  gelu,
};

/** The layer of an activation function. */
export function activationLayer(kind: Activation): Layer {
  return kind === "maxout" ? new MaxOut() : new Units(RULES[kind]);
}

function leaky(x: Float64Array, y: Float64Array, slopes: Float64Array, count: number, leak: number): void {
  for (let i = 0; i < count; i++) {
    const slope = x[i] <= 0 ? leak : 1;
    y[i] = slope === 0 ? 0 : slope * x[i];
    slopes[i] = slope;
  }
}

/** One function of each unit. */
class Units implements Layer {
  readonly parameters = [];
  readonly buffers = [];
  private readonly outputs = new Columns();
  private readonly slopes = new Columns();
  private readonly gradient = new Columns();

  constructor(private readonly rule: Elementwise) {}

  forward(input: Columns): Columns {
    const { units, points } = input;
    const [outputs, slopes] = [this.outputs.resize(units, points), this.slopes.resize(units, points)];
    this.rule(input.values, outputs.values, slopes.values, input.size);
    return outputs;
  }

  backward(outputs: Columns): Columns {
    const gradient = this.gradient.resize(outputs.units, outputs.points);
    const [from, slopes, to] = [outputs.values, this.slopes.values, gradient.values];
    for (let i = 0; i < outputs.size; i++) to[i] = from[i] * slopes[i];
    return gradient;
  }
}

/** The larger of each two neighboring units, of which there are half as many; where they are equal both have half. */
class MaxOut implements Layer {
  readonly parameters = [];
  readonly buffers = [];
  private readonly outputs = new Columns();
  private readonly gradient = new Columns();
  private input = this.gradient;

  forward(input: Columns): Columns {
    this.input = input;
    const { units, points, values } = input;
    const outputs = this.outputs.resize(units / 2, points);
    for (let i = 0; i < outputs.size; i++) {
      const first = i + points * ((i / points) | 0);
      outputs.values[i] = Math.max(values[first], values[first + points]);
    }
    return outputs;
  }

  backward(outputs: Columns): Columns {
    const { points, values } = this.input;
    const gradient = this.gradient.resize(this.input.units, points);
    for (let i = 0; i < outputs.size; i++) {
      const first = i + points * ((i / points) | 0);
      const second = first + points;
      const share = values[first] > values[second] ? 1 : values[first] < values[second] ? 0 : 0.5;
      gradient.values[first] = share * outputs.values[i];
      gradient.values[second] = (1 - share) * outputs.values[i];
    }
    return gradient;
  }
}
