import { TorchGenerator } from "../random/torch_generator.ts";
import type { LossKind, OptimizerKind } from "../wire/wire.ts";
import { Columns } from "./columns.ts";
import type { Tensor } from "./layer.ts";
import { LOSSES, type Loss } from "./losses.ts";
import { type Gathered, type Optimizer, optimizerOf } from "./optimizers.ts";
import type { Sequential } from "./sequential.ts";

/** How a network is trained. */
export interface TrainingSettings {
  readonly loss: LossKind;
  readonly optimizer: OptimizerKind;
  readonly rate: number;
  readonly weight_decay: number;
  /** Points a step, without return until all were seen; 0 for all. */
  readonly batch: number;
  /** Of batches. */
  readonly seed: number;
}

/** All that is needed to go on from somewhere: copies. */
export interface TrainingState {
  readonly steps: number;
  readonly tensors: readonly Float64Array[];
  readonly optimizer: Gathered;
  readonly random: TorchGenerator;
  readonly order: Uint32Array;
}

/** The loss over all points, and the share of points that are classified right where there are classes. */
export interface Measures {
  readonly loss: number;
  readonly train_accuracy?: number;
}

/** The loss or a weight is NaN or infinite. */
export class Diverged extends Error {}

/** Trains a network some steps at a time, and can go back, as Python's `LiveTraining`. */
export class LiveTraining {
  /** How many were made. */
  steps = 0;
  private readonly loss: Loss;
  private readonly optimizer: Optimizer;
  private random: TorchGenerator;
  private order: Uint32Array = new Uint32Array(0);
  private readonly batch = { inputs: new Columns(), targets: new Columns() };
  private readonly gradient = new Columns();

  /** Targets are one-hot where they are of `classes`. */
  constructor(
    readonly network: Sequential,
    private readonly inputs: Columns,
    private readonly targets: Columns,
    private readonly classes: boolean,
    private readonly settings: TrainingSettings,
  ) {
    this.loss = LOSSES[settings.loss];
    this.optimizer = optimizerOf(
      settings.optimizer,
      network.parameters,
      settings.rate,
      settings.weight_decay,
    );
    this.random = new TorchGenerator(settings.seed);
  }

  /** Parameters and buffers, under the names of a state_dict. */
  get tensors(): readonly Tensor[] {
    return this.network.tensors;
  }

  /** Goes on with another rate and weight decay, and what the optimizer has gathered. */
  setRate(rate: number, weightDecay: number): void {
    this.optimizer.rate = rate;
    this.optimizer.weightDecay = weightDecay;
  }

  /** Makes some steps; raises `Diverged` if the loss or a weight is no number any more. */
  run(steps: number): void {
    let loss = 0;
    for (let i = 0; i < steps; i++) {
      loss = this.step();
      this.steps += 1;
    }
    const what = Number.isFinite(loss)
      ? "A weight is no number"
      : `The loss is ${Number.isNaN(loss) ? "nan" : "inf"}`;
    if (Number.isFinite(loss) && this.finite) return;
    throw new Diverged(
      `${what} after ${this.steps} steps. It must be a number. Take a smaller learning rate, and reset.`,
    );
  }

  /** Takes the statistics of all points into batch normalizations, whose momentum is 1. */
  settle(): void {
    if (this.network.buffers.length > 0) this.network.forward(this.inputs, true);
  }

  measures(): Measures {
    const outputs = this.network.forward(this.inputs, false);
    const loss = this.loss(outputs, this.targets, null);
    return this.classes ? { loss, train_accuracy: accuracy(outputs, this.targets) } : { loss };
  }

  state(): TrainingState {
    return {
      steps: this.steps,
      tensors: this.tensors.map(({ values }) => values.slice()),
      optimizer: this.optimizer.state(),
      random: this.random.copy(),
      order: this.order,
    };
  }

  restore(state: TrainingState): void {
    this.steps = state.steps;
    this.setTensors(state.tensors);
    this.optimizer.restore(state.optimizer);
    this.random = state.random.copy();
    this.order = state.order;
  }

  /** Goes on from other weights. */
  setTensors(tensors: readonly Float64Array[]): void {
    this.tensors.forEach(({ values }, i) => {
      values.set(tensors[i]);
    });
  }

  /** Goes on from other parameters; an error where they are none of this network. */
  setParameters(parameters: readonly Float64Array[]): void {
    const own = this.network.parameters.map(({ values }) => values);
    const fits =
      parameters.length === own.length && own.every((each, i) => each.length === parameters[i].length);
    if (!fits || parameters.some((values) => !values.every(Number.isFinite))) {
      const [given, count] = [parameters, own].map((each) =>
        each.reduce((sum, { length }) => sum + length, 0),
      );
      throw new RangeError(
        `${given} weights are given. The network has ${count}, and each must be a finite number. ` +
          "Give weights of this network.",
      );
    }
    own.forEach((values, i) => {
      values.set(parameters[i]);
    });
  }

  private get finite(): boolean {
    return this.network.parameters.every(({ values }) => values.every(Number.isFinite));
  }

  private step(): number {
    const { network, gradient } = this;
    const { inputs, targets } = this.nextBatch();
    const loss = this.loss(network.forward(inputs, true), targets, gradient);
    network.backward(gradient);
    this.optimizer.step();
    return loss;
  }

  private nextBatch(): { readonly inputs: Columns; readonly targets: Columns } {
    const { inputs, targets, batch } = this;
    const size = this.settings.batch;
    if (size === 0 || size >= inputs.points) return { inputs, targets };
    if (this.order.length < size) this.order = this.random.permutation(inputs.points);
    const chosen = this.order.subarray(0, size);
    this.order = this.order.subarray(size);
    batch.inputs.take(inputs, chosen);
    batch.targets.take(targets, chosen);
    return batch;
  }
}

/** The share of points of which the largest output, the first of equal ones, is that of their class. */
function accuracy({ units, points, values }: Columns, targets: Columns): number {
  let right = 0;
  for (let n = 0; n < points; n++) {
    let best = 0;
    for (let u = 1; u < units; u++) if (values[u * points + n] > values[best * points + n]) best = u;
    right += targets.values[best * points + n];
  }
  return right / points;
}
