// Stands in for d3-transition in the bundle (see stand_ins.mjs). d3-zoom and d3-drag call `interrupt` before a gesture
// in case a transition runs on the element. None ever does here, where the viewport glides by itself, and
// d3-transition brings d3-color and all of d3-interpolate's string and color code: 28 kB for nothing.

export function interrupt(): void {}
