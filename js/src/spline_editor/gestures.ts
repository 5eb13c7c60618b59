import type { Gestures } from "../frame/help.ts";

/** What hands and keys do on the graph, on the weights and on the points. */
export const ON_SPLINE: Gestures = [
  ["drag a round knot, arrows on it", "move it: its unit's b follows, and the v"],
  ["drag a diamond at an end", "turn the outer piece"],
  ["Delete on a knot or a point", "remove the unit or the point"],
  ["drag a weight sideways, or type it", "change it: the graph follows (slower with shift)"],
  ["double click, long press", "add a point to fit to"],
  ["drag a point, arrows on it", "move it"],
  ["double click on a point", "remove it"],
];
