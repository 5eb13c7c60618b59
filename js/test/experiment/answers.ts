// What a page computes, for tests in Python that compare it: questions come as JSON, and so do the answers.
import { readFileSync } from "node:fs";
import { Architecture } from "../../src/experiment/architecture.ts";
import { type Experiment, examplesOf, USUAL } from "../../src/experiment/experiment.ts";
import { Formula } from "../../src/experiment/formula.ts";
import { floatLiteral, general, textLiteral } from "../../src/experiment/python_literals.ts";
import { checkExperiment } from "../../src/experiment/read_experiment.ts";
import { trainingOf } from "../../src/experiment/running_experiment.ts";
import { safetensors } from "../../src/experiment/safetensors.ts";
import { script } from "../../src/experiment/script.ts";
import { erf } from "../../src/learning/gelu.ts";
import type { LiveTraining } from "../../src/learning/live_training.ts";

type Settings = Partial<Experiment>;
const experimentOf = (settings: Settings): Experiment => ({ ...USUAL, ...settings });
const listed = (values: ArrayLike<number>) => Array.from(values, floatLiteral);
const tensorsOf = ({ tensors }: LiveTraining) =>
  tensors.map(({ name, shape, values }) => ({ name, shape, values: listed(values) }));

const ANSWERS: Readonly<Record<string, (question: never) => unknown>> = {
  check: (settings: Settings) => checkExperiment(experimentOf(settings)),
  examples: (settings: Settings) => {
    const { inputs, targets, names, outputs, window } = examplesOf(experimentOf(settings));
    return { inputs: listed(inputs), targets: listed(targets), names, outputs, window };
  },
  formula: ({ text, points }: { text: string; points: number[] }) => listed(new Formula(text).values(points)),
  script: ({ settings, steps }: { settings: Settings; steps: number }) =>
    script(experimentOf(settings), steps),
  architecture: ({ settings, outputs }: { settings: Settings; outputs: number }) => {
    const architecture = new Architecture(experimentOf(settings), outputs);
    return { code: architecture.code(), blocks: architecture.blocksCode() };
  },
  text: (given: string) => textLiteral(given),
  float: (given: number) => floatLiteral(given),
  general: (given: number) => [general(given), general(given, 3), general(given, 4)],
  erf: (given: number[]) => listed(given.map(erf)),
  /** States after so many steps each. */
  training: ({ settings, steps }: { settings: Settings; steps: number[] }) => {
    const experiment = experimentOf(settings);
    const training = trainingOf(experiment, examplesOf(experiment));
    return steps.map((step) => {
      training.run(step - training.steps);
      training.settle();
      const { loss, train_accuracy } = training.measures();
      return { tensors: tensorsOf(training), loss: floatLiteral(loss), accuracy: train_accuracy ?? null };
    });
  },
  /** A file of the weights after some steps, and outputs there for the points. */
  safetensors: ({ settings, steps }: { settings: Settings; steps: number }) => {
    const experiment = experimentOf(settings);
    const training = trainingOf(experiment, examplesOf(experiment));
    training.run(steps);
    training.settle();
    const file = Buffer.from(safetensors(training.tensors)).toString("base64");
    return { file, tensors: tensorsOf(training), ...training.measures() };
  },
};

const questions = JSON.parse(readFileSync(0, "utf8")) as { of: string; given: never }[];
const answers = questions.map(({ of, given }) => {
  try {
    return { answer: ANSWERS[of](given) ?? null };
  } catch (refused) {
    return { refused: (refused as Error).message };
  }
});
process.stdout.write(JSON.stringify(answers));
