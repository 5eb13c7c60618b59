import type { Gestures } from "../frame/help.ts";

/** What hands and keys do around a point of the slice. */
export const AROUND_A_POINT: Gestures = [
  ["drag the point on the slice, arrows on it", "move it; it snaps to data in the slice"],
  ["click the slice", "move the point there"],
  ["slide, arrows on the slider", "radius of the search, and of the Lipschitz constant"],
  ["the button beside it", "radius a little beyond the boundary"],
];
