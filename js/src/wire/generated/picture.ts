// Written by `make wire` from splinewidgets/pictures/wire_types/picture.py: change that.

import type { WireArray } from "./arrays.ts";

/** In slice coordinates, unless it is said otherwise. */
export type Point = readonly [u: number, v: number];

/** In slice coordinates. */
export type Box = readonly [u_min: number, u_max: number, v_min: number, v_max: number];

export type Range = readonly [low: number, high: number];

/** A unit, by its layer among those of the network and its number in there, from 0. */
export type ChosenUnit = readonly [layer: number, unit: number];

/** A text for each of two axes. */
export type Pair = readonly [x: string, y: string];

/** T tiles with C corners in all and V vertices, and the window that they fill. */
export interface WireTiles {
  /** Tells a picture from earlier ones; what shows the same tiles has the same number. */
  id: number;
  window: Box;
  /** (V, 2) float32. In window coordinates: 0..1 from its lower left corner, v up. */
  positions: WireArray;
  /** (T,) uint8, uint16 or uint32. How many corners each tile has. */
  tile_sizes: WireArray;
  /** (C,) uint16 or uint32. The counter-clockwise loops of all tiles, one after the other. */
  tile_vertices: WireArray;
  /** (C,) uint8. The layer of the edge that leaves each corner of a loop; 255 on the window's border. */
  corner_layers: WireArray;
}

/** A picture that was sent before, as it is but for what may have changed. */
export interface WireAgain {
  id: number;
  /** Of the newest drag, tilt, undo or seek that this picture includes; null before the first. */
  seq: number | null;
  anchors: Point[];
  /** The anchors on the data map, in its coordinates; none without a map. */
  handles: Point[];
}

/** The slice as images of D numbers: the input at (u, v) is origin + u axes[0] + v axes[1]. */
export interface WireImage {
  /** [height, width] or [height, width, 3]. */
  shape: number[];
  /** (D,) float32. */
  origin: WireArray;
  /** (2, D) float32. */
  axes: WireArray;
  /** Values drawn as black and as full intensity. */
  range: Range;
}

/**
 * Everything on the canvas but the colors: tiles or samples with E edges, anchors, and P data near the slice.
 */
export interface WirePicture extends WireTiles, WireAgain {
  /**
   * (E,) uint8, uint16 or uint32. The unit, within its layer, of each edge between tiles, at the first corner
   * of a loop whose vertex is the lower end of the edge.
   */
  edge_units: WireArray;
  /** Where the network is sampled: then there are no tiles, but a color for each cell. */
  grid?: readonly [columns: number, rows: number];
  /** (S, 4) float32. The segments of the decision boundary: x0, y0, x1, y1 in window coordinates. */
  boundary: WireArray;
  /** (R, 4) float32. The same of the reference checkpoint, where two are shown as their difference. */
  reference_boundary?: WireArray;
  /** (P, 2) float32. In window coordinates. */
  points: WireArray;
  /** (P,) uint8. */
  point_labels: WireArray;
  /** (P,) float32. 1 on the slice, 0 at the distance from which on data are not shown. */
  point_nearness: WireArray;
  /** (P,) uint8. 1 for data that the network puts into another class than theirs. */
  point_missed: WireArray;
  image: WireImage | null;
}
