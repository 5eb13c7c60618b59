const SIZE = 624;
const SHIFT = 397;

/**
 * Words of 32 random bits, in the order in which PyTorch's generator on the CPU and NumPy's `RandomState` give them.
 *
 * M. Matsumoto and T. Nishimura, Mersenne Twister: A 623-dimensionally equidistributed uniform pseudorandom number
 * generator, 1998.
 */
export class MersenneTwister {
  private readonly words = new Uint32Array(SIZE);
  private at = SIZE;

  /** From the lower 32 bits of a seed. */
  constructor(seed: number) {
    const { words } = this;
    words[0] = seed >>> 0;
    for (let i = 1; i < SIZE; i++) {
      words[i] = Math.imul(1812433253, words[i - 1] ^ (words[i - 1] >>> 30)) + i;
    }
  }

  /** A whole number below 2^32. */
  next(): number {
    if (this.at === SIZE) this.renew();
    let word = this.words[this.at++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  /** A generator that goes on as this one would. */
  copy(): MersenneTwister {
    const copy = new MersenneTwister(0);
    copy.words.set(this.words);
    copy.at = this.at;
    return copy;
  }

  private renew(): void {
    const { words } = this;
    for (let i = 0; i < SIZE; i++) {
      const joined = (words[i] & 0x80000000) | (words[(i + 1) % SIZE] & 0x7fffffff);
      words[i] = words[(i + SHIFT) % SIZE] ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    }
    this.at = 0;
  }
}
