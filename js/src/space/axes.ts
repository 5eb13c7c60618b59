import type { Size } from "../canvas/box.ts";
import { formatTicks } from "../color/numbers.ts";
import { linearTicks } from "../color/ticks.ts";
import { type Bounds, type Camera, eyeOf, frameOf, type Point3, project } from "./camera.ts";

/** One direction of the box around everything, with round values along it. */
export interface Axis {
  readonly along: 0 | 1 | 2;
  readonly name: string;
  /** The stretch of it that has values, in the world. */
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** From the first of two values, at the first of two places in the world, to the second ones. */
export function axisOf(
  along: Axis["along"],
  name: string,
  [lo, hi]: readonly [number, number],
  [from, to]: readonly [number, number],
): Axis {
  const values = linearTicks(lo, hi);
  const texts = formatTicks(values);
  const share = (value: number) => (hi > lo ? (value - lo) / (hi - lo) : 0);
  const ticks = values.map((value, i) => ({ at: from + share(value) * (to - from), text: texts[i] }));
  return { along, name, from, to, ticks };
}

/** A word beside an axis, in pixels; it lies wholly on the side of `at` that `lean` (a unit vector) points to. */
export interface Label {
  readonly text: string;
  readonly at: readonly [number, number];
  readonly lean: readonly [number, number];
  readonly name: boolean;
}

/** Which of two sides the eye is on: +1 that of the higher values. */
type Side = -1 | 1;

/** CSS pixels from an axis to its numbers, and to its name. */
const GAP = 7;
const NAME_GAP = 26;
/** Numbers that would have less room than this, along the axis, are left out. */
const ROOM = 22;
/** About the width of a letter, by which names stay within the canvas. */
const LETTER = 7;
/** The lean of an edge's labels, across, from which on the edge is upright. */
const UPRIGHT = 0.85;
/** Length of a tick mark, in widths of the box. */
const TICK = 0.02;

/** Where the eye is: while it stays on the same sides, so does the box. */
export interface Sides {
  /** Toward the eye along x and y. */
  readonly near: readonly [Side, Side];
  /** Of the floor's edges, the lower ones on the screen: the near ones, or the far ones seen from below. */
  readonly front: readonly [Side, Side];
}

export function sidesOf(camera: Camera, [low, high]: Bounds, axes: readonly Axis[]): Sides {
  if (isFlat(axes)) return lowerLeft(camera);
  const eye = eyeOf(camera);
  const side = (axis: 0 | 1): Side => (eye[axis] > (low[axis] + high[axis]) / 2 ? 1 : -1);
  const near = [side(0), side(1)] as const;
  return { near, front: eye[2] >= low[2] ? near : [opposite(near[0]), opposite(near[1])] };
}

/** There is no third axis, and so there are no walls. */
function isFlat(axes: readonly Axis[]): boolean {
  return axes.every(({ along }) => along !== 2);
}

/** The edges at the bottom and at the left of the screen, as on a map; the former where an edge could be either. */
function lowerLeft(camera: Camera): Sides {
  const { up, right } = frameOf(camera);
  const side = (axis: 0 | 1): Side => (up[axis] + 0.01 * right[axis] > 0 ? -1 : 1);
  const front = [side(0), side(1)] as const;
  return { near: front, front };
}

function opposite(side: Side): Side {
  return side === 1 ? -1 : 1;
}

/** The floor, the walls at the back with a line for each height, and tick marks: segments (n, 6). */
export function boxLines(axes: readonly Axis[], bounds: Bounds, sides: Sides): Float32Array {
  const [low, high] = bounds;
  const [nx, ny] = sides.near;
  const at = (axis: 0 | 1, side: number) => (side > 0 ? high : low)[axis];
  const floor = low[2];
  const back = [at(0, -nx), at(1, -ny)];
  const ends: number[] = [];
  const line = (...points: [Point3, Point3]) => ends.push(...points[0], ...points[1]);
  const corner = (x: number, y: number, z: number): Point3 => [at(0, x), at(1, y), z];
  line(corner(-1, -1, floor), corner(1, -1, floor));
  line(corner(1, -1, floor), corner(1, 1, floor));
  line(corner(1, 1, floor), corner(-1, 1, floor));
  line(corner(-1, 1, floor), corner(-1, -1, floor));
  for (const { along, ticks } of axes) {
    if (along === 2) {
      for (const [x, y] of [
        [-nx, -ny],
        [nx, -ny],
        [-nx, ny],
      ]) {
        line(corner(x, y, floor), corner(x, y, high[2]));
      }
      for (const { at: z } of ticks) {
        line([low[0], back[1], z], [high[0], back[1], z]);
        line([back[0], low[1], z], [back[0], high[1], z]);
      }
      continue;
    }
    const across = along === 0 ? 1 : 0;
    const side = sides.front[across];
    const near = at(across, side);
    const outer = near + side * TICK * (high[0] - low[0]);
    for (const { at: value } of ticks) {
      if (along === 0) line([value, near, floor], [value, outer, floor]);
      else line([near, value, floor], [outer, value, floor]);
    }
  }
  return Float32Array.from(ends);
}

/** Where numbers and names stand, each beside the edge of the box that shows its axis best. */
export function labelsOf(axes: readonly Axis[], bounds: Bounds, camera: Camera, size: Size): Label[] {
  const sides = sidesOf(camera, bounds, axes);
  return axes.flatMap((axis) =>
    alongEdge(axis, edgeOf(axis, bounds, sides, camera, size), camera, size, isFlat(axes)),
  );
}

/** A point of an axis' edge by the value along it, and the way out of the box there. */
interface Edge {
  point(value: number): Point3;
  readonly out: Point3;
}

function edgeOf(
  { along }: Axis,
  [low, high]: Bounds,
  { near, front }: Sides,
  camera: Camera,
  size: Size,
): Edge {
  const at = (axis: 0 | 1, side: number) => (side > 0 ? high : low)[axis];
  if (along === 0) return { point: (x) => [x, at(1, front[1]), low[2]], out: [0, front[1], 0] };
  if (along === 1) return { point: (y) => [at(0, front[0]), y, low[2]], out: [front[0], 0, 0] };
  const corners = [
    [near[0], -near[1]],
    [-near[0], near[1]],
  ];
  const [first, second] = corners.map(([x, y]) => project(camera, size, [at(0, x), at(1, y), low[2]])[0]);
  const [x, y] = corners[first <= second ? 0 : 1];
  return { point: (z) => [at(0, x), at(1, y), z], out: [x, y, 0] };
}

function alongEdge(
  { along, name, from, to, ticks }: Axis,
  edge: Edge,
  camera: Camera,
  size: Size,
  flat: boolean,
): Label[] {
  const seen = (point: Point3) => project(camera, size, point);
  const [begin, end] = [seen(edge.point(from)), seen(edge.point(to))];
  if (begin[2] <= 0 || end[2] <= 0) return [];
  const length = Math.hypot(end[0] - begin[0], end[1] - begin[1]);
  if (length < ROOM * Math.max(1, ticks.length - 1)) return [];
  // Square to the edge on the screen, toward the outside.
  const across: [number, number] = [(begin[1] - end[1]) / length, (end[0] - begin[0]) / length];
  const beyond = seen(edge.point(from).map((c, i) => c + 0.01 * edge.out[i]) as unknown as Point3);
  const outward = across[0] * (beyond[0] - begin[0]) + across[1] * (beyond[1] - begin[1]);
  const lean: [number, number] = outward < 0 ? [-across[0], -across[1]] : across;
  const place = (value: number, gap: number): [number, number] => {
    const [x, y] = seen(edge.point(value));
    return [x + gap * lean[0], y + gap * lean[1]];
  };
  const labels: Label[] = ticks.map(({ at, text }) => ({ text, at: place(at, GAP), lean, name: false }));
  const upper = end[1] < begin[1] ? end : begin;
  // Beside an upright edge a name would lie on the numbers.
  const above = along === 2 || (flat && Math.abs(lean[0]) > UPRIGHT);
  if (above) {
    const half = Math.min(size.width, LETTER * name.length) / 2;
    const x = Math.max(half, Math.min(size.width - half, upper[0]));
    labels.push({ text: name, at: [x, upper[1] - GAP], lean: [0, -1], name: true });
  } else labels.push({ text: name, at: place((from + to) / 2, NAME_GAP), lean, name: true });
  return labels;
}
