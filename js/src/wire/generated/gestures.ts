// Written by `make wire` from splinewidgets/pictures/wire_types/gestures.py: change that.

import type { Point } from "./picture.ts";

/** Whether anybody listens. */
export interface Ask {
  seq: number;
  /** Whether everything is to be sent again. */
  all: boolean;
  /** Whether arrays are to come in base64 from now on, because buffers do not arrive. */
  text?: boolean;
}

/** A handle being moved. */
export interface Drag {
  index: number;
  where: "slice" | "map";
  /** In the coordinates of the slice or of the map. */
  at: Point;
  /** Which of the data it is taken to, on the map. */
  sample?: number;
  seq: number;
  done: boolean;
}

/** Classes of three data: any, one, or three. */
export type TripleClasses = "any" | "same" | "different";

/** Three of the data wanted as anchors, by chance. */
export interface DrawnTriple {
  classes: TripleClasses;
  seq: number;
}

/** The plane being tilted at an anchor, out of itself. */
export interface Tilt {
  index: number;
  /** Radians from the plane in which the gesture began. */
  angle: number;
  /** Changes when a new gesture begins, so that a lost first message does no harm. */
  gesture: number;
  seq: number;
  done: boolean;
}

/** Views and anchors to go back to; steps below 0 are redone. */
export interface Undo {
  steps: number;
  seq: number;
}

/** Another checkpoint wanted by hand, to be shown or to be compared with. */
export interface Seek {
  which: "checkpoint" | "reference";
  index: number;
  seq: number;
}

/** A checkpoint that was clicked on curves. */
export interface Clicked {
  index: number;
  seq: number;
}
