// Written by `make wire` from splinewidgets/widgets/loss/loss_landscape.py: change that.

import type { Nothing } from "./arrays.ts";
import type { Colormap } from "./colors.ts";
import type { State } from "./explorer.ts";
import type {
  LandscapePart,
  LossScale,
  WireLandscape,
  WireLossRange,
  WirePlace,
  WirePlaceFacts,
  WirePlot,
  WireWay,
} from "./landscape.ts";
import type { Point, Range } from "./picture.ts";
import type { SaveRequest, WireSaved } from "./saving.ts";
import type { WireCamera } from "./space.ts";

/** What `LossLandscape` shares with its views. */
export interface LandscapeTraits {
  /** The `seq` of the newest numbered message that is over and done, refused or not. */
  _answered: number;
  /** What there is to know of that place. */
  _facts: WirePlaceFacts | Nothing;
  /** One, or two side by side. */
  _landscapes: WireLandscape[];
  /** What stands beside. */
  _plots: WirePlot[];
  /** Where the pointer is. */
  _pointed: WirePlace | Nothing;
  /** What all of them have in common. */
  _range: WireLossRange | Nothing;
  /** A file that is wanted. */
  _save: SaveRequest | Nothing;
  /** The file, until the next message. */
  _saved: WireSaved | Nothing;
  /** Of the marble on each. */
  _ways: WireWay[];
  /** From where surfaces are seen; {} for the first view. */
  camera: WireCamera | Nothing;
  class_names: string[];
  /** Color map of the loss. */
  colormap: Colormap;
  /** Which of the depths is shown. */
  depth: number;
  /** Depths to choose from. */
  depths: number[];
  /** Error message; empty without one. */
  error: string;
  /** Height in pixels. */
  height: number;
  /** Number of level lines. */
  levels: number;
  /** Losses of the lowest and highest color; or None. */
  limits: Range | null;
  /** Where the marble is let go; None for none. */
  marble: Point | null;
  /** Share of a move that the next one keeps. */
  momentum: number;
  /** Scale of heights and colors. */
  scale: LossScale;
  /** The selected minimum or saddle of the list; -1 for none. */
  selected: number;
  /** Which of the skip strengths is shown. */
  skip: number;
  /** Skip strengths to choose from. */
  skips: number[];
  /** Present activity of the widget. */
  state: State;
  /** Result of the last computation, in words. */
  status: string;
  /** Length of a step of the marble for a slope of 1. */
  step_size: number;
  /** Steps of the marble, at most. */
  steps: number;
  /** What is drawn. */
  visible: LandscapePart[];
}
