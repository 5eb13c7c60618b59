/**
 * Rounding of each unit of a batch, measured and not guessed: `planar/rounding.py`. Behind the rows of a batch go
 * `PROBES` more, copies of some of them whose entries are moved by a random relative +-`PROBE` after each operation. How
 * far a unit then moves is `PROBE` times the 2-norm of its summands, and of theirs, the very quantity that its rounding
 * error is proportional to.
 */

export const PROBES = 16;
const PROBE = 2 ** -10;
// So many rows, spread evenly, are looked at for the size of a column.
const LOOKED_AT = 2048;
export const EPSILON = 2 ** -52;
/** A value within so much of zero, relative to its summands, is zero. */
export const ROUNDOFF = 64 * EPSILON;
/** Values that differ by more than this, relative to their summands, are told apart. */
export const SAFE_ROUNDOFF = 16 * ROUNDOFF;

/** Factors 1 +- PROBE, random signs that are always the same, (2 PROBES, columns), by the number of columns. */
const factors = new Map<number, Float64Array>();

function factorsOf(columns: number): Float64Array {
  let known = factors.get(columns);
  if (!known) {
    known = new Float64Array(2 * PROBES * columns);
    let state = columns | 1;
    for (let i = 0; i < known.length; i++) {
      // Marsaglia's xorshift.
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      known[i] = 1 + (state & 256 ? PROBE : -PROBE);
    }
    factors.set(columns, known);
  }
  return known;
}

/** The vertex that carries probe `i` of so many: the first ones, the window's corners, and others spread evenly. */
function carrier(i: number, count: number): number {
  return i < 4 ? i % count : Math.floor(((i - 4) * (count - 1)) / (PROBES - 5));
}

/** The probes of one walk; moves that follow each other have different signs, so that none undoes another. */
export class Probes {
  #turn = 0;

  /**
   * Writes the probes of the first `count` rows behind them.
   *
   * @param before the same columns with the probes of the first `probed` rows, which tell how uncertain they are by now
   */
  attach(values: Float64Array, count: number, columns: number, before?: Float64Array, probed = 0): void {
    const moves = this.#factors(columns);
    const sizes = new Float64Array(columns);
    if (before) {
      for (let i = 0; i < PROBES; i++) {
        const [at, from] = [(probed + i) * columns, carrier(i, probed) * columns];
        for (let c = 0; c < columns; c++) sizes[c] += (before[at + c] - before[from + c]) ** 2;
      }
      for (let c = 0; c < columns; c++) sizes[c] = Math.sqrt(sizes[c] / PROBES) / PROBE;
    }
    for (let i = 0; i < PROBES; i++) {
      const [at, from] = [(count + i) * columns, carrier(i, count) * columns];
      for (let c = 0; c < columns; c++) {
        const value = values[from + c];
        const size = Math.max(Math.abs(value), sizes[c]);
        values[at + c] = value + (moves[i * columns + c] - 1) * size;
      }
    }
  }

  /** Moves the probes, behind the first `count` rows, once more: what is rounded twice is moved twice. */
  move(values: Float64Array, count: number, columns: number): void {
    const moves = this.#factors(columns);
    const begin = count * columns;
    for (let i = 0; i < PROBES * columns; i++) values[begin + i] *= moves[i];
  }

  #factors(columns: number): Float64Array {
    this.#turn = (this.#turn + 1) % PROBES;
    return factorsOf(columns).subarray(this.#turn * columns);
  }
}

/**
 * Scale of each column's rounding: the 2-norm of what its entries are the sum of, at least their own size, which the
 * probes miss where they sit on vertices at which a unit is small.
 *
 * @param count rows, behind which go the probes
 */
export function summands(values: Float64Array, count: number, columns: number): Float64Array {
  const sizes = new Float64Array(columns);
  for (let i = 0; i < PROBES; i++) {
    const [at, from] = [(count + i) * columns, carrier(i, count) * columns];
    for (let c = 0; c < columns; c++) {
      const moved = Math.abs(values[at + c] - values[from + c]) / PROBE;
      if (moved > sizes[c]) sizes[c] = moved;
    }
  }
  const step = Math.ceil(count / LOOKED_AT);
  for (let i = 0; i < count; i += step) {
    for (let c = 0; c < columns; c++) {
      const size = Math.abs(values[i * columns + c]);
      if (size > sizes[c]) sizes[c] = size;
    }
  }
  return sizes;
}
