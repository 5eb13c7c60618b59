import { Columns } from "./columns.ts";
import { type Layer, type Parameter, parameter } from "./layer.ts";
import { affine, outer, pulledBack } from "./products.ts";

/** `nn.Linear`, with weight (outputs, inputs). */
export class Linear implements Layer {
  readonly parameters: readonly Parameter[];
  readonly buffers = [];
  private readonly weight: Parameter;
  private readonly bias: Parameter;
  private readonly outputs = new Columns();
  private readonly gradient = new Columns();
  private input = this.gradient;

  constructor(name: string, weight: Float64Array, bias: Float64Array) {
    const shape = [bias.length, weight.length / bias.length];
    this.weight = parameter(`${name}.weight`, shape, weight);
    this.bias = parameter(`${name}.bias`, [bias.length], bias);
    this.parameters = [this.weight, this.bias];
  }

  forward(input: Columns): Columns {
    this.input = input;
    const { weight, bias, outputs } = this;
    affine(weight.values, bias.values, input, outputs.resize(bias.values.length, input.points));
    return outputs;
  }

  backward(outputs: Columns): Columns {
    const { weight, bias, input, gradient } = this;
    outer(outputs, input, weight.gradient);
    const { points, values } = outputs;
    for (let j = 0; j < outputs.units; j++) {
      let sum = 0;
      for (let n = 0; n < points; n++) sum += values[j * points + n];
      bias.gradient[j] = sum;
    }
    pulledBack(weight.values, outputs, gradient.resize(input.units, points));
    return gradient;
  }
}
