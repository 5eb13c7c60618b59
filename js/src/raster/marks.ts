import { cssColor } from "../canvas/theme.ts";
import type { HaloStyle, Rgba } from "../color/halo.ts";
import { classColor } from "../color/palette.ts";
import { type DotStyle, nearnessOpacity, nearnessRadius, POINT_RIM } from "../color/points.ts";
import type { Picture } from "../picture.ts";

/** Segments, four numbers each in device pixels, as one curve with a halo. */
export function drawHalo(
  context: CanvasRenderingContext2D,
  ends: Float32Array,
  style: HaloStyle,
  ratio: number,
): void {
  if (ends.length === 0) return;
  context.lineCap = "round";
  context.beginPath();
  for (let i = 0; i < ends.length; i += 4) {
    context.moveTo(ends[i], ends[i + 1]);
    context.lineTo(ends[i + 2], ends[i + 3]);
  }
  const stroke = (color: Rgba, width: number) => {
    context.strokeStyle = cssColor([color[0], color[1], color[2]], color[3]);
    context.lineWidth = ratio * width;
    context.stroke();
  };
  stroke(style.halo, style.width + 2 * style.margin);
  stroke(style.core, style.width);
}

/** Data near the slice: small outlined dots in the color of their class, fading with distance. */
export function drawPoints(
  context: CanvasRenderingContext2D,
  centers: Float32Array,
  { pointLabels, pointNearness }: Picture,
  ratio: number,
): void {
  context.strokeStyle = "white";
  context.lineWidth = POINT_RIM * ratio;
  for (let i = 0; i < pointLabels.length; i++) {
    context.globalAlpha = nearnessOpacity(pointNearness[i]);
    context.fillStyle = cssColor(classColor(pointLabels[i]));
    context.beginPath();
    const radius = ratio * nearnessRadius(pointNearness[i]) - context.lineWidth / 2;
    context.arc(centers[2 * i], centers[2 * i + 1], radius, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Outlined discs, all alike. */
export function drawDots(
  context: CanvasRenderingContext2D,
  centers: Float32Array,
  { core, rim, radius, margin }: DotStyle,
  ratio: number,
): void {
  context.strokeStyle = cssColor(rim);
  context.fillStyle = cssColor(core);
  context.lineWidth = margin * ratio;
  for (let i = 0; i < centers.length; i += 2) {
    context.beginPath();
    context.arc(centers[i], centers[i + 1], ratio * (radius - margin / 2), 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}
