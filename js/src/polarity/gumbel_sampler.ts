import { quickselect } from "./quickselect.ts";
import { uniforms } from "./random.ts";
import { effectiveSize, logWeight, weigh } from "./weights.ts";

/** Standard deviations by which more arrivals are looked at than are expected to be needed. */
const MARGIN = 6;

/**
 * Draws latents by a race with fixed noise: the same latents at the same rho, and few others at a near one.
 *
 * Every latent arrives again and again, at the times of a Poisson process whose rate is its weight. The latents of the
 * first M arrivals are M independent draws; of the first arrivals of M different latents, a draw without replacement
 * (minus the log of a first time is a Gumbel variable, and the M first are Gumbel top-k). The times at rate 1 are drawn
 * once, and a weight only stretches them, so that what is drawn changes where weights do and nowhere else. A cumulative
 * sum inverted at fixed numbers would change nearly all of it at once.
 */
export class GumbelSampler {
  /** The chance of each latent to be drawn at the present rho. */
  readonly weights: Float64Array;
  private readonly first: Float64Array;
  private readonly gumbel: Float64Array;
  private readonly keys: Float64Array;
  private rho = Number.NaN;
  /** Minus the log of the time up to which those have arrived that were drawn last, each at most once. */
  private last = Number.NaN;

  /** At rho, a latent's weight is exp(rho * exponent); none but at 0 where the exponent is minus infinity. */
  constructor(
    private readonly exponents: Float64Array,
    private readonly seed: number,
  ) {
    const next = uniforms(seed);
    this.first = Float64Array.from(exponents, () => -Math.log(next()));
    this.gumbel = this.first.map((time) => -Math.log(time));
    this.weights = new Float64Array(exponents.length);
    this.keys = new Float64Array(exponents.length);
    this.setRho(0);
  }

  setRho(rho: number): void {
    if (rho === this.rho) return;
    this.rho = rho;
    weigh(this.exponents, rho, this.weights);
  }

  get effectiveSize(): number {
    return effectiveSize(this.weights);
  }

  /** Indices in increasing order; without replacement there are no more than there are latents with a weight. */
  draw(count: number, replace: boolean): Uint32Array {
    return replace ? this.withReplacement(count) : this.withoutReplacement(count);
  }

  private withoutReplacement(count: number): Uint32Array {
    const { keys, exponents, gumbel, rho } = this;
    const size = exponents.length;
    let possible = 0;
    // Keys are logarithms, for a latent may be wanted whose weight is too small to be a number.
    for (let i = 0; i < size; i++) {
      keys[i] = logWeight(exponents[i], rho) + gumbel[i];
      if (keys[i] > Number.NEGATIVE_INFINITY) possible += 1;
    }
    const drawn = new Uint32Array(Math.min(count, possible));
    if (drawn.length === 0) return drawn;
    const last = quickselect(keys.slice(), size - drawn.length);
    let n = 0;
    for (let i = 0; i < size && n < drawn.length; i++) if (keys[i] >= last) drawn[n++] = i;
    this.last = last;
    return drawn;
  }

  /**
   * By how much the share of some latents, among those drawn last without replacement, differs from their weight at
   * most: large weights are used up. See `flattening` in weights.py.
   */
  get misplaced(): number {
    const { keys: chances, exponents, weights, rho, last } = this;
    let [all, apart] = [0, 0];
    for (let i = 0; i < weights.length; i++) {
      chances[i] = -Math.expm1(-Math.exp(logWeight(exponents[i], rho) - last));
      all += chances[i];
    }
    for (let i = 0; i < weights.length; i++) apart += Math.abs(chances[i] / all - weights[i]);
    return apart / 2;
  }

  private withReplacement(count: number): Uint32Array {
    // Where none has a weight they are no numbers, and none would ever arrive.
    if (!(this.weights[0] >= 0)) return new Uint32Array(0);
    // Rates have the sum 1, so that about as many have arrived by a time as it says.
    let arrivals = this.arrivals(count + MARGIN * Math.sqrt(count) + 1);
    for (let longer = 2 * count; arrivals.times.length < count; longer *= 2) arrivals = this.arrivals(longer);
    const { times, who } = arrivals;
    const last = quickselect(Float64Array.from(times), count - 1);
    return Uint32Array.from(who.filter((_, n) => times[n] <= last));
  }

  private arrivals(until: number): { times: number[]; who: number[] } {
    const [times, who]: [number[], number[]] = [[], []];
    const { first, weights, seed } = this;
    for (let i = 0; i < first.length; i++) {
      const end = until * weights[i];
      if (first[i] > end) continue;
      const next = uniforms(seed + Math.imul(i + 1, 0x9e3779b1));
      let time = first[i];
      while (time <= end) {
        times.push(time / weights[i]);
        who.push(i);
        time -= Math.log(next());
      }
    }
    return { times, who };
  }
}
