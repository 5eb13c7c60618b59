import { uniforms } from "../src/polarity/random.ts";

/** A seeded stream of uniform and normal numbers. */
export class Random {
  readonly uniform: () => number;

  constructor(seed: number) {
    this.uniform = uniforms(seed);
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }
}
