// Written by `make wire` from splinewidgets/widgets/linked/spline_surface.py: change that.

import type { Nothing } from "./arrays.ts";
import type { SurfaceLayer, WireData, WireSurface } from "./space.ts";
import type { SpaceTraits } from "./space_view.ts";

/** What `SplineSurface` shares with its views. */
export interface SurfaceTraits extends SpaceTraits {
  /** Points, targets and predictions. */
  _data: WireData | Nothing;
  /** Heights above the explorer's tiles. */
  _surface: WireSurface | Nothing;
  /** Which output's graph is shown. */
  output: number;
  /** Names of the outputs. */
  outputs: string[];
  /** Height of the output's range, in halves of the window's width. */
  vertical_scale: number;
  /** What is drawn. */
  visible: SurfaceLayer[];
}
