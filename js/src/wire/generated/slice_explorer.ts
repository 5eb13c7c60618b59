// Written by `make wire` from splinewidgets/widgets/slice/slice_explorer.py: change that.

import type { Nothing } from "./arrays.ts";
import type { BarScale, Colormap, WireColors } from "./colors.ts";
import type { WeightEdit } from "./diagram.ts";
import type {
  Facts,
  Mark,
  Renderer,
  State,
  WireDots,
  WireLayer,
  WireMap,
  WireMeasure,
  WireSample,
  WireSampled,
} from "./explorer.ts";
import type { Drag, DrawnTriple, Tilt, Undo } from "./gestures.ts";
import type { Box, ChosenUnit, Point, Range, WireAgain, WirePicture } from "./picture.ts";
import type { SaveRequest, WireSaved } from "./saving.ts";
import type { ShapeDrag, WireShapes } from "./shapes.ts";

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
  /** Measure that colors the tiles, and its values. */
  _colors: WireColors | Nothing;
  /** Samples drawn on the picture, from a view beside. */
  _dots: WireDots | Nothing;
  /** A handle being moved. */
  _drag: Drag | Nothing;
  /** Rows of text about the hovered tile, or the point there where it is sampled. */
  _facts: Facts | Nothing;
  /** When the hand's gesture began, in ms: all that comes of it is one step of undo. */
  _gesture: number;
  _itself: string | null;
  /** Name and units of each layer. */
  _layers: WireLayer[];
  /** The data map of the side panel. */
  _map: WireMap | Nothing;
  /** Marks that can be drawn above the tiles. */
  _marks: Mark[];
  /** Name and label of each measure. */
  _measures: WireMeasure[];
  /** Counts requests for pictures that the browser was taken to have. */
  _missing: number;
  /** How many tiles a page holds in pictures that are not on the screen, at most. */
  _most_kept: number;
  /** Picture of the slice. */
  _picture: WirePicture | WireAgain | Nothing;
  /** The place on the slice that a view beside points at, [u, v], or None. */
  _pointed_place: Point | null;
  /** Which of the data is under the pointer on the map, -1 for none. */
  _pointed_sample: number;
  /** The unit whose line, or whose place in a diagram, is under the pointer. */
  _pointed_unit: ChosenUnit | null;
  /** Counts requests for another direction to tilt in. */
  _reroll: number;
  /** That one as an image. */
  _sample: WireSample | Nothing;
  /** A file that is wanted. */
  _save: SaveRequest | Nothing;
  /** The file, until the next message. */
  _saved: WireSaved | Nothing;
  /** Rows of text about the selected tile. */
  _selected_facts: Facts | Nothing;
  /** The number of the picture whose tiles are in `selection`. */
  _selection_in: number;
  /** A handle of a view beside being moved. */
  _shape_drag: ShapeDrag | Nothing;
  /** What views beside draw on the slice, an entry for each. */
  _shapes: WireShapes[];
  /** The plane being tilted. */
  _tilt: Tilt | Nothing;
  /** Whether each move of the pointer is sent. */
  _tracks_pointer: boolean;
  /** Three of the data wanted as anchors, by chance. */
  _triple: DrawnTriple | Nothing;
  /** Views and anchors to go back to. */
  _undo: Undo | Nothing;
  /** A weight of the network being changed, in a diagram beside. */
  _weight: WeightEdit | Nothing;
  anchor_names: string[];
  /**
   * Which of the data each anchor is, -1 for one that was moved elsewhere; empty where there is no data map.
   */
  anchor_samples: number[];
  /** Names of the two inputs; empty where there are more. */
  axis_names: string[];
  class_names: string[];
  /** Name of the measure that colors the tiles. */
  color_by: string;
  /** The ends (low, high) of the color bar; None for the range of most tiles. */
  color_range: Range | null;
  /** The scale of the color bar; 'auto' is the measure's own. */
  color_scale: BarScale;
  /** Color map for numbers. */
  colormap: Colormap;
  /** How many layers have cut the tiles that are shown; None for all. */
  depth: number | null;
  /** Error message; empty without one. */
  error: string;
  /** Height in pixels. */
  height: number;
  /** The tile under the pointer, -1 for none. */
  hovered: number;
  /** Pointer on the slice, [u, v], or None. */
  pointer: Point | null;
  /** Draw by a graphics card, by the processor, or by the faster of them. */
  renderer: Renderer;
  /** Points at which the network is sampled; {} where tiles are shown. */
  sampled: WireSampled | Nothing;
  /** The selected tile, -1 for none; it follows its point when the picture changes. */
  selected: number;
  /** The chosen tiles, an array of their numbers, also set from a mask; they keep their places. */
  selection: number[];
  /** Whether anchors that are moved on the data map go from one sample to another. */
  snap_to_data: boolean;
  /** Present activity of the widget. */
  state: State;
  /** Result of the last computation, in words. */
  status: string;
  /** Tiles in the window; 0 where the network is sampled. */
  tile_count: number;
  /** The unit whose folded line is marked, [layer, unit], both from 0; None for none. */
  unit: ChosenUnit | null;
  /** The window (u0, u1, v0, v1) to look at; None for the slice's own. */
  view: Box | null;
  /** Classes whose data and tiles are drawn. */
  visible_classes: number[];
  /** Layers whose hyperplanes are drawn. */
  visible_layers: number[];
  /** Marks drawn above the tiles: some of boundary, data, misclassified, anchors. */
  visible_marks: Mark[];
}
