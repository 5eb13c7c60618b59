// Packages of which d3-zoom and d3-drag ask for more than widgets need, and the files that stand in for them.
export const standIns = {
  "d3-interpolate": "src/interact/no_interpolation.ts",
  "d3-selection": "src/interact/one_selection.ts",
  "d3-transition": "src/interact/no_transition.ts",
};
