// Written by `make wire` from splinewidgets/widgets/linked/tile_inspector.py: change that.

import type { Nothing } from "./arrays.ts";
import type { WireBetween, WireInspected, WireTerm } from "./inspection.ts";
import type { LinkedTraits } from "./linked_view.ts";

/** What `TileInspector` shares with its views. */
export interface InspectorTraits extends LinkedTraits {
  /** What is between two selected tiles. */
  _between: WireBetween | Nothing;
  /** The tile, or the sampled point, under the pointer. */
  _here: WireInspected | Nothing;
  /** The selected tile. */
  _kept: WireInspected | Nothing;
  /** Each quantity, and what it is. */
  _terms: WireTerm[];
}
