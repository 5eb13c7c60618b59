import { DefaultRng } from "../random/default_rng.ts";
import { RandomState } from "../random/random_state.ts";
import type { DataKind } from "../wire/wire.ts";
import { Formula } from "./formula.ts";

/** Points (N, 2), the class of each, and the names of the classes. */
export interface Dataset {
  readonly inputs: Float64Array;
  readonly labels: readonly number[];
  readonly names: readonly string[];
}

type Made = (samples: number, noise: number, seed: number) => Dataset;

const TURNS = 1.25;
const CELLS = 2;
/** From inner and outer radius of the disc and the ring around it. */
const RINGS = [
  [0, 0.45],
  [0.7, 1],
];

/** Points of two classes in the plane, by the same numbers as those of `splinewidgets.zoo` for the same seed. */
export const PLANAR_DATASETS: Readonly<Record<Exclude<DataKind, "formula" | "drawn">, Made>> = {
  moons,
  spirals: (samples, noise, seed) => {
    const random = new DefaultRng(seed);
    const along = drawn(samples, () => random.uniform(0.05, 1));
    const points = along.map((radius, i) => polar(radius, 2 * Math.PI * TURNS * radius + Math.PI * (i % 2)));
    return noisy(points, inTurns(samples), noise, random);
  },
  circles: (samples, noise, seed) => {
    const random = new DefaultRng(seed);
    // Uniform in the area of each.
    const radii = drawn(samples, (i) => {
      const [low, high] = RINGS[i % 2];
      return Math.sqrt(random.uniform(low * low, high * high));
    });
    const points = radii.map((radius) => polar(radius, random.uniform(0, 2 * Math.PI)));
    return noisy(points, inTurns(samples), noise, random, ["inside", "outside"]);
  },
  checkerboard: (samples, noise, seed) => {
    const random = new DefaultRng(seed);
    const points = inSquare(samples, random);
    const labels = points.map(([x, y]) => (cell(x) + cell(y)) % 2);
    return noisy(points, labels, noise, random);
  },
  gaussians: (samples, noise, seed) => {
    const means = [polar(0.6, Math.PI / 4), polar(0.6, Math.PI / 4 + Math.PI)];
    const labels = inTurns(samples);
    return noisy(
      labels.map((label) => means[label]),
      labels,
      noise,
      new DefaultRng(seed),
    );
  },
};

/** Points of [-1, 1] x [-1, 1] and what a formula is there, with noise in its values. */
export function formulaTargets(
  formula: string,
  samples: number,
  noise: number,
  seed: number,
): { inputs: Float64Array; targets: Float64Array } {
  const read = new Formula(formula);
  const random = new DefaultRng(seed);
  const inputs = inSquare(samples, random).flat();
  const targets = read.values(inputs).map((value) => value + noise * random.normal());
  return { inputs: single(inputs), targets: single(targets) };
}

/** Two interleaved half circles, as scikit-learn makes them, centered and scaled. */
function moons(samples: number, noise: number, seed: number): Dataset {
  const random = new RandomState(seed);
  const upper = samples >> 1;
  const lower = samples - upper;
  const angle = (i: number, count: number) => (count > 1 ? (Math.PI * i) / (count - 1) : 0);
  const points = [
    ...drawn(upper, (i) => polar(1, angle(i, upper))),
    ...drawn(lower, (i) => {
      const [x, y] = polar(1, angle(i, lower));
      return [1 - x, 0.5 - y];
    }),
  ];
  const order = Array.from(random.shuffled(samples));
  const inputs = order.flatMap((i) => {
    const [x, y] = points[i].map((value) => value + noise * random.normal());
    // Without noise the moons fill [-1, 2] x [-1/2, 1].
    return [(x - 0.5) / 1.5, (y - 0.25) / 1.5];
  });
  return { inputs: single(inputs), labels: order.map((i) => (i < upper ? 0 : 1)), names: ["upper", "lower"] };
}

function noisy(
  points: readonly number[][],
  labels: readonly number[],
  noise: number,
  random: DefaultRng,
  names = ["0", "1"],
): Dataset {
  return { inputs: single(points.flat().map((value) => value + noise * random.normal())), labels, names };
}

const drawn = <T>(count: number, draw: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => draw(i));
const inTurns = (samples: number) => drawn(samples, (i) => i % 2);
const polar = (radius: number, angle: number) => [radius * Math.cos(angle), radius * Math.sin(angle)];
const cell = (x: number) => Math.floor(((x + 1) / 2) * CELLS);
const inSquare = (samples: number, random: DefaultRng) =>
  drawn(samples, () => [random.uniform(-1, 1), random.uniform(-1, 1)]);
/** Rounded to float32, as points of Python are. */
const single = (values: ArrayLike<number>) => Float64Array.from(values, Math.fround);
