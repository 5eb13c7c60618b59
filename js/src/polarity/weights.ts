/** The log weight of a latent at a polarity; of one without volume, whose exponent is minus infinity, it has one at 0. */
export function logWeight(exponent: number, rho: number): number {
  // Below 0 it would be infinite, and no other latent would be drawn.
  return rho === 0 ? 0 : exponent === Number.NEGATIVE_INFINITY ? exponent : rho * exponent;
}

/** The chance of each latent to be drawn at a polarity, of sum 1. */
export function weigh(exponents: Float64Array, rho: number, weights: Float64Array): void {
  // The largest weight is made 1 before it is exponentiated, so that none is infinite and not all are zero.
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < exponents.length; i++) largest = Math.max(largest, logWeight(exponents[i], rho));
  let sum = 0;
  for (let i = 0; i < exponents.length; i++) {
    weights[i] = Math.exp(logWeight(exponents[i], rho) - largest);
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
