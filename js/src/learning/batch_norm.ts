import { Columns } from "./columns.ts";
import { type Layer, type Parameter, parameter, type Tensor } from "./layer.ts";

/** Added to variances. */
const EPSILON = 1e-5;

/**
 * `nn.BatchNorm1d`: in training by mean and variance of the batch, else by their running averages.
 *
 * S. Ioffe and C. Szegedy, Batch Normalization, 2015. As in PyTorch, what is averaged is the variance over one point
 * less than there are.
 */
export class BatchNorm implements Layer {
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Tensor[];
  private readonly weight: Parameter;
  private readonly bias: Parameter;
  private readonly mean: Float64Array;
  private readonly variance: Float64Array;
  private readonly batches = new Float64Array(1);
  private readonly normalized = new Columns();
  private readonly outputs = new Columns();
  private readonly gradient = new Columns();
  /** One over the standard deviation of each unit, as of the last pass. */
  private readonly scales: Float64Array;
  private trained = false;

  /** With momentum 1 the running averages are the statistics of the last batch. */
  constructor(
    name: string,
    units: number,
    private readonly momentum: number,
  ) {
    this.weight = parameter(`${name}.weight`, [units], new Float64Array(units).fill(1));
    this.bias = parameter(`${name}.bias`, [units], new Float64Array(units));
    this.parameters = [this.weight, this.bias];
    this.mean = new Float64Array(units);
    this.variance = new Float64Array(units).fill(1);
    this.scales = new Float64Array(units);
    this.buffers = [
      { name: `${name}.running_mean`, shape: [units], values: this.mean },
      { name: `${name}.running_var`, shape: [units], values: this.variance },
      { name: `${name}.num_batches_tracked`, shape: [], values: this.batches },
    ];
  }

  forward(input: Columns, training: boolean): Columns {
    const { units, points, values } = input;
    const [normalized, outputs] = [
      this.normalized.resize(units, points).values,
      this.outputs.resize(units, points).values,
    ];
    this.trained = training;
    if (training) this.batches[0] += 1;
    for (let u = 0; u < units; u++) {
      const [from, to] = [u * points, (u + 1) * points];
      let [mean, variance] = [this.mean[u], this.variance[u]];
      if (training) {
        [mean, variance] = moments(values, from, to);
        this.mean[u] += this.momentum * (mean - this.mean[u]);
        this.variance[u] += this.momentum * ((variance * points) / (points - 1) - this.variance[u]);
      }
      const scale = 1 / Math.sqrt(variance + EPSILON);
      this.scales[u] = scale;
      const [weight, bias] = [this.weight.values[u], this.bias.values[u]];
      for (let i = from; i < to; i++) {
        normalized[i] = (values[i] - mean) * scale;
        outputs[i] = weight * normalized[i] + bias;
      }
    }
    return this.outputs;
  }

  backward({ units, points, values }: Columns): Columns {
    const gradient = this.gradient.resize(units, points).values;
    const normalized = this.normalized.values;
    for (let u = 0; u < units; u++) {
      const [from, to] = [u * points, (u + 1) * points];
      let [sum, along] = [0, 0];
      for (let i = from; i < to; i++) {
        sum += values[i];
        along += values[i] * normalized[i];
      }
      this.bias.gradient[u] = sum;
      this.weight.gradient[u] = along;
      const factor = this.weight.values[u] * this.scales[u];
      // Mean and variance of the batch follow its inputs, those of evaluation stay.
      const [shift, turn] = this.trained ? [sum / points, along / points] : [0, 0];
      for (let i = from; i < to; i++) gradient[i] = factor * (values[i] - shift - normalized[i] * turn);
    }
    return this.gradient;
  }
}

/** Mean and variance of the values in a range. */
function moments(values: Float64Array, from: number, to: number): [number, number] {
  const count = to - from;
  let mean = 0;
  for (let i = from; i < to; i++) mean += values[i];
  mean /= count;
  let variance = 0;
  for (let i = from; i < to; i++) variance += (values[i] - mean) ** 2;
  return [mean, variance / count];
}
