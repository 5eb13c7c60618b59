// Written by `make wire` from splinewidgets/widgets/linked/linked_view.py: change that.

import type { State } from "./explorer.gen.ts";

/** What `LinkedView` shares with its views. */
export interface LinkedTraits {
  /** What is wrong; empty when nothing is. */
  error: string;
  explorer: string;
  /** Height in pixels. */
  height: number;
  /** What the widget is doing. */
  state: State;
  /** How the last computation went. */
  status: string;
}
