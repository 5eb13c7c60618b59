import type { Size } from "../canvas/box.ts";
import type { Point } from "../wire/wire.ts";

// A world of three axes, z up, seen in perspective. Pixels count from the top left of the canvas.

export type Point3 = readonly [number, number, number];

/** Lowest and highest corner of a box whose sides are parallel to the axes. */
export type Bounds = readonly [Point3, Point3];

export interface Camera {
  /** Where the eye stands around `target`: radians around z, from x toward y. */
  readonly azimuth: number;
  /** Radians above the horizon. */
  readonly elevation: number;
  /** From the eye to `target`. */
  readonly distance: number;
  /** What is in the middle of the canvas. */
  readonly target: Point3;
}

/** Half of what the eye sees from top to bottom, as a tangent: 28 degrees in all, so that parallels hardly lean. */
const SPREAD = Math.tan((14 * Math.PI) / 180);

/** The nearest depth that is drawn, as a share of the distance. */
const NEAREST = 0.01;

export interface Frame {
  readonly right: Point3;
  readonly up: Point3;
  /** From the target toward the eye. */
  readonly back: Point3;
}

export function frameOf({ azimuth, elevation }: Camera): Frame {
  const [ca, sa] = [Math.cos(azimuth), Math.sin(azimuth)];
  const [ce, se] = [Math.cos(elevation), Math.sin(elevation)];
  return { right: [-sa, ca, 0], up: [-se * ca, -se * sa, ce], back: [ce * ca, ce * sa, se] };
}

export function eyeOf(camera: Camera): Point3 {
  return along(camera.target, frameOf(camera).back, camera.distance);
}

/** World units to a pixel at the depth of the target. */
export function pixelSize({ distance }: Camera, size: Size): number {
  return (2 * SPREAD * distance) / size.height;
}

/** Where a point is seen, in pixels, and how far before the eye it lies; behind the eye depths are negative. */
export function project(camera: Camera, size: Size, point: Point3): [x: number, y: number, depth: number] {
  const { right, up, back } = frameOf(camera);
  const from = minus(point, camera.target);
  const depth = camera.distance - dot(from, back);
  const gain = size.height / (2 * SPREAD * depth);
  return [size.width / 2 + gain * dot(from, right), size.height / 2 - gain * dot(from, up), depth];
}

/** The point that is seen at a pixel, `depth` before the eye. */
export function unproject(camera: Camera, size: Size, [x, y]: Point, depth: number): Point3 {
  const { right, up, back } = frameOf(camera);
  const gain = (2 * SPREAD * depth) / size.height;
  const across = along(camera.target, right, gain * (x - size.width / 2));
  return along(along(across, up, gain * (size.height / 2 - y)), back, camera.distance - depth);
}

/** From the eye through a pixel; `direction` reaches one unit of depth. */
export function rayThrough(camera: Camera, size: Size, pixel: Point): { origin: Point3; direction: Point3 } {
  const origin = eyeOf(camera);
  return { origin, direction: minus(unproject(camera, size, pixel, 1), origin) };
}

/** The matrix of `project` for a graphics card, column by column; `bounds` must hold all that is drawn. */
export function clipMatrix(camera: Camera, size: Size, bounds: Bounds): Float32Array {
  const { right, up, back } = frameOf(camera);
  const depths = cornersOf(bounds).map((corner) => project(camera, size, corner)[2]);
  const near = Math.max(NEAREST * camera.distance, 0.99 * Math.min(...depths));
  const far = Math.max(2 * near, 1.01 * Math.max(...depths));
  const tall = 1 / SPREAD;
  const wide = (tall * size.height) / size.width;
  const deep = (far + near) / (far - near);
  const eye = eyeOf(camera);
  const rows = [
    [...right.map((c) => wide * c), -wide * dot(right, eye)],
    [...up.map((c) => tall * c), -tall * dot(up, eye)],
    [...back.map((c) => -deep * c), deep * dot(back, eye) - (2 * far * near) / (far - near)],
    [...back.map((c) => -c), dot(back, eye)],
  ];
  return Float32Array.from({ length: 16 }, (_, i) => rows[i % 4][i >> 2]);
}

const STEEPEST = Math.PI / 2;

/** The eye moved around the target, not over the poles. */
export function orbited(camera: Camera, around: number, above: number): Camera {
  const azimuth = wrapped(camera.azimuth + around);
  const elevation = Math.min(STEEPEST, Math.max(-STEEPEST, camera.elevation + above));
  return { ...camera, azimuth, elevation };
}

/** What lies at the depth of the target, moved by so many pixels on the canvas. */
export function panned(camera: Camera, [dx, dy]: Point, size: Size): Camera {
  const { right, up } = frameOf(camera);
  const unit = pixelSize(camera, size);
  return { ...camera, target: along(along(camera.target, right, -unit * dx), up, unit * dy) };
}

/** `factor` times as large. */
export function magnified(camera: Camera, factor: number): Camera {
  return { ...camera, distance: camera.distance / factor };
}

/** Rounds of centering: each leaves less than a fifth of what was off. */
const ROUNDS = 6;

/** The camera of this direction that sees all of `bounds`, in the middle and as large as the canvas allows. */
export function fitted(
  direction: Pick<Camera, "azimuth" | "elevation">,
  bounds: Bounds,
  size: Size,
  margin: number,
): Camera {
  const [low, high] = bounds;
  const corners = cornersOf(bounds);
  const center = low.map((value, i) => (value + high[i]) / 2) as unknown as Point3;
  const { azimuth, elevation } = direction;
  let camera: Camera = { azimuth, elevation, distance: 1, target: center };
  for (let round = 0; round < ROUNDS; round++) {
    camera = { ...camera, distance: reachOf(camera, corners, size, margin) };
    // Nearer things look larger, so that the middle of a box is not the middle of its picture.
    const seen = corners.map((corner) => project(camera, size, corner));
    const [dx, dy] = [size.width, size.height].map((extent, i) => {
      const along = seen.map((point) => point[i]);
      return (extent - Math.min(...along) - Math.max(...along)) / 2;
    });
    camera = panned(camera, [dx, dy], size);
  }
  return { ...camera, distance: reachOf(camera, corners, size, margin) };
}

/** The distance from which these points just fit into the canvas, with a margin in pixels. */
function reachOf(camera: Camera, points: readonly Point3[], size: Size, margin: number): number {
  const { right, up, back } = frameOf(camera);
  const shrunk = (length: number) => Math.max(0.25, 1 - (2 * margin) / length);
  const tall = SPREAD * shrunk(size.height);
  const wide = SPREAD * (size.width / size.height) * shrunk(size.width);
  const distances = points.map((point) => {
    const from = minus(point, camera.target);
    return dot(from, back) + Math.max(Math.abs(dot(from, right)) / wide, Math.abs(dot(from, up)) / tall);
  });
  return Math.max(...distances);
}

/** Between two cameras, t in 0..1: the shorter way round, distances by equal factors. */
export function between(a: Camera, b: Camera, t: number): Camera {
  if (t >= 1) return b;
  const mix = (from: number, to: number) => from + t * (to - from);
  return {
    azimuth: wrapped(a.azimuth + t * wrapped(b.azimuth - a.azimuth)),
    elevation: mix(a.elevation, b.elevation),
    distance: a.distance * (b.distance / a.distance) ** t,
    target: a.target.map((value, i) => mix(value, b.target[i])) as unknown as Point3,
  };
}

export function sameCamera(a: Camera, b: Camera): boolean {
  const flat = ({ azimuth, elevation, distance, target }: Camera) => [
    azimuth,
    elevation,
    distance,
    ...target,
  ];
  const other = flat(b);
  return flat(a).every((value, i) => value === other[i]);
}

export function cornersOf([low, high]: Bounds): Point3[] {
  return Array.from(
    { length: 8 },
    (_, i): Point3 => [(i & 1 ? high : low)[0], (i & 2 ? high : low)[1], (i & 4 ? high : low)[2]],
  );
}

/** An angle between -pi and pi. */
function wrapped(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}

function dot(a: Point3, b: Point3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function minus(a: Point3, b: Point3): Point3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function along(from: Point3, direction: Point3, way: number): Point3 {
  return [from[0] + way * direction[0], from[1] + way * direction[1], from[2] + way * direction[2]];
}
