import { seedWords } from "./seed_sequence.ts";
import { RADIUS, TABLES } from "./ziggurat.ts";

const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
const [LOW, ALL] = [2n ** 64n - 1n, 2n ** 128n - 1n];

/**
 * What `numpy.random.default_rng(seed)` draws, for a seed below 2^32: points are those that Python has.
 *
 * M. E. O'Neill, PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
 * Generation, 2014; G. Marsaglia and W. W. Tsang, The Ziggurat Method for Generating Random Variables, 2000.
 */
export class DefaultRng {
  private state: bigint;
  private readonly increment: bigint;

  constructor(seed: number) {
    const [high, low, streamHigh, streamLow] = seedWords(seed, 4);
    this.increment = ((((streamHigh << 64n) | streamLow) << 1n) | 1n) & ALL;
    this.state = (this.increment + ((high << 64n) | low)) & ALL;
    this.advance();
  }

  /** `uniform(low, high)`. */
  uniform(low: number, high: number): number {
    return low + (high - low) * this.share();
  }

  /** `standard_normal()`. */
  normal(): number {
    const { widths, heights, inside } = TABLES;
    for (;;) {
      const word = this.word();
      const strip = Number(word & 0xffn);
      const sign = (word >> 8n) & 1n ? -1 : 1;
      const place = Number((word >> 9n) & (2n ** 52n - 1n));
      const x = place * widths[strip];
      if (place < inside[strip]) return sign * x;
      if (strip === 0) return (word >> 17n) & 1n ? -this.tail() : this.tail();
      const height = (heights[strip - 1] - heights[strip]) * this.share() + heights[strip];
      if (height < Math.exp((-x * x) / 2)) return sign * x;
    }
  }

  /** A normal number beyond the radius of the ziggurat. */
  private tail(): number {
    for (;;) {
      const [x, y] = [-Math.log1p(-this.share()) / RADIUS, -Math.log1p(-this.share())];
      if (2 * y > x * x) return RADIUS + x;
    }
  }

  private share(): number {
    return Number(this.word() >> 11n) / 2 ** 53;
  }

  private word(): bigint {
    this.advance();
    const mixed = (this.state >> 64n) ^ (this.state & LOW);
    const turn = this.state >> 122n;
    return ((mixed >> turn) | (mixed << (64n - turn))) & LOW;
  }

  private advance(): void {
    this.state = (this.state * MULTIPLIER + this.increment) & ALL;
  }
}
