import { describe, expect, test } from "vitest";
import { Random } from "../../harness/random.ts";
import { GumbelSampler } from "../../src/polarity/gumbel_sampler.ts";
import { quickselect } from "../../src/polarity/quickselect.ts";
import { chiSquare, shares, tally, uniqueShare } from "../../src/polarity/statistics.ts";
import { effectiveSize, weigh } from "../../src/polarity/weights.ts";

function weighted(exponents: number[], rho: number): Float64Array {
  const weights = new Float64Array(exponents.length);
  weigh(Float64Array.from(exponents), rho, weights);
  return weights;
}

function drawn(exponents: ArrayLike<number>, rho: number, count: number, replace: boolean, seed = 1) {
  const race = new GumbelSampler(Float64Array.from(exponents), seed);
  race.setRho(rho);
  return race.draw(count, replace);
}

const normals = (count: number, seed: number) => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.normal());
};

/** The share of one sorted draw that is in another, too. */
function kept(a: Uint32Array, b: Uint32Array): number {
  const left = new Map<number, number>();
  for (const i of b) left.set(i, (left.get(i) ?? 0) + 1);
  let same = 0;
  for (const i of a) {
    const there = left.get(i) ?? 0;
    if (there > 0) same += 1;
    left.set(i, there - 1);
  }
  return same / a.length;
}

describe("weights", () => {
  // From what counts as a volume of zero, 1e-200, to its inverse.
  const volumes = [-460.5, -30, 0, 1e-9, 30, 460.5];

  test("are none without a volume, but at rho = 0", () => {
    const dead = Number.NEGATIVE_INFINITY;
    expect([...weighted([dead, 1, 1], 0)]).toEqual([1 / 3, 1 / 3, 1 / 3]);
    for (const rho of [-1, -1e-3, 1e-3, 2]) {
      expect([...weighted([dead, 1, 1], rho)]).toEqual([0, 0.5, 0.5]);
      expect(drawn([dead, 1, dead, 1], rho, 2, false)).toEqual(Uint32Array.from([1, 3]));
      expect(new Set(drawn([dead, 1, dead, 1], rho, 50, true))).toEqual(new Set([1, 3]));
    }
  });

  test.each([-5, -1, 0, 0.3, 1, 2, 5])("are finite and have the sum 1 at rho %s", (rho) => {
    const weights = weighted(volumes, rho);
    expect(weights.every((weight) => weight >= 0 && weight <= 1)).toBe(true);
    expect(weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 12);
  });

  test("are the volumes to the power rho", () => {
    const weights = weighted([Math.log(2), Math.log(3), Math.log(5)], 2);
    [4, 9, 25].forEach((square, i) => {
      expect(weights[i]).toBeCloseTo(square / 38, 12);
    });
  });

  test("are worth N where equal, one where one has all, and (sum w)^2 / sum w^2 between", () => {
    expect(effectiveSize(weighted(volumes, 0))).toBeCloseTo(volumes.length, 10);
    expect(effectiveSize(weighted(volumes, 5))).toBeCloseTo(1, 10);
    // k of weight a and m of weight 1.
    const [k, m, a] = [3, 7, 4];
    const exponents = [...Array(k).fill(Math.log(a)), ...Array(m).fill(0)];
    expect(effectiveSize(weighted(exponents, 1))).toBeCloseTo((k * a + m) ** 2 / (k * a * a + m), 10);
    // Of log-normal volumes, in the limit exp(-rho^2).
    const large = normals(200_000, 3);
    expect(effectiveSize(weighted(large, 0.5)) / large.length).toBeCloseTo(Math.exp(-0.25), 2);
  });
});

describe("selecting", () => {
  test("gives the value that sorting would put there, among equal ones, too", () => {
    const random = new Random(9);
    for (let round = 0; round < 200; round++) {
      const size = 1 + Math.floor(30 * random.uniform());
      const values = Float64Array.from({ length: size }, () =>
        round % 2 === 0 ? random.normal() : Math.floor(5 * random.uniform()),
      );
      const sorted = values.slice().sort();
      const rank = Math.floor(size * random.uniform());
      expect(quickselect(values, rank)).toBe(sorted[rank]);
    }
  });
});

describe("a race", () => {
  test("without replacement of as many as there are is the pool itself, at any rho", () => {
    const exponents = normals(500, 2);
    const all = Array.from(exponents, (_, i) => i);
    for (const rho of [0, 1, -5]) expect([...drawn(exponents, rho, 500, false)]).toEqual(all);
    expect([...drawn(exponents, 1, 9999, false)]).toEqual(all);
  });

  test.each([true, false])("draws so many, sorted, and the same each time (replacement: %s)", (replace) => {
    const exponents = normals(300, 4);
    for (const count of [1, 7, 299]) {
      const once = drawn(exponents, 1.5, count, replace);
      expect(once).toHaveLength(count);
      expect([...once]).toEqual([...once].sort((a, b) => a - b));
      expect(once).toEqual(drawn(exponents, 1.5, count, replace));
      if (!replace) expect(new Set(once).size).toBe(count);
    }
  });

  test("with replacement draws every latent as often as its weight says", () => {
    const exponents = [0, 0.5, 1, -1, 2, -3, 0.2, 1.4];
    for (const [rho, count, seed] of [
      [1, 40_000, 1],
      [-1, 40_000, 2],
      [0, 500, 3],
      [2, 20_000, 4],
    ]) {
      const counts = new Float64Array(exponents.length);
      for (const i of drawn(exponents, rho, count, true, seed)) counts[i] += 1;
      const weights = weighted(exponents, rho);
      // Chi-square of seven degrees of freedom is above 24.3 once in a thousand.
      expect(chiSquare(counts, weights) as number).toBeLessThan(24.3 / 7);
    }
  });

  test("with replacement draws a share of 1/e of equal latents never, and as many once", () => {
    const size = 50_000;
    const counts = new Map<number, number>();
    for (const i of drawn(new Float64Array(size), 1, size, true)) counts.set(i, (counts.get(i) ?? 0) + 1);
    const once = [...counts.values()].filter((count) => count === 1).length;
    expect(1 - counts.size / size).toBeCloseTo(Math.exp(-1), 2);
    expect(once / size).toBeCloseTo(Math.exp(-1), 2);
  });

  test("with replacement, one latent can be drawn again and again", () => {
    expect([...drawn([100, 0, 0], 1, 50, true)]).toEqual(Array(50).fill(0));
  });

  test("without replacement draws pairs as often as drawing one after the other does", () => {
    const exponents = [0, 1, -1, 0.5];
    const weights = weighted(exponents, 1);
    const pairs = [0, 1, 2, 3].flatMap((i) => [0, 1, 2, 3].filter((j) => j > i).map((j) => [i, j]));
    const exact = pairs.map(
      ([i, j]) => (weights[i] * weights[j]) / (1 - weights[i]) + (weights[j] * weights[i]) / (1 - weights[j]),
    );
    expect(exact.reduce((sum, p) => sum + p)).toBeCloseTo(1, 12);
    const counts = new Float64Array(pairs.length);
    for (let seed = 0; seed < 20_000; seed++) {
      const [i, j] = drawn(exponents, 1, 2, false, seed);
      counts[pairs.findIndex((pair) => pair[0] === i && pair[1] === j)] += 1;
    }
    // Five degrees of freedom: above 20.5 once in a thousand.
    expect(chiSquare(counts, exact) as number).toBeLessThan(20.5 / 5);
  });

  test.each([true, false])("keeps nearly all at a rho nearby (replacement: %s)", (replace) => {
    const exponents = normals(20_000, 5);
    for (const rho of [-1, 0, 1, 2]) {
      const here = drawn(exponents, rho, 4000, replace);
      expect(kept(here, drawn(exponents, rho + 0.01, 4000, replace))).toBeGreaterThan(0.98);
      expect(kept(here, drawn(exponents, rho - 1, 4000, replace))).toBeLessThan(0.9);
    }
  });
});

describe("statistics", () => {
  test("chi-square is that of a calculation by hand", () => {
    // Expected 20, 30 and 50 of 100: 16/20 + 0 + 16/50 over two degrees of freedom.
    expect(chiSquare([24, 30, 46], [0.2, 0.3, 0.5])).toBeCloseTo((0.8 + 0.32) / 2, 12);
    expect(chiSquare([20, 30, 50], [2, 3, 5])).toBeCloseTo(0, 12);
  });

  test("cells with fewer than five expected do not count, whatever lies in them", () => {
    // 4 are expected in the last; the other 96 are expected half and half.
    const hand = ((40 - 45) ** 2 / 45 + (50 - 45) ** 2 / 45) / 1;
    expect(chiSquare([40, 50, 10], [0.48, 0.48, 0.04])).toBeCloseTo(hand, 12);
    expect(chiSquare([100, 0], [0.97, 0.03])).toBeNull();
  });

  test("tallies, shares and repeats are counted", () => {
    const labels = Uint8Array.of(0, 2, 2, 1);
    const counts = tally(labels, Uint32Array.of(0, 1, 1, 2), 4);
    expect([...counts]).toEqual([1, 0, 3, 0]);
    expect(shares(counts)).toEqual([0.25, 0, 0.75, 0]);
    expect(uniqueShare(Uint32Array.of(0, 1, 1, 2))).toBe(0.75);
  });
});
