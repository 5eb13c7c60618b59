// Written by `make wire` from splinewidgets/widgets/linked/linked_view.py: change that.

import type { Nothing } from "./arrays.gen.ts";
import type { Colormap, WireColors } from "./colors.gen.ts";
import type { Facts, State, WireLayer, WireMeasure } from "./explorer.gen.ts";
import type { Box } from "./picture.gen.ts";
import type { WireCamera } from "./space.gen.ts";

/** What `LinkedView` shares with its views. */
export interface SpaceTraits {
  /** From where it is seen; {} for the first view. */
  camera: WireCamera | Nothing;
  class_names: string[];
  /** Name of the measure that colors the tiles. */
  color_by: string;
  /** Color map for numbers. */
  colormap: Colormap;
  colors: WireColors | Nothing;
  /** What is wrong; empty when nothing is. */
  error: string;
  facts: Facts | Nothing;
  /** Height of the canvas in pixels. */
  height: number;
  /** The tile under the pointer, -1 for none. */
  hovered: number;
  layers: WireLayer[];
  measures: WireMeasure[];
  /** The selected tile, -1 for none. */
  selected: number;
  selected_facts: Facts | Nothing;
  state: State;
  status: string;
  /** The window (u0, u1, v0, v1) of the slice; None for all of it. */
  view: Box | null;
  /** Layers whose hyperplanes are drawn. */
  visible_layers: number[];
}
