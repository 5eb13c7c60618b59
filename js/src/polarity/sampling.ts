import { GumbelSampler } from "./gumbel_sampler.ts";
import { awayFrom } from "./outliers.ts";
import type { Pool } from "./pool.ts";
import { changes, chiSquare, shares, tally, uniqueShare } from "./statistics.ts";

/** Samples of a pool at one polarity, and what is known of them. */
export interface Draw {
  readonly rho: number;
  /** How many were asked for, and whether one may be drawn again. */
  readonly samples: number;
  readonly replace: boolean;
  /** Of the pool, in increasing order. */
  readonly drawn: Uint32Array;
  readonly effectiveSize: number;
  readonly uniqueShare: number;
  /** The share of the samples that are others than the weights ask for, drawn at most once each. */
  readonly misplaced: number;
  /** Per degree of freedom; null without cells. */
  readonly chiSquare: number | null;
  /** By label; empty without labels. */
  readonly shares: number[];
  /** By label, how much more the share is than that of the pool; null where the pool has none. */
  readonly shareChanges: (number | null)[];
  /** The share of the samples that lie where no data are; null without data. */
  readonly away: number | null;
  /** Of the pool's images, by their own number. */
  readonly images: Uint32Array;
}

const SEED = 1;
const IMAGE_SEED = 2;

/** A pool to be drawn from. */
export class Sampling {
  /** By label, at rho = 0. */
  readonly plainShares: number[];
  /** The share of all latents that go where no data are; null without data. */
  readonly plainAway: number | null;
  private readonly race: GumbelSampler;
  private readonly imageRace: GumbelSampler | null;
  private readonly labels: number;
  private readonly away: Uint8Array | null;

  /** `data` are (M, 2), in the coordinates of the pool's outputs. */
  constructor(
    readonly pool: Pool,
    data: Float32Array,
  ) {
    this.race = new GumbelSampler(pool.exponents, SEED);
    this.imageRace = pool.images && new GumbelSampler(exponentsOf(pool, pool.images.rows), IMAGE_SEED);
    const { labels } = pool;
    const all = Uint32Array.from(pool.exponents, (_, i) => i);
    this.away = awayFrom(data, pool.outputs);
    this.plainAway = this.away && marked(this.away, all);
    this.labels = labels ? labels.reduce((most, label) => Math.max(most, label + 1), 0) : 0;
    this.plainShares = labels ? shares(tally(labels, all, this.labels)) : [];
  }

  draw(rho: number, samples: number, replace: boolean, images: number): Draw {
    const { pool, race, imageRace } = this;
    const { labels, cells } = pool;
    race.setRho(rho);
    imageRace?.setRho(rho);
    const drawn = race.draw(samples, replace);
    const byLabel = labels ? shares(tally(labels, drawn, this.labels)) : [];
    return {
      rho,
      samples,
      replace,
      drawn,
      effectiveSize: race.effectiveSize,
      uniqueShare: uniqueShare(drawn),
      misplaced: replace || rho === 0 || drawn.length === 0 ? 0 : race.misplaced,
      chiSquare: cells && chiSquare(tally(cells.of, drawn, cells.shares.length), cells.shares),
      shares: byLabel,
      shareChanges: changes(byLabel, this.plainShares),
      away: this.away && marked(this.away, drawn),
      images: imageRace ? imageRace.draw(images, replace) : new Uint32Array(0),
    };
  }
}

/** The share of these of the latents that have a mark. */
function marked(marks: Uint8Array, drawn: Uint32Array): number {
  return drawn.reduce((sum, i) => sum + marks[i], 0) / Math.max(1, drawn.length);
}

function exponentsOf(pool: Pool, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => pool.exponents[row]);
}
