/** The chance of each latent to be drawn at a polarity, of sum 1; its log weight is rho times its exponent. */
export function weigh(exponents: Float64Array, rho: number, weights: Float64Array): void {
  // The largest weight is made 1 before it is exponentiated, so that none is infinite and not all are zero.
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < exponents.length; i++) largest = Math.max(largest, rho * exponents[i]);
  let sum = 0;
  for (let i = 0; i < exponents.length; i++) {
    weights[i] = Math.exp(rho * exponents[i] - largest);
    sum += weights[i];
  }
  for (let i = 0; i < weights.length; i++) weights[i] /= sum;
}

/** How many equal weights the weights are worth: (sum w)^2 / sum w^2. */
export function effectiveSize(weights: Float64Array): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < weights.length; i++) {
    sum += weights[i];
    squares += weights[i] * weights[i];
  }
  return sum ** 2 / squares;
}
