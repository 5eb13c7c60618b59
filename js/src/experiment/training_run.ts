import type { Tensor } from "../learning/layer.ts";
import { Diverged, type Measures, type TrainingState } from "../learning/live_training.ts";
import type { Examples, Experiment } from "./experiment.ts";
import { type Measured, RunningExperiment } from "./running_experiment.ts";

/** Milliseconds of training between two looks at what is asked, and steps between two looks at the clock. */
export const STRETCH = 8;
const STEPS = 5;
/** Curves are told again after so many milliseconds, at most. */
const CURVES = 250;

/** What a training is asked. */
export type Order =
  /** To train what these settings describe; the first order of all. */
  | { readonly to: "change"; readonly experiment: Experiment }
  | { readonly to: "play" | "pause" | "reset" }
  | { readonly to: "step"; readonly steps: number }
  /** To go back to a state of the curves. */
  | { readonly to: "go back"; readonly index: number }
  /** To go on from other weights, of a hand's or a link's, as after so many steps. */
  | { readonly to: "set weights"; readonly parameters: readonly Float64Array[]; readonly steps: number }
  /** That the last report is on the screen: while it plays, the next one waits for that. */
  | { readonly to: "go on" };

/** How far a training is. */
export interface Report {
  readonly playing: boolean;
  readonly steps: number;
  readonly measures: Measures;
  /** The weights in evaluation, under PyTorch's names: copies. */
  readonly tensors: readonly Tensor[];
  /** If they are others than those of the report before. */
  readonly examples: Examples | null;
  /** If they have changed, and a while has passed. */
  readonly curves: Curves | null;
}

/** What was measured at steps of the past, NaN where it was not. */
export interface Curves {
  readonly steps: readonly number[];
  readonly metrics: Readonly<Record<string, Float64Array>>;
}

/** What is told: how far it is, or why what was asked cannot be, and then how far it is all the same. */
export interface Told {
  readonly report: Report | null;
  /** Three sentences, or empty. */
  readonly error: string;
}

/** The time, and work that is done when others had their turn. */
export interface Clock {
  now(): number;
  later(work: () => void): void;
}

/**
 * A training that plays in stretches, between which it hears what is asked and others have their turn.
 *
 * It tells where it is after each order, and while it plays as often as pictures are made of that. If the loss is no
 * number any more, it stops and goes back to what was told last.
 */
export class TrainingRun {
  private running: RunningExperiment | null = null;
  private playing = false;
  /** Whether a stretch is to come. */
  private due = false;
  /** Whether a report is not on the screen yet. */
  private waited = false;
  private seen: TrainingState | null = null;
  private shown: Examples | null = null;
  private curvesTold = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly tell: (told: Told) => void,
    private readonly clock: Clock,
    private readonly measured?: Measured,
  ) {}

  hear(order: Order): void {
    if (order.to === "go on") {
      this.waited = false;
      return;
    }
    let error = "";
    try {
      this.follow(order);
    } catch (refused) {
      error = this.failed(refused);
    }
    this.report(error, true);
    if (this.playing) this.goOn();
  }

  private follow(order: Exclude<Order, { to: "go on" }>): void {
    if (order.to === "change") {
      if (this.running) this.running.changeTo(order.experiment);
      else this.running = new RunningExperiment(order.experiment, this.measured);
      return;
    }
    const { running } = this;
    if (!running)
      throw new RangeError("Nothing is to be learned yet. A training is of an experiment. Choose one first.");
    if (order.to === "play") this.playing = true;
    else if (order.to === "pause") this.playing = false;
    else if (order.to === "reset") running.beginAnew();
    else if (order.to === "step") running.train(order.steps);
    else if (order.to === "set weights") running.setWeights(order.parameters, order.steps);
    else if (order.to === "go back" && order.index < running.record.length) running.goTo(order.index);
  }

  private goOn(): void {
    if (this.due) return;
    this.due = true;
    this.clock.later(() => {
      this.due = false;
      if (!this.playing) return;
      this.stretch();
      if (this.playing) this.goOn();
    });
  }

  private stretch(): void {
    const until = this.clock.now() + STRETCH;
    try {
      do this.running?.train(STEPS);
      while (this.clock.now() < until);
    } catch (refused) {
      this.report(this.failed(refused), true);
      return;
    }
    if (!this.waited) this.report("", this.clock.now() >= this.curvesTold + CURVES);
  }

  /** Back to what was told last, if it is no number any more. */
  private failed(refused: unknown): string {
    const { running, seen } = this;
    if (refused instanceof Diverged && running && seen) {
      this.playing = false;
      running.takeBack(seen);
    }
    return (refused as Error).message;
  }

  private report(error: string, withCurves: boolean): void {
    const { running, playing } = this;
    if (!running) {
      this.tell({ report: null, error });
      return;
    }
    const { training, examples, record } = running;
    training.settle();
    this.seen = training.state();
    this.waited = true;
    if (withCurves) this.curvesTold = this.clock.now();
    const report = {
      playing,
      steps: training.steps,
      measures: training.measures(),
      tensors: training.tensors.map(({ name, shape, values }) => ({ name, shape, values: values.slice() })),
      examples: examples === this.shown ? null : examples,
      curves: withCurves ? { steps: record.steps, metrics: record.metrics } : null,
    };
    this.shown = examples;
    this.tell({ report, error });
  }
}
