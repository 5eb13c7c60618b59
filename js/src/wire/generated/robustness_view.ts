// Written by `make wire` from splinewidgets/widgets/linked/robustness_view.py: change that.

import type { Nothing } from "./arrays.ts";
import type { LinkedTraits } from "./linked_view.ts";
import type { Point } from "./picture.ts";
import type { WireRobustness } from "./robustness.ts";

/** What `RobustnessView` shares with its views. */
export interface RobustnessTraits extends LinkedTraits {
  /** The `seq` of the newest numbered message that is over and done, refused or not. */
  _answered: number;
  /** What holds around the point. */
  _found: WireRobustness | Nothing;
  /** The point in coordinates of the slice, [u, v]; None for the middle of the window. */
  point: Point | null;
  /** Of the disc in which attacks search, in input units; None for a little beyond the boundary. */
  radius: number | null;
  /** Whether a hand's point snaps to data that lie in the slice. */
  snap: boolean;
}
