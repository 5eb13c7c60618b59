// Written by `make wire` from splinewidgets/widgets/teaching/initialization_explorer.py: change that.

import type { Nothing } from "./arrays.ts";
import type { State } from "./explorer.ts";
import type { Look, WireCells, WireDataSet, WireLines, WireMeasures } from "./initialization.ts";
import type { Box, Point } from "./picture.ts";
import type { SaveRequest, WireSaved } from "./saving.ts";

/** What `InitializationExplorer` shares with its views. */
export interface InitializationTraits {
  /** The `seq` of the newest numbered message that is over and done, refused or not. */
  _answered: number;
  /** Points to begin with. */
  _data_sets: WireDataSet[];
  /** How far a long computation is, 0 to 1. */
  _fraction: number;
  /** Of each of these networks. */
  _measures: WireMeasures[];
  /** Batch normalized. */
  _normalized: WireLines | WireCells | Nothing;
  /** With the model's own biases, where it is the user's. */
  _own_bias: WireLines | WireCells | Nothing;
  /** Whether weights are the user's own. */
  _own_model: boolean;
  /** With random biases. */
  _random_bias: WireLines | WireCells | Nothing;
  /** A file that is wanted. */
  _save: SaveRequest | Nothing;
  /** The file, until the next message. */
  _saved: WireSaved | Nothing;
  /** Counts how often the page has asked to give up what is computed. */
  _stop: number;
  /** With biases of zero. */
  _zero_bias: WireLines | WireCells | Nothing;
  class_names: string[];
  /** How many layers. */
  depth: number;
  /** Error message; empty without one. */
  error: string;
  /** Height in pixels. */
  height: number;
  /** Which layer is shown, from 1 on. */
  layer: number;
  /** Exact lines, or the density of a layer. */
  look: Look;
  /** The data (N, 2), at least two. */
  points: Point[];
  /** Of the random weights. */
  seed: number;
  /** Present activity of the widget. */
  state: State;
  /** Result of the last computation, in words. */
  status: string;
  /** Units in each, at most. */
  width: number;
  /** What is seen of the plane. */
  window: Box;
}
