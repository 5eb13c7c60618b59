// Written by `make wire` from splinewidgets/widgets/linked/linked_view.py: change that.

import type { Nothing } from "./arrays.ts";
import type { State } from "./explorer.ts";
import type { SaveRequest, WireSaved } from "./saving.ts";

/** What `LinkedView` shares with its views. */
export interface LinkedTraits {
  /** A file that is wanted. */
  _save: SaveRequest | Nothing;
  /** The file, until the next message. */
  _saved: WireSaved | Nothing;
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
