// Written by `make wire` from splinewidgets/pictures/wire_types/arrangement.py: change that.

import type { WireArray } from "./arrays.ts";
import type { Point } from "./picture.ts";

/**
 * What can be drawn over the tiles: where the chosen unit is active, the sign of every unit on every tile,
 * and the power diagram of the chosen unit's layer.
 */
export type Overlay = "half-planes" | "signs" | "power diagram";

export type Action = "move" | "turn" | "add unit" | "remove unit" | "add layer" | "remove layer";

/** A change of the network by hand, at a unit of a layer. */
export interface Edit {
  action: Action;
  layer: number;
  unit: number;
  /** Where the line is to pass; the middle of the window where it is left out. */
  at?: Point;
  /** Where a line passes that turns. */
  pivot?: Point;
  /** Changes when a new gesture begins. */
  gesture: number;
  seq: number;
  done: boolean;
}

/** The chosen unit, among T tiles. */
export interface WireChosen {
  layer: number;
  unit: number;
  /** (S, 4) float32. Its line in window coordinates: x0, y0, x1, y1. */
  segments: WireArray;
  /** Where to move it by, and where to turn it by; none where it has no line in the window. */
  grips: Point[];
  /** (T,) uint8. 1 for tiles on which it is positive, where half-planes are shown. */
  active?: WireArray;
  /** How it is with its line. */
  words: string;
}

/** The sign vectors of n tiles. */
export interface WireSigns {
  /** (n, 2) float32. In window coordinates. */
  points: WireArray;
  /** A line of signs for each layer. */
  texts: string[];
}

/** The circles of a power diagram with n cells. */
export interface WireDiagram {
  /** (n, 2) float32. In window coordinates, perhaps far outside. */
  centers: WireArray;
  /** (n,) float32. In widths of the window: square roots of the sizes of squared radii. */
  radii: WireArray;
  /** (n,) uint8. 1 where the squared radius is negative. */
  imaginary: WireArray;
}

/** Where lines bend at others. */
export interface WireFold {
  at: Point;
  rows: (readonly [label: string, value: string])[];
}

/** What is drawn over a picture, and told beside it. */
export interface WireArrangement {
  picture: number;
  chosen?: WireChosen;
  signs?: WireSigns;
  diagram?: WireDiagram;
  fold?: WireFold;
  /** The number of tiles, and bounds on it. */
  counts: (readonly [label: string, value: string])[];
  /** What is left out, and what is odd about the lines. */
  notes: string[];
}
