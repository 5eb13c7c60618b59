/** Cells in which fewer samples are expected are left out of chi-square, which is not its distribution there. */
const LEAST_EXPECTED = 5;

/** How often each label from 0 to `count` - 1 occurs among the indices. */
export function tally(labels: Uint8Array | Uint16Array, drawn: Uint32Array, count: number): Float64Array {
  const counts = new Float64Array(count);
  for (let n = 0; n < drawn.length; n++) counts[labels[drawn[n]]] += 1;
  return counts;
}

export function shares(counts: Float64Array): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Array.from(counts, (count) => (total > 0 ? count / total : 0));
}

/** By how much each share is more than one before, relative to that; null where there was none. */
export function changes(shares: readonly number[], before: readonly number[]): (number | null)[] {
  return shares.map((share, i) => (before[i] > 0 ? share / before[i] - 1 : null));
}

/**
 * Chi-square per degree of freedom of the counts against expected shares: 1 where only chance tells them apart.
 *
 * Over cells with at least five expected, whose shares are taken among each other; null if there are not two.
 */
export function chiSquare(counts: ArrayLike<number>, expected: ArrayLike<number>): number | null {
  let [total, whole] = [0, 0];
  for (let i = 0; i < counts.length; i++) {
    total += counts[i];
    whole += expected[i];
  }
  const used: number[] = [];
  for (let i = 0; i < counts.length; i++) if ((total * expected[i]) / whole >= LEAST_EXPECTED) used.push(i);
  if (used.length < 2) return null;
  const seen = used.reduce((sum, i) => sum + counts[i], 0);
  const share = used.reduce((sum, i) => sum + expected[i], 0);
  const sum = used.reduce((sum, i) => {
    const mean = (seen * expected[i]) / share;
    return sum + (counts[i] - mean) ** 2 / mean;
  }, 0);
  return sum / (used.length - 1);
}

/** The share of different ones among sorted indices. */
export function uniqueShare(sorted: Uint32Array): number {
  let different = 0;
  for (let n = 0; n < sorted.length; n++) if (n === 0 || sorted[n] !== sorted[n - 1]) different += 1;
  return sorted.length > 0 ? different / sorted.length : 0;
}
