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
  /** The `seq` of the newest numbered message that is over and done, refused or not. */
  _answered: number;
  /** Width over height of the canvas. */
  _aspect: number;
  /** Whether there is a step to redo. */
  _can_redo: boolean;
  /** Whether the plane can be tilted into a random direction. */
  _can_tilt: boolean;
  /** Whether there is a step to undo. */
  _can_undo: boolean;
  /** Names of the classes that have colors. */
  _classes: string[];
  /** What the tiles are colored by. */
  _colors: WireColors | Nothing;
  /** Samples to be drawn on a picture, from what stands beside. */
  _dots: WireDots | Nothing;
  /** A handle being moved. */
  _drag: Drag | Nothing;
  /** Rows of text about the hovered tile, or the point there where it is sampled. */
  _facts: Facts | Nothing;
  /** When the hand's gesture began, in ms: all that comes of it is one step of undo. */
  _gesture: number;
  /** Name and units of each layer. */
  _layers: WireLayer[];
  /** The data map of the side panel. */
  _map: WireMap | Nothing;
  /** What there is above the tiles. */
  _marks: Mark[];
  /** Name and label of each measure. */
  _measures: WireMeasure[];
  /** Counts requests for pictures that the browser was taken to have. */
  _missing: number;
  /** What is drawn. */
  _picture: WirePicture | WireAgain | Nothing;
  /** Counts requests for another direction to tilt in. */
  _reroll: number;
  /** Rows of text about the selected tile. */
  _selected_facts: Facts | Nothing;
  /** The plane being tilted. */
  _tilt: Tilt | Nothing;
  /** Whether each move of the pointer is told. */
  _tracks_pointer: boolean;
  /** Views and anchors to go back to. */
  _undo: Undo | Nothing;
  anchor_names: string[];
  /** Of the two inputs, where there are two; else empty. */
  axis_names: string[];
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
  /** Where the pointer is on the slice, [u, v], or None. */
  pointer: Point | null;
  /** Draw by a graphics card, by the processor, or by the faster of them. */
  renderer: Renderer;
  /** {} where tiles are shown, or where the network is sampled its points. */
  sampled: WireSampled | Nothing;
  /** The selected tile, -1 for none; it follows its point when the picture changes. */
  selected: number;
  /** What the widget is doing. */
  state: State;
  /** How the last computation went. */
  status: string;
  /** Tiles in the window; 0 where the network is sampled. */
  tile_count: number;
  /** The window (u0, u1, v0, v1) to look at; None for the slice's own. */
  view: Box | null;
  /** Classes whose data and tiles are drawn. */
  visible_classes: number[];
  /** Layers whose hyperplanes are drawn. */
  visible_layers: number[];
  /** What is drawn above the tiles: some of boundary, data, misclassified, anchors. */
  visible_marks: Mark[];
}
