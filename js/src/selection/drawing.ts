import { type Drawing, stroke } from "../slice/line_drawing.ts";
import type { Point } from "../wire/wire.ts";

/** CSS pixels between two lines of the hatching, across them. */
const SPACING = 9;
const INK = "rgba(13, 13, 20, 0.75)";
const WHITE = "rgb(255, 255, 255)";

/**
 * Hatches what loops enclose, and draws them: dark under white, which is seen on every color without having one.
 *
 * The hatching goes with the picture when that is moved.
 */
export function drawHatched(
  drawing: Drawing,
  loops: readonly Float32Array[],
  width: number,
  height: number,
): void {
  if (loops.length === 0) return;
  const { context, at } = drawing;
  trace(drawing, loops);
  context.save();
  context.clip();
  const [x, y] = at(0, 0);
  const step = SPACING * Math.SQRT2;
  context.beginPath();
  // Lines x + y = c, from those through the picture's corner.
  for (let c = (x + y) % step; c < width + height; c += step) {
    context.moveTo(c, 0);
    context.lineTo(c - height, height);
  }
  stroke(context, [INK, 2.5], [WHITE, 1]);
  context.restore();
  trace(drawing, loops);
  stroke(context, [INK, 4.5], [WHITE, 2]);
}

/** The loop that a hand is drawing, in pixels. */
export function drawLoop(context: CanvasRenderingContext2D, loop: readonly Point[]): void {
  if (loop.length < 2) return;
  context.beginPath();
  for (const pixel of loop) context.lineTo(...pixel);
  context.closePath();
  context.fillStyle = "rgba(255, 255, 255, 0.25)";
  context.fill();
  stroke(context, [INK, 3]);
  context.setLineDash([5, 4]);
  stroke(context, [WHITE, 1.5]);
  context.setLineDash([]);
}

function trace({ context, at }: Drawing, loops: readonly Float32Array[]): void {
  context.beginPath();
  for (const loop of loops) {
    context.moveTo(...at(loop[0], loop[1]));
    for (let i = 2; i < loop.length; i += 2) context.lineTo(...at(loop[i], loop[i + 1]));
    context.closePath();
  }
}
