import { MOMENTUM, type OptimizerKind } from "../wire/wire.ts";
import type { Parameter } from "./layer.ts";

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/** What an optimizer has gathered: how often it moved, and numbers for each parameter. */
export interface Gathered {
  readonly steps: number;
  readonly averages: readonly Float64Array[];
}

/** Moves parameters against their gradients, as the optimizer of that name in PyTorch. */
export abstract class Optimizer {
  protected steps = 0;
  protected abstract readonly averages: readonly Float64Array[];

  constructor(
    protected readonly parameters: readonly Parameter[],
    public rate: number,
    public weightDecay: number,
  ) {}

  step(): void {
    this.steps += 1;
    for (let i = 0; i < this.parameters.length; i++) this.move(this.parameters[i], i);
  }

  state(): Gathered {
    return { steps: this.steps, averages: this.averages.map((values) => values.slice()) };
  }

  restore({ steps, averages }: Gathered): void {
    this.steps = steps;
    this.averages.forEach((values, i) => {
      values.set(averages[i]);
    });
  }

  protected abstract move(parameter: Parameter, index: number): void;
}

/** `torch.optim.SGD`: weight decay is part of the gradient. */
class Sgd extends Optimizer {
  protected readonly averages: readonly Float64Array[];

  constructor(
    parameters: readonly Parameter[],
    rate: number,
    weightDecay: number,
    private readonly momentum: number,
  ) {
    super(parameters, rate, weightDecay);
    this.averages = momentum === 0 ? [] : parameters.map(({ values }) => new Float64Array(values.length));
  }

  protected move({ values, gradient }: Parameter, index: number): void {
    const { rate, weightDecay, momentum } = this;
    const velocity = this.averages[index];
    for (let i = 0; i < values.length; i++) {
      let slope = gradient[i] + weightDecay * values[i];
      if (velocity) slope = velocity[i] = momentum * velocity[i] + slope;
      values[i] -= rate * slope;
    }
  }
}

/**
 * `torch.optim.AdamW`: weight decay shrinks parameters by themselves. Without it this is Adam.
 *
 * D. Kingma and J. Ba, Adam, 2015; I. Loshchilov and F. Hutter, Decoupled Weight Decay Regularization, 2019.
 */
class AdamW extends Optimizer {
  /** Means of each parameter's gradient, and after them those of its square. */
  protected readonly averages = [...this.parameters, ...this.parameters].map(
    ({ values }) => new Float64Array(values.length),
  );

  protected move({ values, gradient }: Parameter, index: number): void {
    const [means, squares] = [this.averages[index], this.averages[index + this.parameters.length]];
    const { rate, weightDecay, steps } = this;
    const length = rate / (1 - BETA1 ** steps);
    const spread = Math.sqrt(1 - BETA2 ** steps);
    for (let i = 0; i < values.length; i++) {
      means[i] += (1 - BETA1) * (gradient[i] - means[i]);
      squares[i] = BETA2 * squares[i] + (1 - BETA2) * gradient[i] * gradient[i];
      const shrunk = values[i] * (1 - rate * weightDecay);
      values[i] = shrunk - (length * means[i]) / (Math.sqrt(squares[i]) / spread + EPSILON);
    }
  }
}

export function optimizerOf(
  kind: OptimizerKind,
  parameters: readonly Parameter[],
  rate: number,
  weightDecay: number,
): Optimizer {
  if (kind === "adam") return new AdamW(parameters, rate, weightDecay);
  return new Sgd(parameters, rate, weightDecay, kind === "momentum" ? MOMENTUM : 0);
}
