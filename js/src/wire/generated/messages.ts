// Written by `make wire` from splinewidgets/widgets/host/messages.py: change that.

import type { Nothing } from "./arrays.ts";
import type { Ask } from "./gestures.ts";

/** What every widget shares with a page, by which that learns whether anybody listens. */
export interface Asking {
  /** A question whether the kernel listens. */
  _ask: Ask | Nothing;
  /** The `seq` of the last `ask`. */
  _heard: number;
}
