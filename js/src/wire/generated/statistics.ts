// Written by `make wire` from splinewidgets/pictures/wire_types/statistics.py: change that.

import type { WireArray } from "./arrays.ts";

/** The regions of one class. */
export interface WireClassRegions {
  name: string;
  /** Of the window. */
  share: number;
  components: number;
  holes: number;
}

/** Statistics of the T tiles of the explorer's picture of this number. */
export interface WireStatistics {
  id: number;
  /** (T,) float32. Logarithms to base 10 of their areas. */
  log_areas: WireArray;
  /** (T,) float32. The share of all units that are positive on each. */
  active: WireArray;
  /** Number of these units; shares are multiples of 1 over it. */
  unit_count: number;
  /** Length of the decision boundary in the window; null where outputs are no scores of classes. */
  boundary_length: number | null;
  /** Those that there are in the window, in their order; none where outputs are no scores of classes. */
  classes: WireClassRegions[];
}
