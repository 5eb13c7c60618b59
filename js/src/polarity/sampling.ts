import type { Pool } from "./pool.ts";
import { Race } from "./race.ts";
import { chiSquare, shares, tally, uniqueShare } from "./statistics.ts";

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
  /** Per degree of freedom; null without cells. */
  readonly chiSquare: number | null;
  /** By label; empty without labels. */
  readonly shares: number[];
  /** Of the pool's images, by their own number. */
  readonly images: Uint32Array;
}

const SEED = 1;
const IMAGE_SEED = 2;

/** A pool to be drawn from. */
export class Sampling {
  /** By label, at rho = 0. */
  readonly plainShares: number[];
  private readonly race: Race;
  private readonly imageRace: Race | null;
  private readonly labels: number;

  constructor(readonly pool: Pool) {
    this.race = new Race(pool.exponents, SEED);
    this.imageRace = pool.images && new Race(exponentsOf(pool, pool.images.rows), IMAGE_SEED);
    const { labels } = pool;
    this.labels = labels ? labels.reduce((most, label) => Math.max(most, label + 1), 0) : 0;
    this.plainShares = labels
      ? shares(
          tally(
            labels,
            Uint32Array.from(labels, (_, i) => i),
            this.labels,
          ),
        )
      : [];
  }

  draw(rho: number, samples: number, replace: boolean, images: number): Draw {
    const { pool, race, imageRace } = this;
    const { labels, cells } = pool;
    race.setRho(rho);
    imageRace?.setRho(rho);
    const drawn = race.draw(samples, replace);
    return {
      rho,
      samples,
      replace,
      drawn,
      effectiveSize: race.effectiveSize,
      uniqueShare: uniqueShare(drawn),
      chiSquare: cells && chiSquare(tally(cells.of, drawn, cells.shares.length), cells.shares),
      shares: labels ? shares(tally(labels, drawn, this.labels)) : [],
      images: imageRace ? imageRace.draw(images, replace) : new Uint32Array(0),
    };
  }
}

function exponentsOf(pool: Pool, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => pool.exponents[row]);
}
