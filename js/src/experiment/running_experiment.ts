import { Columns } from "../learning/columns.ts";
import { LiveTraining, type Measures, type TrainingState } from "../learning/live_training.ts";
import type { Sequential } from "../learning/sequential.ts";
import { TrainingRecord } from "../learning/training_record.ts";
import { Architecture } from "./architecture.ts";
import { type Examples, type Experiment, examplesOf } from "./experiment.ts";
import { checkExperiment } from "./read_experiment.ts";

/** Where another value begins anew, since it is of another network, and where it only goes on with another rate. */
const ANEW: readonly (keyof Experiment)[] = ["widths", "activation", "skip", "batch_norm", "seed"];
const RATES: readonly (keyof Experiment)[] = ["rate", "weight_decay"];
const OF_EXAMPLES: readonly (keyof Experiment)[] = [
  "data",
  "formula",
  "drawn",
  "noise",
  "samples",
  "seed",
  "loss",
];

/** What else is measured of a network when a state is kept: its tiles, by whoever knows them. */
export type Measured = (training: LiveTraining, examples: Examples) => Readonly<Record<string, number>>;

/** A training of an experiment's network from its initial weights. */
export function trainingOf(experiment: Experiment, examples: Examples): LiveTraining {
  return onwards(
    new Architecture(experiment, examples.outputs).network(experiment.seed),
    experiment,
    examples,
  );
}

/** Trains what an experiment describes, and follows when that changes; as Python's `RunningExperiment`. */
export class RunningExperiment {
  examples: Examples;
  training: LiveTraining;
  readonly record = new TrainingRecord();
  private start: readonly Float64Array[];

  constructor(
    public experiment: Experiment,
    private readonly measured: Measured = () => ({}),
  ) {
    checkExperiment(experiment);
    this.examples = examplesOf(experiment);
    this.training = trainingOf(experiment, this.examples);
    this.training.settle();
    this.start = this.training.state().tensors;
    this.keep();
  }

  /** Goes on as another experiment, from the initial weights where its network is another; refused, all stays. */
  changeTo(experiment: Experiment): void {
    checkExperiment(experiment);
    const changes = (names: readonly (keyof Experiment)[]) =>
      names.some((name) => !same(this.experiment[name], experiment[name]));
    const examples = changes(OF_EXAMPLES) ? examplesOf(experiment) : this.examples;
    const anew = changes(ANEW) || examples.outputs !== this.examples.outputs;
    const others = Object.keys(experiment) as (keyof Experiment)[];
    if (anew) this.training = trainingOf(experiment, examples);
    else if (changes(others.filter((name) => !RATES.includes(name)))) {
      const { network, steps } = this.training;
      this.training = onwards(network, experiment, examples);
      this.training.steps = steps;
    } else this.training.setRate(experiment.rate, experiment.weight_decay);
    this.experiment = experiment;
    this.examples = examples;
    this.training.settle();
    if (!anew) return;
    this.start = this.training.state().tensors;
    this.record.clear();
    this.keep();
  }

  /** Goes back to the initial weights. */
  beginAnew(): void {
    this.training = onwards(this.training.network, this.experiment, this.examples);
    this.training.setTensors(this.start);
    this.training.settle();
    this.record.clear();
    this.keep();
  }

  /** Makes some steps, and records what is due; raises `Diverged` if the loss is no number any more. */
  train(steps: number): void {
    const { training, record } = this;
    const end = training.steps + steps;
    while (training.steps < end) {
      training.run(Math.min(end, record.nextDue) - training.steps);
      if (record.nextDue > training.steps) continue;
      training.settle();
      this.keep();
    }
  }

  /** Goes back to a state of the record. */
  goTo(index: number): void {
    this.record.goTo(this.training, index);
  }

  /** Goes back to a state of the training, recorded or not. */
  takeBack(state: TrainingState): void {
    this.training.restore(state);
    this.record.forgetAfter(state.steps);
  }

  /**
   * Goes on from other weights. Those of a hand are of the present step, and what was there before is recorded; those
   * of another step are where all begins.
   */
  setWeights(parameters: readonly Float64Array[], steps: number): void {
    const { training, record } = this;
    if (record.steps.at(-1) !== training.steps) this.keep();
    training.setParameters(parameters);
    training.settle();
    if (steps === training.steps) return;
    training.steps = steps;
    record.clear();
    this.keep();
  }

  /** Records the present state with what is measured. */
  keep(): void {
    const { training, examples } = this;
    const measures: Measures = training.measures();
    this.record.keep(training, { ...measures, ...this.measured(training, examples) });
  }
}

function onwards(network: Sequential, experiment: Experiment, examples: Examples): LiveTraining {
  const { inputs, targets, names, outputs } = examples;
  const wanted = names.length > 0 ? oneHot(targets, outputs) : Columns.ofRows(targets, outputs);
  return new LiveTraining(network, Columns.ofRows(inputs, 2), wanted, names.length > 0, experiment);
}

function oneHot(classes: Float64Array, outputs: number): Columns {
  const columns = new Columns().resize(outputs, classes.length);
  classes.forEach((label, n) => {
    columns.values[label * classes.length + n] = 1;
  });
  return columns;
}

/** Settings are numbers, texts and lists of these. */
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
