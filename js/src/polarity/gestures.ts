import type { Gestures } from "../frame/help.ts";

/** What hands and keys do on the densities and on the slider of rho. */
export const ON_RHO: Gestures = [
  ["point, long press", "the density there"],
  ["drag the thumb, arrows on it", "change ρ"],
  ["click a number below", "go there"],
  ["double click on the track", "back to ρ = 0"],
];
