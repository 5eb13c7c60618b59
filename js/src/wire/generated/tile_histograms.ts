// Written by `make wire` from splinewidgets/widgets/linked/tile_histograms.py: change that.

import type { Nothing } from "./arrays.ts";
import type { LinkedTraits } from "./linked_view.ts";
import type { WireStatistics } from "./statistics.ts";

/** What `TileHistograms` shares with its views. */
export interface HistogramTraits extends LinkedTraits {
  /** Statistics of the tiles of one picture. */
  _statistics: WireStatistics | Nothing;
}
