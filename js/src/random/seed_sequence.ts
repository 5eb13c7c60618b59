const POOL = 4;

/** Multiplies what it is given by numbers that change, so that equal words are no equal ones afterwards. */
class Hash {
  constructor(
    private factor: number,
    private readonly growth: number,
  ) {}

  of(word: number): number {
    const mixed = word ^ this.factor;
    this.factor = Math.imul(this.factor, this.growth);
    const product = Math.imul(mixed, this.factor);
    return product ^ (product >>> 16);
  }
}

/**
 * Words of 64 bits, as `numpy.random.SeedSequence(seed).generate_state(count, np.uint64)` gives them, for a seed below
 * 2^32.
 *
 * M. E. O'Neill, Developing a seed_seq Alternative, 2015.
 */
export function seedWords(seed: number, count: number): bigint[] {
  const entropy = new Hash(0x43b0d7e5, 0x931e8875);
  const pool = Array.from({ length: POOL }, (_, i) => entropy.of(i === 0 ? seed : 0));
  for (let from = 0; from < POOL; from++) {
    for (let to = 0; to < POOL; to++) {
      if (from === to) continue;
      const mixed = Math.imul(0xca01f9dd, pool[to]) - Math.imul(0x4973f715, entropy.of(pool[from]));
      pool[to] = mixed ^ (mixed >>> 16);
    }
  }
  const output = new Hash(0x8b51f9dd, 0x58f38ded);
  const halves = Array.from({ length: 2 * count }, (_, i) => BigInt(output.of(pool[i % POOL]) >>> 0));
  return Array.from({ length: count }, (_, i) => halves[2 * i] | (halves[2 * i + 1] << 32n));
}
