// Written by `make wire` from splinewidgets/widgets/linked/segment_plot.py: change that.

import type { Nothing } from "./arrays.ts";
import type { LinkedTraits } from "./linked_view.ts";
import type { Segment, WireSegment } from "./segment.ts";

/** What `SegmentPlot` shares with its views. */
export interface SegmentTraits extends LinkedTraits {
  /** The `seq` of the newest numbered message that is over and done, refused or not. */
  _answered: number;
  /** Graphs along the segment. */
  _plot: WireSegment | Nothing;
  /** The ends in coordinates of the slice, [[u, v], [u, v]]; None for a segment across the window. */
  segment: Segment | null;
  /** Which outputs are drawn; None for all, or those that lead somewhere. */
  visible_outputs: number[] | null;
}
