import type { Columns } from "./columns.ts";

// Four terms at a time, so that what they are added to is read and written once for all of them: these three loops are
// nearly all that training does.

/** Values of affine functions: output[j] = bias[j] + sum of weight[j, i] input[i]. */
export function affine(weight: Float64Array, bias: Float64Array, input: Columns, output: Columns): void {
  const { units, points, values: x } = input;
  const y = output.values;
  for (let j = 0; j < output.units; j++) {
    const to = j * points;
    y.fill(bias[j], to, to + points);
    addTerms(weight, j * units, 1, units, x, y, to, points);
  }
}

/** The gradient in the inputs of affine functions: inputs[i] = sum of weight[j, i] outputs[j]. */
export function pulledBack(weight: Float64Array, outputs: Columns, inputs: Columns): void {
  const { units, points, values: y } = outputs;
  const x = inputs.values;
  for (let i = 0; i < inputs.units; i++) {
    const to = i * points;
    x.fill(0, to, to + points);
    addTerms(weight, i, inputs.units, units, y, x, to, points);
  }
}

/** The gradient in the weights: gradient[j, i] = sum over points of outputs[j] input[i]. */
export function outer(outputs: Columns, input: Columns, gradient: Float64Array): void {
  const { units, points, values: x } = input;
  const y = outputs.values;
  for (let j = 0; j < outputs.units; j++) {
    const from = j * points;
    let i = 0;
    for (; i + 3 < units; i += 4) {
      let [a, b, c, d] = [0, 0, 0, 0];
      let [p, q, r, s] = [i * points, (i + 1) * points, (i + 2) * points, (i + 3) * points];
      for (let n = from; n < from + points; n++) {
        const value = y[n];
        a += value * x[p++];
        b += value * x[q++];
        c += value * x[r++];
        d += value * x[s++];
      }
      const at = j * units + i;
      gradient[at] = a;
      gradient[at + 1] = b;
      gradient[at + 2] = c;
      gradient[at + 3] = d;
    }
    for (; i < units; i++) {
      let sum = 0;
      for (let n = 0; n < points; n++) sum += y[from + n] * x[i * points + n];
      gradient[j * units + i] = sum;
    }
  }
}

/** Adds to one column at `to` all columns of x, each times a weight of those at `first`, `first + stride`, ... */
function addTerms(
  weight: Float64Array,
  first: number,
  stride: number,
  count: number,
  x: Float64Array,
  y: Float64Array,
  to: number,
  points: number,
): void {
  let i = 0;
  for (; i + 3 < count; i += 4) {
    const at = first + i * stride;
    const [a, b, c, d] = [weight[at], weight[at + stride], weight[at + 2 * stride], weight[at + 3 * stride]];
    let [p, q, r, s] = [i * points, (i + 1) * points, (i + 2) * points, (i + 3) * points];
    for (let n = to; n < to + points; n++) y[n] += a * x[p++] + b * x[q++] + c * x[r++] + d * x[s++];
  }
  for (; i < count; i++) {
    const a = weight[first + i * stride];
    for (let n = 0; n < points; n++) y[to + n] += a * x[i * points + n];
  }
}
