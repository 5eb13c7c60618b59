import { MersenneTwister } from "./mersenne_twister.ts";

/** What `numpy.random.RandomState(seed)` draws, by which scikit-learn makes its moons. */
export class RandomState {
  private readonly words: MersenneTwister;
  /** Normal numbers come in pairs. */
  private second: number | null = null;

  constructor(seed: number) {
    this.words = new MersenneTwister(seed);
  }

  /** The numbers from 0 on, as `shuffle` leaves them. */
  shuffled(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const other = this.upTo(i);
      [order[i], order[other]] = [order[other], order[i]];
    }
    return order;
  }

  /** `standard_normal()`, by G. Marsaglia's polar method. */
  normal(): number {
    if (this.second !== null) {
      const waiting = this.second;
      this.second = null;
      return waiting;
    }
    for (;;) {
      const [x, y] = [2 * this.uniform() - 1, 2 * this.uniform() - 1];
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.second = factor * x;
      return factor * y;
    }
  }

  private uniform(): number {
    const [high, low] = [this.words.next() >>> 5, this.words.next() >>> 6];
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** A whole number from 0 to `most`, all equally likely. */
  private upTo(most: number): number {
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    for (;;) {
      const number = (this.words.next() & mask) >>> 0;
      if (number <= most) return number;
    }
  }
}
