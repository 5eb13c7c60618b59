import { expect, test } from "vitest";
import { readAddress, type Shared, USUALLY_SHARED, writeAddress } from "../../src/experiment/address.ts";
import { Architecture } from "../../src/experiment/architecture.ts";
import { type Experiment, examplesOf, USUAL } from "../../src/experiment/experiment.ts";
import { DefaultRng } from "../../src/random/default_rng.ts";
import { type Box, CHOICES, type DrawnPoint, LIMITS } from "../../src/wire/wire.ts";

const FORMULAS = [
  "sin(3 x1) x2",
  "|x|^2 - 1/2",
  "3 x₁ + x₂ & ".slice(0, 9),
  "max(x, y) * 2e-3",
  " x + \t y ",
];

/** Any playground, of a seed. */
function anyShared(seed: number): Shared {
  const random = new DefaultRng(seed);
  const whole = (least: number, most: number) => Math.floor(random.uniform(least, most + 1));
  const one = <T>(choices: readonly T[]): T => choices[whole(0, choices.length - 1)];
  const perhaps = <T>(value: T, usual: T): T => (whole(0, 2) === 0 ? usual : value);
  const point = (): DrawnPoint => [
    Math.fround(random.normal()),
    Math.fround(10 ** random.uniform(-30, 30)),
    whole(0, LIMITS.classes - 1),
  ];
  const experiment: Experiment = {
    data: one(CHOICES.data),
    formula: one(FORMULAS),
    drawn: Array.from({ length: whole(2, 30) }, point),
    noise: perhaps(random.uniform(0, 1), 0),
    samples: whole(LIMITS.samples[0], 50),
    widths: Array.from({ length: whole(0, LIMITS.layers) }, () => whole(1, 9)),
    activation: one(CHOICES.activation),
    skip: one([true, false]),
    batch_norm: one([true, false]),
    loss: one(CHOICES.loss),
    optimizer: one(CHOICES.optimizer),
    rate: 10 ** random.uniform(-12, 5),
    weight_decay: perhaps(10 ** random.uniform(-12, 0), USUAL.weight_decay),
    batch: whole(2, 100),
    seed: whole(0, 2 ** 32 - 1),
  };
  const { parameters } = new Architecture(experiment, examplesOf(experiment).outputs).network(0);
  const view: Box = [-1 / 3, random.uniform(0, 9), -1e-7, 1e22];
  return {
    experiment,
    view: perhaps(view, null),
    colorBy: one(["", "slope", "a measure = 100 % & more"]),
    weights: perhaps(
      { steps: whole(0, 1e6), parameters: parameters.map(({ values }) => values.slice()) },
      null,
    ),
  };
}

test("what is shared comes back, for any playground", () => {
  for (let seed = 0; seed < 100; seed++) {
    const shared = anyShared(seed);
    const written = writeAddress(shared);
    expect(written).toMatch(/^#playground=1(&[a-z_]+=[\w.~%-]*)*$/);
    expect(readAddress(written), written).toEqual({ shared, error: "" });
  }
});

test("what is as usual takes no room, and nothing is what is usual", () => {
  expect(writeAddress(USUALLY_SHARED).length).toBeLessThan(30);
  for (const nothing of ["", "#", writeAddress(USUALLY_SHARED)]) {
    expect(readAddress(nothing)).toEqual({ shared: USUALLY_SHARED, error: "" });
  }
});

test("drawn points and weights are rounded to float32, and then are the same for ever", () => {
  const drawn: DrawnPoint[] = [
    [0.1, 0.2, 0],
    [-0.3, 1 / 3, 1],
  ];
  const shared = { ...USUALLY_SHARED, experiment: { ...USUAL, data: "drawn" as const, drawn } };
  const once = readAddress(writeAddress(shared)).shared;
  expect(once.experiment.drawn).toEqual(
    drawn.map(([x1, x2, label]) => [Math.fround(x1), Math.fround(x2), label]),
  );
  expect(readAddress(writeAddress(once)).shared).toEqual(once);
});

test("a link that was cut off anywhere, or changed in a letter, is refused with a sentence, and all is as usual", () => {
  const written = writeAddress(anyShared(4));
  const wrong = [
    ...Array.from({ length: written.length - 2 }, (_, i) => written.slice(0, i + 2)),
    ...Array.from(
      written,
      (letter, i) => written.slice(0, i) + (letter === "7" ? "8" : "7") + written.slice(i + 1),
    ),
  ];
  for (const hash of wrong) {
    const { shared, error } = readAddress(hash);
    expect(error.match(/\. |\.$/g)?.length, hash).toBe(3);
    expect(shared).toBe(USUALLY_SHARED);
  }
});

/** A link with the sum that it should have, whatever it says. */
function summed(text: string): string {
  let sum = 0x811c9dc5;
  for (const letter of text) sum = Math.imul(sum ^ letter.charCodeAt(0), 0x01000193);
  return `${text}&sum=${(sum >>> 0).toString(36)}`;
}

test.each([
  ["#section-2", "The address ends in #section-2. A link to a playground has #playground= there."],
  [
    "#playground=2&data=rings",
    "The link is of version 2. This page reads version 1. Open it in a newer page.",
  ],
  [summed("#playground=1&data=rings"), "data is 'rings'. It can be 'moons', "],
  [summed("#playground=1&widths=8_0"), "A width is 0. It must be from 1 to 64."],
  [summed("#playground=1&widths=8_"), "A width is NaN. It must be from 1 to 64."],
  [summed("#playground=1&rate="), "rate is nan. It must be a positive number."],
  [summed("#playground=1&formula=alert(1)"), "'alert' is no name that is known"],
  [summed("#playground=1&formula=%E0"), "The link is not whole"],
  [summed("#playground=1&drawn=AA*"), "AA* is no base64"],
  [summed("#playground=1&drawn=AAAAA"), "AAAAA is no base64"],
  [summed("#playground=1&view=1_0_0_1"), "The view of the link is 1_0_0_1."],
  [summed("#playground=1&weights=AAAA"), "The link has 0 weights after NaN steps. Its network has 186"],
])("%s is refused in words", (hash, words) => {
  const { shared, error } = readAddress(hash);
  expect(error).toContain(words);
  expect(error.split(". ").length).toBeGreaterThanOrEqual(3);
  expect(shared).toBe(USUALLY_SHARED);
});
