import type { Gestures } from "../chrome/help.ts";

/** What hands and keys do on the slider of rho. */
export const ON_RHO: Gestures = [
  ["drag the thumb, arrows on it", "change ρ"],
  ["click a number below", "go there"],
  ["double click on the track", "back to ρ = 0"],
];
