import { CHOICES, type DrawnPoint, LIMITS } from "../wire/wire.ts";
import type { Experiment } from "./experiment.ts";
import { Formula } from "./formula.ts";
import { floatLiteral, general, textLiteral } from "./python_literals.ts";

/** Seeds are of 32 bits. */
const MOST_SEED = 2 ** 32 - 1;

type Check = (given: unknown) => void;

/** What Python says of a setting, too. */
const CHECKS: Readonly<Record<keyof Experiment, Check>> = {
  data: choice("data", CHOICES.data),
  formula: (given) => new Formula(given as string),
  drawn: (given) => checkDrawn(given as readonly DrawnPoint[]),
  noise: within("noise", LIMITS.noise, "0.1 is usual."),
  samples: counted("samples", ...LIMITS.samples, "500 is usual."),
  widths: (given) => checkWidths(given as readonly number[]),
  activation: choice("activation", CHOICES.activation),
  skip: truth("skip"),
  batch_norm: truth("batch_norm"),
  loss: choice("loss", CHOICES.loss),
  optimizer: choice("optimizer", CHOICES.optimizer),
  rate: (given) => {
    if (!((given as number) > 0) || given === Number.POSITIVE_INFINITY) {
      throw new RangeError(
        `rate is ${floatLiteral(given as number)}. It must be a positive number. 0.01 is usual.`,
      );
    }
  },
  weight_decay: within("weight_decay", 1, "0 is usual."),
  batch: counted("batch", 0, LIMITS.samples[1], "0 takes all points."),
  seed: counted("seed", 0, MOST_SEED, "0 is usual."),
};

/** Raises three sentences for a setting that cannot be trained; they have the types that they should have. */
export function checkExperiment(experiment: Experiment): void {
  for (const [name, check] of Object.entries(CHECKS)) check(experiment[name as keyof Experiment]);
  if (experiment.batch_norm && experiment.batch === 1) {
    throw new RangeError(
      "Batches are of one point. Batch normalization needs two at least. Set batch=10, or 0 for all.",
    );
  }
}

/** Drawn points, if there are as many as a training needs. */
export function enoughDrawn(drawn: readonly DrawnPoint[]): readonly DrawnPoint[] {
  if (drawn.length >= LIMITS.leastDrawn) return drawn;
  throw new RangeError(
    `${drawn.length} points are drawn. A training needs ${LIMITS.leastDrawn} at least. ` +
      "Set drawn=[[x1, x2, class], ...], or choose other data first and draw on the pad.",
  );
}

function checkDrawn(points: readonly DrawnPoint[]): void {
  if (points.length > LIMITS.drawn) {
    throw new RangeError(
      `drawn has ${points.length} points. At most ${LIMITS.drawn} are trained on. Draw fewer.`,
    );
  }
  for (const [x1, x2, label] of points) {
    if (!Number.isFinite(x1) || !Number.isFinite(x2)) {
      throw new RangeError(
        `A point of drawn is at ${floatLiteral(x1)}, ${floatLiteral(x2)}. Both must be finite. Leave it out.`,
      );
    }
    if (!Number.isInteger(label) || label < 0 || label >= LIMITS.classes) {
      throw new RangeError(
        `A class of drawn is ${label}. There are 0 to ${LIMITS.classes - 1}. Pass one of these.`,
      );
    }
  }
}

function checkWidths(widths: readonly number[]): void {
  if (widths.length > LIMITS.layers) {
    throw new RangeError(
      `There are ${widths.length} hidden layers. At most ${LIMITS.layers} are trained here. Take fewer.`,
    );
  }
  widths.forEach(counted("A width", 1, LIMITS.units, "Pass [8, 8]."));
}

function choice(name: string, choices: readonly string[]): Check {
  return (given) => {
    if (choices.includes(given as string)) return;
    const known = choices.map(textLiteral).join(", ");
    throw new RangeError(
      `${name} is ${textLiteral(String(given))}. It can be ${known}. Choose one of these.`,
    );
  };
}

function truth(name: string): Check {
  return (given) => {
    if (typeof given === "boolean") return;
    throw new RangeError(`${name} is ${String(given)}. It must be true or false. Choose one of these.`);
  };
}

function counted(name: string, least: number, most: number, remedy: string): Check {
  return (given) => {
    if (Number.isInteger(given) && (given as number) >= least && (given as number) <= most) return;
    throw new RangeError(`${name} is ${String(given)}. It must be from ${least} to ${most}. ${remedy}`);
  };
}

function within(name: string, most: number, remedy: string): Check {
  return (given) => {
    if ((given as number) >= 0 && (given as number) <= most) return;
    throw new RangeError(
      `${name} is ${general(given as number)}. It must be from 0 to ${general(most)}. ${remedy}`,
    );
  };
}
