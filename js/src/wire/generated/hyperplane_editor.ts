// Written by `make wire` from splinewidgets/widgets/teaching/hyperplane_editor.py: change that.

import type { Edit, Overlay, WireArrangement } from "./arrangement.ts";
import type { Nothing } from "./arrays.ts";
import type { ChosenUnit, Point } from "./picture.ts";
import type { Traits } from "./slice_explorer.ts";

/** What `HyperplaneEditor` shares with its views. */
export interface EditorTraits extends Traits {
  /** What is drawn over the picture. */
  _arrangement: WireArrangement | Nothing;
  /** A change of the network by hand. */
  _edit: Edit | Nothing;
  /** Where the chosen line was taken by hand, [u, v], or None. */
  _pivot: Point | null;
  /** The layer and the unit whose line is chosen, [layer, unit], or None. */
  chosen: ChosenUnit | null;
  /** The folds nearest to this point are measured, [u, v]; None for none. */
  crossing: Point | null;
  /** What is drawn over the tiles: some of half-planes, signs, power diagram. */
  overlays: Overlay[];
}
