// Written by `make wire` from splinewidgets/widgets/teaching/depth_width_explorer.py: change that.

import type { Nothing } from "./arrays.ts";
import type { NetworkName, WireColoredTiles, WireCurves, WireGraph } from "./depth_width.ts";
import type { State } from "./explorer.ts";
import type { Range } from "./picture.ts";
import type { SaveRequest, WireSaved } from "./saving.ts";

/** What `DepthWidthExplorer` shares with its views. */
export interface DepthWidthTraits {
  /** The `seq` of the newest numbered message that is over and done, refused or not. */
  _answered: number;
  /** The tiles, of two inputs. */
  _cells: WireColoredTiles | Nothing;
  /** Numbers over the depth. */
  _curves: WireCurves | Nothing;
  /** Where the slider of the depth ends. */
  _depths: Range;
  /** The graph, of one input. */
  _graph: WireGraph | Nothing;
  /** The width, where the construction has but one. */
  _own_width: number | null;
  /** A file that is wanted. */
  _save: SaveRequest | Nothing;
  /** The file, until the next message. */
  _saved: WireSaved | Nothing;
  /** Where that of the width ends. */
  _widths: Range;
  class_names: string[];
  /** Hidden layers. */
  depth: number;
  /** Error message; empty without one. */
  error: string;
  /** The largest errors of depths 1 to `depth`, of x^2. */
  errors: number[];
  /** Height in pixels. */
  height: number;
  /** What the weights are. */
  network: NetworkName;
  /** Of random weights. */
  seed: number;
  /** Present activity of the widget. */
  state: State;
  /** Result of the last computation, in words. */
  status: string;
  /** Tiles, or pieces, of depths 1 to `depth`; None where there are too many. */
  tile_counts: (number | null)[];
  /** Units of each layer. */
  width: number;
}
