import type { Maybe, State, WireArray } from "../wire/wire.ts";

// The traits shared with `splinewidgets/widgets/polarity_explorer.py`: names, types and units, stated once.

/** Latents of a generator and what the browser needs to draw from them at any polarity; N latents in the order sent. */
export interface WirePool {
  id: number;
  /** (N, 2) float32: what the generator makes of each, in two dimensions. */
  outputs: WireArray;
  /** (N,) float32: log of the product of the singular values of the Jacobian at each, finite. */
  log_volumes: WireArray;
  /** (N,) float32: log of the density that the latents were drawn from, up to a constant; uniform without. */
  log_density?: WireArray;
  /** (N,) uint8: a class, an attribute or a mode of each. */
  labels?: WireArray;
  /** (N,) uint16: the cell of the latent grid that each lies in. */
  cells?: WireArray;
  /** (K,) float32: the share of the manifold's area in each cell, which a uniform sample should have. */
  cell_shares?: WireArray;
  /** (n, h, w) uint8: pictures of some latents. */
  images?: WireArray;
  /** (n,) uint32: which latents these are. */
  image_rows?: WireArray;
}

export interface WireData {
  /** (M, 2) float32, in the coordinates of the outputs. */
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
  /** By label, how much more that is than the share in the pool, relative to it; null where the pool has none. */
  share_changes: (number | null)[];
  /** The share of the samples that lie where no data are; null without data. */
  away: number | null;
}

export interface PolarityTraits {
  pool: Maybe<WirePool>;
  data: Maybe<WireData>;
  /** [x_min, x_max, y_min, y_max] of what is shown at least. */
  bounds: [number, number, number, number];
  /** The names of the two dimensions. */
  axes: [string, string];
  /** Weights are volume^rho: 0 is the generator as it is, 1 is uniform on its manifold. */
  rho: number;
  rho_range: [number, number];
  /** How many are drawn. */
  samples: number;
  replace: boolean;
  class_names: string[];
  diagnostics: Maybe<Diagnostics>;
  status: string;
  error: string;
  state: State;
  height: number;
}
