// Written by `make wire` from splinewidgets/widgets/linked/linked_view.py: change that.

import type { State } from "./explorer.ts";

/** What `LinkedView` shares with its views. */
export interface LinkedTraits {
  /** Error message; empty without one. */
  error: string;
  explorer: string;
  /** Height in pixels. */
  height: number;
  /** Present activity of the widget. */
  state: State;
  /** Result of the last computation, in words. */
  status: string;
}
