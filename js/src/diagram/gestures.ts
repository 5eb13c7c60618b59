import type { Gestures } from "../frame/help.ts";

/** What hands and keys do in a diagram. */
export const IN_A_DIAGRAM: Gestures = [
  ["point at a unit", "see its folded line beside"],
  ["click a unit, Enter on it", "mark it, and read its weights"],
  ["point at a tile beside", "see the paths that are active there"],
  ["drag a weight up or down, Shift", "change it, finely, where that can be done"],
  ["drag the stub at a unit", "change its bias"],
  ["arrows", "go from unit to unit"],
  ["[ and ]", "go through the weights of a unit"],
  ["+ and −", "change the weight"],
];
