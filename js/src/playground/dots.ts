import { type Size, toPixels } from "../canvas/box.ts";
import { cssColor } from "../canvas/theme.ts";
import { classColor } from "../color/palette.ts";
import { DATA, DATA_HALO } from "../color/points.ts";
import { RAMP_SIZE, rampTexels } from "../color/ramps.ts";
import { decode } from "../wire/decode.ts";
import type { Box, DrawnPoint, Point, WireExamples } from "../wire/wire.ts";

/** Of the numbers to fit. */
export const RAMP = "viridis";
const TEXELS = rampTexels(RAMP);

/** From so many dots on they are small and without a rim, for they would hide each other. */
const MANY = 1500;
const SMALL = 1.5; // CSS pixels, as the radius
const LARGE = 2.25;
/** Of the outline, and of the dark line round it. */
const RIM = 0.75;
const HALO = 0.4;

/** Points in the plane, and the color of each in CSS. */
export interface Dots {
  readonly at: readonly Point[];
  readonly colors: readonly string[];
  /** From the least number to the largest, where the colors are those of a ramp. */
  readonly range: readonly [number, number] | null;
}

export const NO_DOTS: Dots = { at: [], colors: [], range: null };

export function drawnDots(points: readonly DrawnPoint[]): Dots {
  return {
    at: points.map(([x1, x2]) => [x1, x2]),
    colors: points.map(([, , label]) => cssColor(classColor(label))),
    range: null,
  };
}

/** What the network is trained on: classes where they have names, and else numbers. */
export function exampleDots({ points, values, names }: WireExamples): Dots {
  const flat = decode(points, ["float32"]);
  const numbers = decode(values, ["float32"]);
  const at = Array.from(numbers, (_, i): Point => [flat[2 * i], flat[2 * i + 1]]);
  if (names.length > 0)
    return { at, colors: Array.from(numbers, (label) => cssColor(classColor(label))), range: null };
  const [low, high] = numbers.reduce(
    ([lo, hi], value) => [Math.min(lo, value), Math.max(hi, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  const place = (value: number) => (high > low ? (value - low) / (high - low) : 0.5);
  return { at, colors: Array.from(numbers, (value) => rampColor(place(value))), range: [low, high] };
}

function rampColor(share: number): string {
  const at = 4 * Math.round(share * (RAMP_SIZE - 1));
  return `rgb(${TEXELS.slice(at, at + 3).join(", ")})`;
}

/** Draws dots in a window of the plane; what lies beyond is cut off. */
export function drawDots(
  context: CanvasRenderingContext2D,
  { at, colors }: Dots,
  window: Box,
  size: Size,
): void {
  const many = at.length >= MANY;
  const disk = ([x, y]: Point, radius: number, fill: string) => {
    context.fillStyle = fill;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  };
  at.forEach((point, i) => {
    const pixel = toPixels(window, point, size);
    if (!many) {
      disk(pixel, LARGE + RIM + HALO, cssColor(DATA_HALO));
      disk(pixel, LARGE + RIM, cssColor(DATA.rim));
    }
    disk(pixel, many ? SMALL : LARGE, colors[i]);
  });
}
