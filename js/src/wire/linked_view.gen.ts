// Written by `make wire` from splinewidgets/widgets/linked/linked_view.py: change that.

import type { Nothing } from "./arrays.gen.ts";
import type { Colormap, WireColors } from "./colors.gen.ts";
import type { Facts, State, WireLayer, WireMeasure } from "./explorer.gen.ts";
import type { Box } from "./picture.gen.ts";

/** What `LinkedView` shares with its views. */
export interface LinkedTraits {
  /** What the tiles are colored by. */
  _colors: WireColors | Nothing;
  /** Rows of text about the hovered tile, or the point there where it is sampled. */
  _facts: Facts | Nothing;
  /** Name and units of each layer. */
  _layers: WireLayer[];
  /** Name and label of each measure. */
  _measures: WireMeasure[];
  /** Rows of text about the selected tile. */
  _selected_facts: Facts | Nothing;
  class_names: string[];
  /** Name of the measure that colors the tiles. */
  color_by: string;
  /** Color map for numbers. */
  colormap: Colormap;
  /** What is wrong; empty when nothing is. */
  error: string;
  /** Height in pixels. */
  height: number;
  /** The tile under the pointer, -1 for none. */
  hovered: number;
  /** The selected tile, -1 for none; it follows its point when the picture changes. */
  selected: number;
  /** What the widget is doing. */
  state: State;
  /** How the last computation went. */
  status: string;
  /** The window (u0, u1, v0, v1) to look at; None for the slice's own. */
  view: Box | null;
  /** Layers whose hyperplanes are drawn. */
  visible_layers: number[];
}
