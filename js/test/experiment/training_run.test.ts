import { expect, test } from "vitest";
import { type Experiment, USUAL } from "../../src/experiment/experiment.ts";
import { type Order, STRETCH, type Told, TrainingRun } from "../../src/experiment/training_run.ts";

const SMALL: Experiment = { ...USUAL, samples: 20, widths: [4] };

/** A run whose time passes by a millisecond at each look, and whose later work is done when a test says so. */
function begun(experiment: Experiment = SMALL) {
  const told: Told[] = [];
  const later: (() => void)[] = [];
  let time = 0;
  const run = new TrainingRun((each) => told.push(each), {
    now: () => time++,
    later: (work) => later.push(work),
  });
  run.hear({ to: "change", experiment });
  return {
    told,
    later,
    ask: (order: Order) => run.hear(order),
    last: () => told.at(-1) as Told,
    report: () => told.at(-1)?.report as NonNullable<Told["report"]>,
    /** The next stretch, at the end of which its picture is on the screen. */
    turn: () => {
      later.shift()?.();
      run.hear({ to: "go on" });
    },
  };
}

const weightsOf = (report: NonNullable<Told["report"]>) => report.tensors.map(({ values }) => [...values]);

test("it tells the initial weights, the points and a first state of the curves", () => {
  const { report, last } = begun();
  const { steps, playing, examples, curves, tensors, measures } = report();
  expect([steps, playing, last().error]).toEqual([0, false, ""]);
  expect(examples?.inputs).toHaveLength(40);
  expect(curves?.steps).toEqual([0]);
  expect(curves?.metrics.loss[0]).toBe(measures.loss);
  expect(tensors.map(({ name }) => name)).toEqual(["0.weight", "0.bias", "2.weight", "2.bias"]);
});

test("steps are made, and reset begins anew with the same weights", () => {
  const { ask, report } = begun();
  const initial = weightsOf(report());
  ask({ to: "step", steps: 30 });
  const trained = report();
  expect(trained.steps).toBe(30);
  expect(trained.curves?.steps.slice(0, 4)).toEqual([0, 1, 2, 3]);
  expect(weightsOf(trained)).not.toEqual(initial);
  ask({ to: "reset" });
  expect(report().steps).toBe(0);
  expect(weightsOf(report())).toEqual(initial);
  ask({ to: "step", steps: 30 });
  expect(weightsOf(report())).toEqual(weightsOf(trained));
});

test("it plays in stretches until it pauses", () => {
  const { ask, turn, report, later, told } = begun();
  ask({ to: "play" });
  expect(later).toHaveLength(1);
  ask({ to: "go on" });
  turn();
  turn();
  const { steps, playing } = report();
  expect(playing).toBe(true);
  // Five steps at each look at the clock.
  expect(steps).toBe(2 * 5 * STRETCH);
  ask({ to: "pause" });
  expect(report().playing).toBe(false);
  const before = told.length;
  turn();
  expect([told.length, later.length]).toEqual([before, 0]);
});

test("orders that come while it plays do not make it play twice", () => {
  const { ask, later } = begun();
  ask({ to: "play" });
  ask({ to: "play" });
  ask({ to: "change", experiment: { ...SMALL, rate: 0.1 } });
  expect(later).toHaveLength(1);
});

test("while a picture is not on the screen it trains on and tells nothing", () => {
  const { ask, later, told, report } = begun();
  ask({ to: "play" });
  const before = told.length;
  for (let i = 0; i < 5; i++) later.shift()?.();
  expect(told).toHaveLength(before);
  ask({ to: "go on" });
  later.shift()?.();
  expect(told).toHaveLength(before + 1);
  expect(report().steps).toBe(6 * 5 * STRETCH);
});

test("where the loss is no number any more it stops, and what was seen last stays", () => {
  const { ask, turn, last, report } = begun({ ...SMALL, loss: "squared", optimizer: "sgd", rate: 0.1 });
  ask({ to: "step", steps: 10 });
  const seen = report();
  ask({ to: "change", experiment: { ...SMALL, loss: "squared", optimizer: "sgd", rate: 1e6 } });
  ask({ to: "play" });
  for (let i = 0; report().playing && i < 20; i++) turn();
  expect(last().error).toMatch(
    /^(The loss is (nan|inf)|A weight is no number) after \d+ steps\. It must be a number\./,
  );
  expect(report().playing).toBe(false);
  expect(report().steps).toBe(seen.steps);
  expect(weightsOf(report())).toEqual(weightsOf(seen));
  expect(report().curves?.steps.every((step) => step <= seen.steps)).toBe(true);
});

test("a step that diverges is taken back, too", () => {
  const { ask, last, report } = begun({ ...SMALL, loss: "squared", optimizer: "sgd", rate: 1e8 });
  const seen = weightsOf(report());
  ask({ to: "step", steps: 500 });
  expect(last().error).toContain("Take a smaller learning rate");
  expect([report().steps, weightsOf(report())]).toEqual([0, seen]);
});

test("other points are learned from where the network is, another network begins anew", () => {
  const { ask, report } = begun();
  ask({ to: "step", steps: 10 });
  const trained = weightsOf(report());
  ask({ to: "change", experiment: { ...SMALL, data: "circles" } });
  expect(report().examples?.names).toEqual(["inside", "outside"]);
  expect([report().steps, weightsOf(report())]).toEqual([10, trained]);
  ask({ to: "change", experiment: { ...SMALL, data: "circles", widths: [3] } });
  expect([report().steps, report().examples]).toEqual([0, null]);
  expect(report().tensors[0].shape).toEqual([3, 2]);
});

test("what cannot be trained is refused, and all stays as it was", () => {
  const { ask, last, report } = begun();
  ask({ to: "step", steps: 10 });
  const trained = weightsOf(report());
  for (const wrong of [
    { widths: [0] },
    { data: "drawn" },
    { data: "formula", formula: "log(x1)" },
    { seed: -1 },
  ]) {
    ask({ to: "change", experiment: { ...SMALL, ...wrong } as Experiment });
    expect(last().error.split(". ").length).toBeGreaterThanOrEqual(3);
    expect([report().steps, weightsOf(report())]).toEqual([10, trained]);
  }
});

test("before there is something to learn an order is refused", () => {
  const told: Told[] = [];
  const run = new TrainingRun((each) => told.push(each), { now: () => 0, later: () => {} });
  run.hear({ to: "play" });
  run.hear({ to: "change", experiment: { ...USUAL, data: "drawn" } });
  expect(told.map(({ report }) => report)).toEqual([null, null]);
  expect(told[0].error).toContain("Nothing is to be learned yet");
  expect(told[1].error).toContain("0 points are drawn");
});

test("a click on the curves goes back to that state, and on the same way", () => {
  const { ask, report } = begun({ ...SMALL, batch: 7, optimizer: "momentum" });
  ask({ to: "step", steps: 50 });
  const { curves } = report();
  const index = curves?.steps.indexOf(20) as number;
  const trained = weightsOf(report());
  ask({ to: "go back", index });
  expect(report().steps).toBe(20);
  expect(report().curves?.steps.at(-1)).toBe(20);
  ask({ to: "step", steps: 30 });
  expect(weightsOf(report())).toEqual(trained);
  ask({ to: "go back", index: 1000 });
  expect(report().steps).toBe(50);
});

test("weights of a hand are of the present step, those of a link of another one", () => {
  const { ask, report, last } = begun();
  ask({ to: "step", steps: 3 });
  const parameters = report().tensors.map(({ values }) => values.map((value) => value + 1));
  ask({ to: "set weights", parameters, steps: 3 });
  expect(weightsOf(report())).toEqual(parameters.map((values) => [...values]));
  expect(report().curves?.steps).toEqual([0, 1, 2, 3]);
  ask({ to: "set weights", parameters, steps: 70 });
  expect([report().steps, report().curves?.steps]).toEqual([70, [70]]);
  ask({ to: "set weights", parameters: parameters.slice(1), steps: 70 });
  expect(last().error).toMatch(/weights are given\. The network has 22/);
});

test("a record has no more states than it may", () => {
  const { ask, report } = begun();
  ask({ to: "step", steps: 14_000 });
  const steps = report().curves?.steps as number[];
  expect(steps.length).toBeLessThanOrEqual(300);
  expect(steps[0]).toBe(0);
  expect(steps.at(-1)).toBeGreaterThan(14_000 - 50);
  expect(steps.every((step, i) => i === 0 || step > steps[i - 1])).toBe(true);
});
