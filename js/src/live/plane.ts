/**
 * A plane through input space with orthonormal axes, and where its anchors lie on it: `geometry/slices/slice.py`.
 * The input at (u, v) is origin + u axes[0] + v axes[1].
 */
import { EngineError } from "../engine/program.ts";
import type { Box, Point } from "../wire/wire.ts";

export interface Plane {
  /** (D) */
  readonly origin: Float64Array;
  /** (2, D) */
  readonly axes: Float64Array;
  /** The window to begin with. */
  readonly home: Box;
  readonly places: readonly Point[];
}

// A moved anchor this near to the plane, or to the line through the others, relative to its distance, lies on it.
const COLLINEAR = 1e-9;

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, k) => sum + value * b[k], 0);
const norm = (a: Float64Array) => Math.sqrt(dot(a, a));
/** a + s b */
const plus = (a: Float64Array, s: number, b: Float64Array) => a.map((value, k) => value + s * b[k]);
const times = (s: number, a: Float64Array) => a.map((value) => s * value);

function axesOf({ axes }: Plane): [Float64Array, Float64Array] {
  const width = axes.length / 2;
  return [axes.subarray(0, width), axes.subarray(width)];
}

/** The input at a place. */
export function inputAt(plane: Plane, [u, v]: Point): Float64Array {
  const [first, second] = axesOf(plane);
  return plus(plus(plane.origin, u, first), v, second);
}

/** The place of the point of the plane that is nearest to an input. */
export function placeOf(plane: Plane, input: Float64Array): Point {
  const offset = plus(input, -1, plane.origin);
  const [first, second] = axesOf(plane);
  return [dot(offset, first), dot(offset, second)];
}

/** The square around places that leaves `margin` times their extent free on every side. */
export function around(places: readonly Point[], margin: number): Box {
  const ends = [0, 1].map((axis) => {
    const values = places.map((place) => place[axis]);
    return [Math.min(...values), Math.max(...values)];
  });
  const half = Math.max(...ends.map(([low, high]) => high - low)) * (0.5 + margin);
  const [u, v] = ends.map(([low, high]) => (low + high) / 2);
  return [u - half, u + half, v - half, v + half];
}

/** The plane with an anchor moved within it. Refuses one that lies on the line through the two others. */
export function movedWithin(plane: Plane, index: number, place: Point): Plane {
  const places = plane.places.map((each, i) => (i === index ? place : each));
  checkSpanned(places);
  return { ...plane, places };
}

function checkSpanned(places: readonly Point[]): void {
  const [a, b, c] = places;
  const sides = [
    [b[0] - a[0], b[1] - a[1]],
    [c[0] - a[0], c[1] - a[1]],
    [c[0] - b[0], c[1] - b[1]],
  ];
  const lengths = sides.map(([u, v]) => Math.hypot(u, v));
  const longest = Math.max(...lengths);
  if (!(Math.min(...lengths) > COLLINEAR * longest)) {
    throw new EngineError(
      "Two of the anchors coincide. They must be three different inputs. Move one of them.",
    );
  }
  const height = Math.abs(sides[0][0] * sides[1][1] - sides[0][1] * sides[1][0]) / lengths[0];
  if (!(height > COLLINEAR * longest)) {
    throw new EngineError(
      "The anchors lie on one line. They must span a plane. Move one of them off the line.",
    );
  }
}

/**
 * The plane with an anchor moved anywhere, turned about the line through the other two, whose places stay; the moved one
 * stays on its side of their line.
 */
export function hinged(plane: Plane, index: number, moved: Float64Array): Plane {
  const [p, q] = plane.places.filter((_, i) => i !== index);
  const span = Math.hypot(q[0] - p[0], q[1] - p[1]);
  const along: Point = [(q[0] - p[0]) / span, (q[1] - p[1]) / span];
  const here = plane.places[index];
  const side = -along[1] * (here[0] - p[0]) + along[0] * (here[1] - p[1]) >= 0 ? 1 : -1;
  const away: Point = [-along[1] * side, along[0] * side];
  const [first, second] = axesOf(plane);
  // Turned a thousand times the axes must not drift: normalized, and projected twice.
  let line = plus(times(along[0], first), along[1], second);
  line = times(1 / norm(line), line);
  const offset = plus(moved, -1, inputAt(plane, p));
  let reach = plus(offset, -dot(offset, line), line);
  reach = plus(reach, -dot(reach, line), line);
  const height = norm(reach);
  if (!(height > COLLINEAR * Math.max(span, norm(offset)))) {
    throw new EngineError(
      "The anchors lie on one line. They must span a plane. Move one of them off the line.",
    );
  }
  const before = plus(times(away[0], first), away[1], second);
  if (norm(plus(reach, -dot(reach, before), before)) <= COLLINEAR * height)
    return movedWithin(plane, index, placeOf(plane, moved));
  const normal = times(1 / height, reach);
  const turned = [0, 1].map((axis) => plus(times(along[axis], line), away[axis], normal));
  const origin = plus(plus(inputAt(plane, p), -p[0], turned[0]), -p[1], turned[1]);
  const step = dot(offset, line);
  const place: Point = [p[0] + along[0] * step + away[0] * height, p[1] + along[1] * step + away[1] * height];
  const axes = new Float64Array(plane.axes.length);
  axes.set(turned[0]);
  axes.set(turned[1], origin.length);
  return { ...plane, origin, axes, places: plane.places.map((each, i) => (i === index ? place : each)) };
}

/** The input of an anchor after the plane is turned by an angle, in radians, about the line through the two others. */
export function tilted(plane: Plane, index: number, angle: number, toward: Float64Array): Float64Array {
  const [p, q] = plane.places.filter((_, i) => i !== index).map((place) => inputAt(plane, place));
  const line = times(1 / norm(plus(q, -1, p)), plus(q, -1, p));
  const anchor = inputAt(plane, plane.places[index]);
  const foot = plus(p, dot(line, plus(anchor, -1, p)), line);
  const arm = plus(anchor, -1, foot);
  return plus(plus(foot, Math.cos(angle), arm), Math.sin(angle) * norm(arm), toward);
}

/** A random unit direction (D) orthogonal to the plane, the same for the same seed. */
export function outOfPlane(plane: Plane, seed: number): Float64Array {
  const random = randomNumbers(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let direction = plane.origin.map(normal);
  // Twice, for the first pass leaves a rounding error relative to what it removes.
  for (let pass = 0; pass < 2; pass++)
    for (const axis of axesOf(plane)) direction = plus(direction, -dot(direction, axis), axis);
  return times(1 / norm(direction), direction);
}

/** Numbers in [0, 1), by the generator that is known as mulberry32. */
function randomNumbers(seed: number): () => number {
  let state = (seed + 1) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
