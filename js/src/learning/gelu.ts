import type { Elementwise } from "./activation.ts";

/** From here on the error function is 1 in float64. */
const FAR = 6;

/** `nn.GELU()`: x times the chance that a standard normal number is below x. */
export const gelu: Elementwise = (x, y, slopes, count) => {
  for (let i = 0; i < count; i++) {
    const chance = (1 + erf(x[i] * Math.SQRT1_2)) / 2;
    y[i] = x[i] * chance;
    slopes[i] = chance + (x[i] * Math.exp((-x[i] * x[i]) / 2)) / Math.sqrt(2 * Math.PI);
  }
};

/**
 * The error function, by a series of terms of one sign: NIST Digital Library of Mathematical Functions, 7.6.2.
 *
 * 2 / sqrt(pi) exp(-x^2) times the sum of 2^n x^(2 n + 1) / (1 * 3 * ... * (2 n + 1)).
 */
export function erf(x: number): number {
  if (Math.abs(x) >= FAR) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > Number.EPSILON * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
