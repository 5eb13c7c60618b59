import { MersenneTwister } from "./mersenne_twister.ts";

/** Bits of a float32's mantissa, of which a uniform number is made. */
const MANTISSA = 2 ** 24;

/** What PyTorch draws on the CPU after `torch.manual_seed(seed)`: initial weights, and the order of points. */
export class TorchGenerator {
  private words: MersenneTwister;

  constructor(seed: number) {
    this.words = new MersenneTwister(seed);
  }

  /** `torch.empty(count).uniform_(low, high)`: float32 numbers. */
  uniform(count: number, low: number, high: number): Float64Array {
    const [from, to] = [Math.fround(low), Math.fround(high)];
    const range = Math.fround(to - from);
    return Float64Array.from({ length: count }, () => {
      const share = (this.words.next() % MANTISSA) / MANTISSA;
      return Math.fround(share * range + from);
    });
  }

  /** `torch.randperm(count)`. */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = 0; i < count - 1; i++) {
      const other = i + (this.words.next() % (count - i));
      [order[i], order[other]] = [order[other], order[i]];
    }
    return order;
  }

  /** A generator that goes on as this one would. */
  copy(): TorchGenerator {
    const copy = new TorchGenerator(0);
    copy.words = this.words.copy();
    return copy;
  }
}
