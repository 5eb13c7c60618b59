import { expect, test } from "vitest";
import { RingGenerator, SIDE } from "../../harness/ring_generator.ts";

test("the toy generator has the volumes that it says", () => {
  const generator = new RingGenerator();
  const h = 1e-5;
  for (const [a, b] of [
    [0.1234, 0.3],
    [0.51, 0.72],
    [0.877, 0.95],
  ]) {
    const [p, q, r] = [
      [a, b],
      [a + h, b],
      [a, b + h],
    ].map((latent) => generator.output(latent as [number, number]));
    const cross = (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
    expect(Math.exp(generator.logVolume([a, b]))).toBeCloseTo(Math.abs(cross) / h ** 2, 1);
  }
  const shares = generator.cellShares();
  expect(shares).toHaveLength(SIDE * SIDE);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
});
