import { expect, test } from "vitest";
import { GumbelSampler } from "../../src/polarity/gumbel_sampler.ts";

const FLAT = Number.NEGATIVE_INFINITY;
/** Every third of 300 latents has a volume. */
const EXPONENTS = Float64Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? i / 300 : FLAT));
const ALIVE = Array.from({ length: 100 }, (_, i) => 3 * i);

test.each([-1, 0.5, 2])("at rho = %s none without a volume is drawn, however many are asked for", (rho) => {
  const race = new GumbelSampler(EXPONENTS, 1);
  race.setRho(rho);
  for (const count of [100, 150, 299, 300, 400]) expect([...race.draw(count, false)]).toEqual(ALIVE);
  const few = race.draw(40, false);
  expect(new Set(few).size).toBe(40);
  expect([...few, ...race.draw(400, true)].every((i) => i % 3 === 0)).toBe(true);
});

test("at rho = 0 all are alike", () => {
  const race = new GumbelSampler(EXPONENTS, 1);
  expect(race.draw(300, false)).toHaveLength(300);
  expect(race.draw(400, false)).toHaveLength(300);
  expect(race.draw(299, false)).toHaveLength(299);
});

test.each([true, false])(
  "of nothing but latents without a volume none are drawn (replacement: %s)",
  (replace) => {
    const race = new GumbelSampler(new Float64Array(10).fill(FLAT), 1);
    race.setRho(1);
    expect(race.draw(5, replace)).toHaveLength(0);
    expect(new GumbelSampler(new Float64Array(0), 1).draw(5, replace)).toHaveLength(0);
  },
);

test("what is said to be misplaced is missing from the large weights", () => {
  // A tenth of the latents with 8 times the weight of the others, and nearly half of it all.
  const exponents = Float64Array.from({ length: 1000 }, (_, i) => (i < 100 ? Math.log(8) : 0));
  let [missing, said] = [0, 0];
  const seeds = 100;
  for (let seed = 1; seed <= seeds; seed++) {
    const race = new GumbelSampler(exponents, seed);
    race.setRho(1);
    const large = race.draw(300, false).filter((i) => i < 100).length;
    missing += 800 / 1700 - large / 300;
    said += race.misplaced;
  }
  expect(missing / seeds).toBeCloseTo(said / seeds, 2);
  expect(said / seeds).toBeGreaterThan(0.1);
});

test("of equal weights none is misplaced", () => {
  const race = new GumbelSampler(new Float64Array(50).fill(-1000), 1);
  race.setRho(1);
  race.draw(25, false);
  expect(race.misplaced).toBeCloseTo(0, 9);
});
