import type { SplineEditorTraits, WireSpline } from "../src/wire/wire.ts";
import { encode } from "./encode.ts";

/** The graph of g(x + 1) - 2 g(x) of ReLUs, and of a unit with w = 0, in the window of x from -2 to 2. */
export function hill(): WireSpline {
  const numbers = (values: number[], shape: number[]) => encode(Float64Array.from(values), ...shape);
  return {
    window: [-2, 2, -1, 2],
    vertices: numbers([-2, 0, -1, 0, 0, 1, 2, -1], [4, 2]),
    lines: numbers([0, 0, 1, 1, -1, 1], [3, 2]),
    units: [
      { w: 1, b: 1, v: 1, knot: -1, height: 0, jump: 1 },
      { w: 1, b: 0, v: -2, knot: 0, height: 1, jump: -2 },
      { w: 0, b: 0, v: 1, knot: null, height: null, jump: 0 },
    ],
    parts: numbers([-2, 0, -1, 0, 2, 3, -2, 0, 0, 0, 2, -4, -2, 0, -2, 0, 2, 0], [3, 3, 2]),
    bias: 0,
    leak: 0,
    fitted: numbers([1], [1]),
  };
}

export function splineTraits(): SplineEditorTraits {
  return {
    _graph: hill(),
    _edit: {},
    _answered: 0,
    _can_undo: false,
    _can_redo: false,
    activation: "relu",
    points: [[0], [0.5]],
    visible: ["units", "points", "residuals"],
    selected: -1,
    view: null,
    class_names: [],
    status: "3 units · 3 affine pieces",
    error: "",
    state: "ready",
    height: 480,
  };
}
