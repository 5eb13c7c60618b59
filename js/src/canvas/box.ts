import type { Box, Point } from "../wire/wire.ts";

// Windows of the slice and the pixels that show them. Everything is float64: a window may be 1e-9 wide,
// where float32 could not even tell its two sides apart. Pixels count from the top left, v counts upwards.

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** d3's gesture transform: the screen point p of the base window is now seen at k p + (x, y). */
export interface Gesture {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** Where one window lies within another, both measured 0..1: inner p is seen at scale p + offset. */
export interface Placement {
  readonly scale: Point;
  readonly offset: Point;
}

/** The smallest window of the given aspect (width / height) around the same center that contains `box`. */
export function enclose(box: Box, aspect: number): Box {
  const [u0, u1, v0, v1] = box;
  const width = u1 - u0;
  const height = v1 - v0;
  if (!(aspect > 0) || width === aspect * height) return box;
  if (width > aspect * height) {
    const half = width / aspect / 2;
    const center = (v0 + v1) / 2;
    return [u0, u1, center - half, center + half];
  }
  const half = (height * aspect) / 2;
  const center = (u0 + u1) / 2;
  return [center - half, center + half, v0, v1];
}

export function place(inner: Box, outer: Box): Placement {
  const width = outer[1] - outer[0];
  const height = outer[3] - outer[2];
  return {
    scale: [(inner[1] - inner[0]) / width, (inner[3] - inner[2]) / height],
    offset: [(inner[0] - outer[0]) / width, (inner[2] - outer[2]) / height],
  };
}

export function toPixels(box: Box, [u, v]: Point, size: Size): Point {
  return [((u - box[0]) / (box[1] - box[0])) * size.width, ((box[3] - v) / (box[3] - box[2])) * size.height];
}

export function toSlice(box: Box, [x, y]: Point, size: Size): Point {
  return [box[0] + (x / size.width) * (box[1] - box[0]), box[3] - (y / size.height) * (box[3] - box[2])];
}

/** The window seen after a gesture that began at `base`. */
export function gestured(base: Box, gesture: Gesture, size: Size): Box {
  const { k, x, y } = gesture;
  const [u0, v1] = toSlice(base, [-x / k, -y / k], size);
  const [u1, v0] = toSlice(base, [(size.width - x) / k, (size.height - y) / k], size);
  return [u0, u1, v0, v1];
}

/** The window magnified `factor` times about its center. */
export function zoomed(box: Box, factor: number): Box {
  const [u0, u1, v0, v1] = box;
  const [u, v] = [(u0 + u1) / 2, (v0 + v1) / 2];
  const [du, dv] = [(u1 - u0) / (2 * factor), (v1 - v0) / (2 * factor)];
  return [u - du, u + du, v - dv, v + dv];
}

/** The window moved by a fraction of its own size. */
export function panned(box: Box, right: number, up: number): Box {
  const du = right * (box[1] - box[0]);
  const dv = up * (box[3] - box[2]);
  return [box[0] + du, box[1] + du, box[2] + dv, box[3] + dv];
}

/** Between two windows, t in 0..1: sizes change by equal factors and the fixed point stays fixed. */
export function between(a: Box, b: Box, t: number): Box {
  if (t <= 0) return a;
  if (t >= 1) return b;
  const ratio = (b[1] - b[0]) / (a[1] - a[0]);
  // With sizes geometric, positions must follow the same clock, or the picture would swing sideways.
  const s = Math.abs(ratio - 1) < 1e-6 ? t : (ratio ** t - 1) / (ratio - 1);
  return [0, 1, 2, 3].map((i) => a[i] + s * (b[i] - a[i])) as unknown as Box;
}

export function sameBox(a: Box | null, b: Box | null): boolean {
  if (a === null || b === null) return a === b;
  return a.every((value, i) => value === b[i]);
}

// Below this width, relative to the coordinates themselves, float64 has too few digits left for a picture.
const SMALLEST = 1e-12;
const LARGEST = 1e9;

/** The factors by which `box` may be magnified before numbers run out, [outwards, inwards]. */
export function zoomLimits(box: Box): [number, number] {
  const width = box[1] - box[0];
  const magnitude = Math.max(Math.abs(box[0]), Math.abs(box[1]), Math.abs(box[2]), Math.abs(box[3]), width);
  return [Math.min(1, width / LARGEST), Math.max(1, width / (SMALLEST * magnitude))];
}
