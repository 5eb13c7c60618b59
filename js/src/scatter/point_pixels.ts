import type { Rgb } from "../canvas/theme.ts";
import type { Box } from "../wire/wire.ts";

/** Points may stand between pixels, by so many places each way. */
const PLACES = 4;
/** Of the line round each, in CSS pixels, and how much of it is seen. */
const RIM = { width: 0.5, opacity: 0.6 };
/** Points are drawn in steps of this share of all: whose order is that of their classes would hide each other by it. */
const STRIDE = 0.618034;
/** Points between two rests. */
const CHUNK = 4096;

export interface PointLook {
  /** In pixels. */
  readonly radius: number;
  readonly opacity: number;
  /** What sets it off from the ground. */
  readonly rim: Rgb;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
}

/** The look for so many points: a few dozen may be bold, thousands must let each other show. */
export function pointLook(count: number, rim: Rgb, ratio: number): PointLook {
  return {
    radius: ratio * Math.max(1.25, Math.min(3, 60 / Math.sqrt(count))),
    opacity: Math.max(0.35, Math.min(0.9, 20 / Math.sqrt(count))),
    rim,
    ratio,
  };
}

/** A point on transparent ground: indices of its pixels from its corner, and their RGBA, multiplied by alpha. */
interface Stamp {
  readonly reach: number;
  readonly xs: Uint8Array;
  readonly ys: Uint8Array;
  readonly rgba: Uint8Array;
}

/**
 * Draws points (n, 2), seen in the window `box`, into an image that is transparent so far; rests now and then.
 *
 * `colors` has one for each label; points whose label has none are left out.
 */
export function* drawPoints(
  image: ImageData,
  points: Float32Array,
  labels: Uint8Array,
  colors: readonly (Rgb | null)[],
  box: Box,
  look: PointLook,
): Generator<void> {
  const { width, height, data } = image;
  const stamps = colors.map((rgb) => rgb && new Array<Stamp | undefined>(PLACES * PLACES));
  const [x0, , , y1] = box;
  const [right, down] = [width / (box[1] - box[0]), height / (box[3] - box[2])];
  // Plain bytes: nothing needs to be cut.
  const ground = new Uint8Array(data.buffer);
  const count = labels.length;
  const stride = strideOf(count);
  for (let k = 0, i = 0; k < count; k++, i = (i + stride) % count) {
    if (k % CHUNK === CHUNK - 1) yield;
    const places = stamps[labels[i]];
    if (!places) continue;
    const x = (points[2 * i] - x0) * right;
    const y = (y1 - points[2 * i + 1]) * down;
    const column = Math.floor(x);
    const row = Math.floor(y);
    const place = PLACES * Math.floor(PLACES * (y - row)) + Math.floor(PLACES * (x - column));
    places[place] ??= stampOf(colors[labels[i]]!, look, place);
    const { reach, xs, ys, rgba } = places[place];
    const left = column - reach;
    const top = row - reach;
    if (!(left > -2 * reach && top > -2 * reach && left < width && top < height)) continue;
    const inside = left >= 0 && top >= 0 && column + reach < width && row + reach < height;
    for (let p = 0; p < xs.length; p++) {
      const px = left + xs[p];
      const py = top + ys[p];
      if (!inside && !(px >= 0 && py >= 0 && px < width && py < height)) continue;
      const at = 4 * (py * width + px);
      const from = 4 * p;
      const rest = 255 - rgba[from + 3];
      const share = rest / 255;
      ground[at] = rgba[from] + ground[at] * share + 0.5;
      ground[at + 1] = rgba[from + 1] + ground[at + 1] * share + 0.5;
      ground[at + 2] = rgba[from + 2] + ground[at + 2] * share + 0.5;
      ground[at + 3] = rgba[from + 3] + ground[at + 3] * share + 0.5;
    }
  }
  yield;
  divideByAlpha(data);
}

/** How many points lie in a window. */
export function countWithin(points: Float32Array, [x0, x1, y0, y1]: Box): number {
  let count = 0;
  for (let i = 0; i < points.length; i += 2)
    if (points[i] >= x0 && points[i] <= x1 && points[i + 1] >= y0 && points[i + 1] <= y1) count++;
  return count;
}

/** What has no divisor in common with the count, so that steps of it come to all. */
function strideOf(count: number): number {
  let stride = Math.max(1, Math.round(STRIDE * count));
  while (divisor(stride, count) > 1) stride++;
  return stride;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/** A disc in a ring about a place within a pixel, smooth at their rims. */
function stampOf(rgb: Rgb, { radius, opacity, rim: edge, ratio }: PointLook, place: number): Stamp {
  const [across, down] = [place % PLACES, Math.floor(place / PLACES)].map((k) => (k + 0.5) / PLACES);
  const rim = (RIM.width * ratio) / 2;
  const reach = Math.ceil(radius + rim + 0.5);
  const [xs, ys, rgba]: [number[], number[], number[]] = [[], [], []];
  for (let y = 0; y <= 2 * reach; y++) {
    for (let x = 0; x <= 2 * reach; x++) {
      const away = Math.hypot(x + 0.5 - reach - across, y + 0.5 - reach - down);
      const disc = covered(radius, away);
      const ring = RIM.opacity * (covered(radius + rim, away) - covered(radius - rim, away));
      const alpha = opacity * (ring + disc * (1 - ring));
      if (alpha < 1 / 255) continue;
      xs.push(x);
      ys.push(y);
      const mixed = rgb.map((c, i) => opacity * (ring * edge[i] + disc * (1 - ring) * c));
      for (const value of [...mixed, alpha]) rgba.push(Math.round(255 * value));
    }
  }
  return { reach, xs: Uint8Array.from(xs), ys: Uint8Array.from(ys), rgba: Uint8Array.from(rgba) };
}

/** How much of a pixel lies within a circle. */
function covered(radius: number, away: number): number {
  return Math.min(1, Math.max(0, radius + 0.5 - away));
}

function divideByAlpha(data: Uint8ClampedArray): void {
  for (let i = 3; i < data.length; i += 4) {
    const alpha = data[i];
    if (alpha === 0 || alpha === 255) continue;
    const gain = 255 / alpha;
    data[i - 3] *= gain;
    data[i - 2] *= gain;
    data[i - 1] *= gain;
  }
}
