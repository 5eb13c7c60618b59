import type { Gestures } from "../frame/help.ts";

/** What hands and keys do on the graphs along a segment. */
export const ALONG_A_SEGMENT: Gestures = [
  ["drag an end on the slice, arrows on it", "move the segment"],
  ["point", "see the place on the slice, and the values there"],
  ["arrows, Shift+arrows", "go along the segment, finely"],
  ["Home, End", "to its start, its end"],
  ["N, P", "to the next crossing of the decision boundary, the one before"],
  ["Escape", "point nowhere"],
];
