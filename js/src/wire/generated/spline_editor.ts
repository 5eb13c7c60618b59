// Written by `make wire` from splinewidgets/widgets/teaching/spline_editor.py: change that.

import type { Nothing } from "./arrays.ts";
import type { State } from "./explorer.ts";
import type { Box } from "./picture.ts";
import type { SaveRequest, WireSaved } from "./saving.ts";
import type { ActivationName, PointList, SplineEdit, SplinePart, WireSpline } from "./spline.ts";

/** What `SplineEditor` shares with its views. */
export interface SplineEditorTraits {
  /** The `seq` of the last `_edit` that is over and done. */
  _answered: number;
  _can_redo: boolean;
  _can_undo: boolean;
  /** What a hand does. */
  _edit: SplineEdit | Nothing;
  /** The graph in the window, and the weights. */
  _graph: WireSpline | Nothing;
  /** A file that is wanted. */
  _save: SaveRequest | Nothing;
  /** The file, until the next message. */
  _saved: WireSaved | Nothing;
  /** What is between the two linear layers. */
  activation: ActivationName;
  class_names: string[];
  /** Error message; empty without one. */
  error: string;
  /** Height in pixels. */
  height: number;
  /** x and y of points to fit to. */
  points: PointList;
  /** The unit that stands out, from 0; -1 for none. */
  selected: number;
  /** Present activity of the widget. */
  state: State;
  /** Result of the last computation, in words. */
  status: string;
  /** The window (x0, x1, y0, y1); None for its own. */
  view: Box | null;
  /** What is drawn beside the graph and its knots. */
  visible: SplinePart[];
}
