import { expect, test } from "vitest";
import { Architecture } from "../../src/experiment/architecture.ts";
import { USUAL } from "../../src/experiment/experiment.ts";
import { Columns } from "../../src/learning/columns.ts";
import { LOSSES } from "../../src/learning/losses.ts";
import { DefaultRng } from "../../src/random/default_rng.ts";
import { type Activation, CHOICES, type LossKind } from "../../src/wire/wire.ts";

const POINTS = 9;
const STEP = 1e-6;

const random = new DefaultRng(3);
const INPUTS = Columns.ofRows(
  Float64Array.from({ length: 2 * POINTS }, () => random.uniform(-1, 1)),
  2,
);

/** One-hot classes of three. */
const TARGETS = Columns.ofRows(
  Float64Array.from({ length: 3 * POINTS }, (_, i) => Number(Math.floor(i / 3) % 3 === i % 3)),
  3,
);

const cases = CHOICES.activation.flatMap((activation) =>
  CHOICES.loss.flatMap((loss) => [false, true].map((rich) => [activation, loss, rich] as const)),
);

test.each(cases)(
  "gradients of %s with %s are differences of the loss (skips and normalization: %s)",
  (activation: Activation, kind: LossKind, rich: boolean) => {
    const described = { ...USUAL, activation, widths: [5, 5, 4], skip: rich, batch_norm: rich };
    const network = new Architecture(described, 3).network(1);
    for (const { values } of network.parameters)
      values.forEach((_, i) => {
        values[i] += 0.3 * random.normal();
      });
    const gradient = new Columns();
    const loss = (into: Columns | null) => LOSSES[kind](network.forward(INPUTS, true), TARGETS, into);
    loss(gradient);
    const inputs = network.backward(gradient).rows();
    const own = network.parameters.map((parameter) => parameter.gradient.slice());
    const slope = (values: Float64Array, i: number) => {
      const before = values[i];
      values[i] = before + STEP;
      const above = loss(null);
      values[i] = before - STEP;
      const below = loss(null);
      values[i] = before;
      return (above - below) / (2 * STEP);
    };
    network.parameters.forEach(({ values, name }, p) => {
      values.forEach((_, i) => {
        expect(own[p][i], `${name}[${i}]`).toBeCloseTo(slope(values, i), 6);
      });
    });
    for (let n = 0; n < POINTS; n++) {
      for (let u = 0; u < 2; u++) {
        expect(inputs[2 * n + u]).toBeCloseTo(slope(INPUTS.values, u * POINTS + n), 6);
      }
    }
  },
);

test("gradients by the statistics of evaluation are differences, too", () => {
  const network = new Architecture({ ...USUAL, widths: [4], batch_norm: true }, 3).network(2);
  network.forward(INPUTS, true);
  const gradient = new Columns();
  const loss = (into: Columns | null) => LOSSES.squared(network.forward(INPUTS, false), TARGETS, into);
  loss(gradient);
  const inputs = network.backward(gradient).rows();
  const { values } = INPUTS;
  const before = values[0];
  values[0] = before + STEP;
  const above = loss(null);
  values[0] = before - STEP;
  const below = loss(null);
  values[0] = before;
  expect(inputs[0]).toBeCloseTo((above - below) / (2 * STEP), 6);
});
