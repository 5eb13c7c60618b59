// Written by `make wire` from splinewidgets/pictures/wire_types/polarity.py: change that.

import type { WireArray } from "./arrays.ts";

/**
 * N latents of a generator and what the browser needs to draw from them at any polarity, in the order sent.
 */
export interface WirePool {
  id: number;
  /** (N, 2) float32. What the generator makes of each, in two dimensions. */
  outputs: WireArray;
  /**
   * (N,) float32 or minus infinity. What rho multiplies in the log weight of each: log of the product of the
   * singular values of the Jacobian there, less the log of the density that the latents were drawn from;
   * minus infinity where there is no volume.
   */
  log_volumes: WireArray;
  /** (N,) uint8. A class, an attribute or a mode of each. */
  labels?: WireArray;
  /** (N,) uint16. The cell of the latent grid that each lies in. */
  cells?: WireArray;
  /** (K,) float32. The share of the manifold's area in each cell, which a uniform sample should have. */
  cell_shares?: WireArray;
  /** (n, h, w) uint8. Pictures of some latents. */
  images?: WireArray;
  /** (n,) uint32. Which latents these are. */
  image_rows?: WireArray;
}

/** What the generator was trained on. */
export interface WireTrainingData {
  /** (M, 2) float32. In the coordinates of the pool's outputs. */
  points: WireArray;
}

/** What the page knows of the samples on the screen. */
export interface Diagnostics {
  rho: number;
  /** How many equally weighted latents the pool is worth, 1 to N. */
  effective_sample_size: number;
  /** Per degree of freedom, of the samples over the cells; null without cells. */
  chi_square: number | null;
  /** Of the samples, by label; empty without labels. */
  shares: number[];
  /**
   * By label, how much more that is than the share in the pool, relative to it; null where the pool has none.
   */
  share_changes: (number | null)[];
  /** The share of the samples that lie where no data are; null without data. */
  away: number | null;
}
