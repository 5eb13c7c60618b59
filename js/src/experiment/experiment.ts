import type { Box } from "../wire/wire.ts";
import { DEFAULTS, type PlaygroundTraits, SIGNS, WINDOW } from "../wire/wire.ts";
import { formulaTargets, PLANAR_DATASETS } from "./planar_datasets.ts";
import { enoughDrawn } from "./read_experiment.ts";

/** Data, a network and its training: the settings of a playground, which begins with those of `DEFAULTS`. */
export type Experiment = Readonly<Pick<PlaygroundTraits, keyof typeof DEFAULTS>>;

/** The settings that a playground has by itself. */
export const USUAL: Experiment = { ...DEFAULTS, drawn: [...DEFAULTS.drawn], widths: [...DEFAULTS.widths] };

/** What is learned. */
export interface Examples {
  /** (N, 2), as float32. */
  readonly inputs: Float64Array;
  /** (N,) classes, or numbers. */
  readonly targets: Float64Array;
  /** Of the classes; none where targets are numbers. */
  readonly names: readonly string[];
  /** How many outputs a network needs. */
  readonly outputs: number;
  /** What holds all points with some room. */
  readonly window: Box;
}

/** The points that are learned; an error where a formula is no number, or nothing is drawn. */
export function examplesOf(experiment: Experiment): Examples {
  const { data, samples, noise, seed, loss } = experiment;
  if (data === "drawn") {
    const points = enoughDrawn(experiment.drawn);
    const labels = points.map(([, , label]) => label);
    const names = Array.from({ length: Math.max(2, Math.max(...labels) + 1) }, (_, label) => String(label));
    const inputs = points.flatMap(([x1, x2]) => [Math.fround(x1), Math.fround(x2)]);
    return examples(inputs, labels, names);
  }
  if (data === "formula") {
    const { inputs, targets } = formulaTargets(experiment.formula, samples, noise, seed);
    if (loss === "squared") return examples(inputs, targets, []);
    return examples(
      inputs,
      targets.map((value) => Number(value > 0)),
      SIGNS,
    );
  }
  const { inputs, labels, names } = PLANAR_DATASETS[data](samples, noise, seed);
  return examples(inputs, labels, names);
}

function examples(inputs: ArrayLike<number>, targets: ArrayLike<number>, names: readonly string[]): Examples {
  const reach = (axis: number) => {
    let most = 0;
    for (let i = axis; i < inputs.length; i += 2) most = Math.max(most, Math.abs(inputs[i]));
    return Math.max(WINDOW.least, WINDOW.room * most);
  };
  const [x1, x2] = [reach(0), reach(1)];
  return {
    inputs: Float64Array.from(inputs),
    targets: Float64Array.from(targets),
    names,
    outputs: Math.max(1, names.length),
    window: [-x1, x1, -x2, x2],
  };
}
