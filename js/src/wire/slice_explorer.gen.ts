// Written by `make wire` from splinewidgets/widgets/slice/slice_explorer.py: change that.

import type { Nothing } from "./arrays.gen.ts";
import type { Colormap, WireColors } from "./colors.gen.ts";
import type {
  Facts,
  Mark,
  Renderer,
  State,
  WireDots,
  WireLayer,
  WireMap,
  WireMeasure,
  WireSampled,
} from "./explorer.gen.ts";
import type { Drag, Tilt, Undo } from "./gestures.gen.ts";
import type { Box, Point, WireAgain, WirePicture } from "./picture.gen.ts";

/** What `SliceExplorer` shares with its views. */
export interface Traits {
  anchor_names: string[];
  /** The `seq` of the newest numbered message that is over and done, refused or not. */
  answered: number;
  /** Width over height of the canvas. */
  aspect: number;
  /** Of the two inputs, where there are two; else empty. */
  axis_names: string[];
  /** Whether there is a step to redo. */
  can_redo: boolean;
  /** Whether the plane can be tilted into a random direction. */
  can_tilt: boolean;
  /** Whether there is a step to undo. */
  can_undo: boolean;
  class_names: string[];
  /** Names of the classes that have colors. */
  classes: string[];
  /** Name of the measure that colors the tiles. */
  color_by: string;
  /** Color map for numbers. */
  colormap: Colormap;
  /** What the tiles are colored by. */
  colors: WireColors | Nothing;
  /** Samples to be drawn on a picture, from what stands beside. */
  dots: WireDots | Nothing;
  /** A handle being moved. */
  drag: Drag | Nothing;
  /** What is wrong; empty when nothing is. */
  error: string;
  /** Rows of text about the hovered tile, or the point there where it is sampled. */
  facts: Facts | Nothing;
  /** When the hand's gesture began, in ms: all that comes of it is one step of undo. */
  gesture: number;
  /** Height in pixels. */
  height: number;
  /** The tile under the pointer, -1 for none. */
  hovered: number;
  /** Name and units of each layer. */
  layers: WireLayer[];
  /** The data map of the side panel. */
  map: WireMap | Nothing;
  /** What there is above the tiles. */
  marks: Mark[];
  /** Name and label of each measure. */
  measures: WireMeasure[];
  /** Counts requests for pictures that the browser was taken to have. */
  missing: number;
  /** What is drawn. */
  picture: WirePicture | WireAgain | Nothing;
  /** Where the pointer is on the slice, [u, v], or None. */
  pointer: Point | null;
  /** Draw by a graphics card, by the processor, or by the faster of them. */
  renderer: Renderer;
  /** Counts requests for another direction to tilt in. */
  reroll: number;
  /** {} where tiles are shown, or where the network is sampled its points. */
  sampled: WireSampled | Nothing;
  /** The selected tile, -1 for none; it follows its point when the picture changes. */
  selected: number;
  /** Rows of text about the selected tile. */
  selected_facts: Facts | Nothing;
  /** What the widget is doing. */
  state: State;
  /** How the last computation went. */
  status: string;
  /** Tiles in the window; 0 where the network is sampled. */
  tile_count: number;
  /** The plane being tilted. */
  tilt: Tilt | Nothing;
  /** Whether each move of the pointer is told. */
  tracks_pointer: boolean;
  /** Views and anchors to go back to. */
  undo: Undo | Nothing;
  /** The window (u0, u1, v0, v1) to look at; None for the slice's own. */
  view: Box | null;
  /** Classes whose data and tiles are drawn. */
  visible_classes: number[];
  /** Layers whose hyperplanes are drawn. */
  visible_layers: number[];
  /** What is drawn above the tiles: some of boundary, data, misclassified, anchors. */
  visible_marks: Mark[];
}
