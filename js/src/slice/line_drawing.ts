import { place, type Size } from "../canvas/box.ts";
import type { Picture } from "../wire/picture.ts";
import type { Box, ChosenUnit, Point } from "../wire/wire.ts";

/** Pale, it sets a line off from every fill. */
export const CASING = "rgba(255, 255, 255, 0.92)";

/** Where lines are drawn over a picture. */
export interface Drawing {
  readonly context: CanvasRenderingContext2D;
  /** CSS pixels of the width of the picture's window. */
  readonly unit: number;
  /** From window coordinates to CSS pixels. */
  at(x: number, y: number): Point;
}

/** An empty canvas of this size, in CSS pixels; null where there is none. */
export function cleared(canvas: HTMLCanvasElement, size: Size): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  context?.clearRect(0, 0, size.width, size.height);
  return context;
}

/** An empty overlay to draw `something` on; null where that is nothing, and then it is no part of what is composed. */
export function overlaid(
  canvas: HTMLCanvasElement,
  size: Size,
  something: boolean,
): CanvasRenderingContext2D | null {
  canvas.hidden = !something;
  return something ? cleared(canvas, size) : null;
}

/** For a picture of a window where a box is seen. */
export function drawingOn(context: CanvasRenderingContext2D, window: Box, box: Box, size: Size): Drawing {
  const { scale, offset } = place(window, box);
  return {
    context,
    unit: scale[0] * size.width,
    at: (x, y) => [(offset[0] + scale[0] * x) * size.width, (1 - offset[1] - scale[1] * y) * size.height],
  };
}

/** A path along segments x0, y0, x1, y1 in window coordinates. */
export function traceSegments({ context, at }: Drawing, segments: Float32Array): void {
  context.beginPath();
  for (let i = 0; i < segments.length; i += 4) {
    context.moveTo(...at(segments[i], segments[i + 1]));
    context.lineTo(...at(segments[i + 2], segments[i + 3]));
  }
}

/** A path along the folded line of a unit. */
export function traceUnit(drawing: Drawing, picture: Picture, unit: ChosenUnit): void {
  traceSegments(drawing, lineOf(picture, unit));
}

/** The pieces of the folded line of a unit: x0, y0, x1, y1 in window coordinates. */
export function lineOf(picture: Picture, [layer, unit]: ChosenUnit): Float32Array {
  const { edges, edgeLayers, edgeUnits, positions } = picture;
  const ends: number[] = [];
  for (let i = 0; i < edgeLayers.length; i++) {
    if (edgeUnits[i] !== unit || edgeLayers[i] !== layer) continue;
    for (const vertex of [edges[2 * i], edges[2 * i + 1]])
      ends.push(positions[2 * vertex], positions[2 * vertex + 1]);
  }
  return Float32Array.from(ends);
}

/** Strokes the present path, one stroke over the other. */
export function stroke(
  context: CanvasRenderingContext2D,
  ...strokes: [style: string, width: number][]
): void {
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const [style, width] of strokes) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.stroke();
  }
}
