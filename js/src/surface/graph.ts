import { type Axis, axisOf } from "../space/axes.ts";
import type { Bounds } from "../space/camera.ts";
import { boundsOf, type Mesh, meshOf, type Pose } from "../space/mesh.ts";
import type { Laid } from "../space/on_pictures.ts";
import { decode } from "../wire/decode.ts";
import type { Picture } from "../wire/picture.ts";
import type { Box, WireArray, WireData, WireSurface } from "../wire/wire.ts";

// A window of the slice in a world whose unit is its width: its middle is the origin, x runs along u, y along v. A
// height of `range[0]` is z = 0 and one of `range[1]` is z = 1/2, before z is stretched.

/** The height of the range, in widths of the window. */
const RANGE = 0.5;
/** From the lowest point of the surface down to the tessellation, in widths of the window. */
const GAP = 0.3;

/** The graph of one output as it is drawn. */
export interface Graph {
  /** Of the tiles under it. */
  readonly picture: Picture;
  readonly mesh: Mesh;
  readonly window: Box;
  readonly range: readonly [number, number];
  readonly label: string;
  readonly axes: readonly string[];
}

/** Training data in the same world; `residuals`, from each target to its prediction, are empty without targets. */
export interface Samples {
  readonly targets: Float32Array | null;
  readonly predictions: Float32Array;
  readonly residuals: Float32Array;
}

export function readGraph({ wire, picture }: Laid<WireSurface>): Graph {
  const { height_range: range, label, axes } = wire;
  const { window } = picture;
  const [lowest, highest] = wire.lowest_and_highest;
  const shares = decode(wire.heights, ["float32"]);
  const heights = Float64Array.from(shares, (share) => lowest + share * (highest - lowest));
  const positions = raised(picture.positions, heights, { window, range });
  return { picture, mesh: meshOf(picture, positions), window, range, label, axes };
}

/** Those within the window: others would hang beside the surface. */
export function readSamples(wire: WireData, graph: Graph): Samples {
  const points = decode(wire.points, ["float32"]);
  const inside = Array.from({ length: points.length / 2 }, (_, i) => i).filter((i) =>
    [points[2 * i], points[2 * i + 1]].every((at) => at >= 0 && at <= 1),
  );
  const at = Float32Array.from(inside.flatMap((i) => [points[2 * i], points[2 * i + 1]]));
  const raise = (array: WireArray) => {
    const heights = decode(array, ["float64"]);
    sameCount(points, heights);
    return raised(
      at,
      inside.map((i) => heights[i]),
      graph,
    );
  };
  const predictions = raise(wire.predictions);
  const targets = wire.targets ? raise(wire.targets) : null;
  const residuals = new Float32Array(targets ? 2 * targets.length : 0);
  for (let i = 0; targets && i < targets.length; i += 3) {
    residuals.set(targets.subarray(i, i + 3), 2 * i);
    residuals.set(predictions.subarray(i, i + 3), 2 * i + 3);
  }
  return { targets, predictions, residuals };
}

function sameCount(points: Float32Array, heights: ArrayLike<number>): void {
  if (points.length === 2 * heights.length) return;
  throw new RangeError(
    `Got ${heights.length} heights for ${points.length / 2} points. Wanted one for each. Send both of one surface.`,
  );
}

/** Points of the window (n, 2) at their heights (n,), in the world. */
function raised(
  points: Float32Array,
  heights: ArrayLike<number>,
  { window, range }: Pick<Graph, "window" | "range">,
): Float32Array {
  sameCount(points, heights);
  const depth = depthOf(window);
  const positions = new Float32Array(3 * heights.length);
  for (let i = 0; i < heights.length; i++) {
    positions[3 * i] = points[2 * i] - 0.5;
    positions[3 * i + 1] = depth * (points[2 * i + 1] - 0.5);
    positions[3 * i + 2] = toZ(heights[i], range);
  }
  return positions;
}

/** How the graph and the tessellation under it stand in the world, and what room they take. */
export interface Placed {
  readonly surface: Pose;
  readonly floor: Pose;
  readonly bounds: Bounds;
}

export function placed({ mesh, window }: Graph, samples: Samples | null, scale: number): Placed {
  const heights = [mesh.positions, samples?.targets ?? new Float32Array(0)].map(boundsOf);
  const low = scale * Math.min(0, ...heights.map(([lowest]) => lowest[2]));
  const high = scale * Math.max(RANGE, ...heights.map(([, highest]) => highest[2]));
  const half = depthOf(window) / 2;
  return {
    surface: { stretch: scale, lift: 0 },
    floor: { stretch: 0, lift: low - GAP },
    bounds: [
      [-0.5, -half, low - GAP],
      [0.5, half, high],
    ],
  };
}

export function axesOf({ window: [u0, u1, v0, v1], range, label, axes }: Graph, scale: number): Axis[] {
  const half = depthOf([u0, u1, v0, v1]) / 2;
  return [
    axisOf(0, axes[0], [u0, u1], [-0.5, 0.5]),
    axisOf(1, axes[1], [v0, v1], [-half, half]),
    axisOf(2, label, range, [0, scale * RANGE]),
  ];
}

/** A window's extent along v, in widths. */
function depthOf([u0, u1, v0, v1]: Box): number {
  return (v1 - v0) / (u1 - u0);
}

/** A constant output has no range: it lies at the bottom. */
function toZ(height: number, [low, high]: Graph["range"]): number {
  return high > low ? (RANGE * (height - low)) / (high - low) : 0;
}
