import type { Columns } from "./columns.ts";

/** Numbers of a network under the name that PyTorch has for them in its state_dict, in C order. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** What is trained. */
export interface Parameter extends Tensor {
  /** Of the loss, as of the last backward pass. */
  readonly gradient: Float64Array;
}

/** A function of points that can be differentiated in reverse mode. What it returns is its own until the next call. */
export interface Layer {
  /** `training` tells a batch normalization of which statistics. */
  forward(input: Columns, training: boolean): Columns;
  /** From the gradient in the outputs of the last forward pass that in its inputs; sets those of its parameters. */
  backward(gradient: Columns): Columns;
  readonly parameters: readonly Parameter[];
  /** What is computed on the way and belongs to the state, but has no gradient. */
  readonly buffers: readonly Tensor[];
}

export function parameter(name: string, shape: readonly number[], values: Float64Array): Parameter {
  return { name, shape, values, gradient: new Float64Array(values.length) };
}
