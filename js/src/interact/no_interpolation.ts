// Stands in for d3-interpolate in the bundle (see stand_ins.mjs). d3-zoom asks for paths between two windows only where a
// transition runs, which none ever does here (see no_transition.ts); d3-interpolate is one file with all of d3-color.

export function interpolateZoom(): never {
  throw new Error("d3-zoom asked for a transition, which is not in this bundle.");
}
