// Written by `make wire` from splinewidgets/widgets/linked/space_view.py: change that.

import type { Nothing } from "./arrays.ts";
import type { LinkedTraits } from "./linked_view.ts";
import type { WireCamera } from "./space.ts";

/** What `SpaceView` shares with its views. */
export interface SpaceTraits extends LinkedTraits {
  /** From where it is seen; {} for the first view. */
  camera: WireCamera | Nothing;
}
