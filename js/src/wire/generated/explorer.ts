// Written by `make wire` from splinewidgets/pictures/wire_types/explorer.py: change that.

import type { WireArray } from "./arrays.ts";
import type { Pair, Point } from "./picture.ts";

/** What lies above the tiles; "data" are those that are not misclassified. */
export type Mark = "boundary" | "data" | "misclassified" | "anchors";

/** "webgl" draws by a graphics card, "canvas" by the processor, "auto" by the faster of the two. */
export type Renderer = "auto" | "webgl" | "canvas";

export type State = "empty" | "compiling" | "computing" | "ready" | "error";

/** A layer of the network. */
export interface WireLayer {
  name: string;
  units: number;
}

/** A measure that tiles can be colored by. */
export interface WireMeasure {
  /** Heading in the menu; without one it is of every network. */
  group?: string;
  name: string;
  label: string;
}

/** A sampled window. */
export interface WireSampled {
  /** How many there are. */
  points: readonly [across: number, up: number];
}

/** Samples on a picture. */
export interface WireDots {
  /** The number of the picture that they are meant for. */
  picture: number;
  /** (n, 2) float32. In window coordinates. */
  points: WireArray;
}

/** The data map of the side panel: n data in the plane of their two main directions. */
export interface WireMap {
  /** How many data there are. */
  count: number;
  /** From how many of them the directions were found. */
  fitted: number;
  /** How many numbers an input has. */
  inputs: number;
  /** (n,) uint32. Which of the data are drawn, where these are not all. */
  rows?: WireArray;
  /** (n, 2) float32. */
  points: WireArray;
  /** (n,) uint8. */
  labels: WireArray;
  /** Of the classes that labels count; none where there are no labels. */
  names: string[];
  axes: Pair;
}

/** One of the data as an image. */
export interface WireSample {
  row: number;
  /** [height, width] or [height, width, 3]. */
  shape: number[];
  /** (p,) uint8. */
  pixels: WireArray;
}

/** About a tile, or else about a point of the slice where the network is sampled. */
export interface Facts {
  tile?: number;
  point?: Point;
  rows: (readonly [label: string, value: string])[];
}
