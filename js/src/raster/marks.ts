import type { Showing } from "../canvas/screen.ts";
import { cssColor } from "../canvas/theme.ts";
import type { HaloStyle, Rgba } from "../color/halo.ts";
import { classColor } from "../color/palette.ts";
import {
  CROSS,
  DATA_HALO,
  type DotStyle,
  nearnessOpacity,
  nearnessRadius,
  POINT_HALO,
  POINT_RIM,
} from "../color/points.ts";
import type { Picture } from "../wire/picture.ts";
import type { Point } from "../wire/wire.ts";

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

/** Data near the slice in the color of their class: outlined dots that fade with distance, and crosses. */
export function drawPoints(
  context: CanvasRenderingContext2D,
  centers: Float32Array,
  { pointLabels, pointNearness, pointMissed }: Picture,
  { marks, classes }: Showing,
  ratio: number,
): void {
  const kinds = [marks.includes("data"), marks.includes("misclassified")];
  for (let i = 0; i < pointLabels.length; i++) {
    const missed = pointMissed[i];
    if (!kinds[missed] || !classes(pointLabels[i])) continue;
    const at: Point = [centers[2 * i], centers[2 * i + 1]];
    const color = cssColor(classColor(pointLabels[i]));
    if (missed) drawCross(context, at, nearnessRadius(pointNearness[i], CROSS.reach), color, ratio);
    else {
      context.globalAlpha = nearnessOpacity(pointNearness[i]);
      drawDisc(context, at, nearnessRadius(pointNearness[i]), color, ratio);
      context.globalAlpha = 1;
    }
  }
}

/** Its rings lie side by side, for it may be translucent. */
function drawDisc(
  context: CanvasRenderingContext2D,
  [x, y]: Point,
  radius: number,
  color: string,
  ratio: number,
): void {
  const ring = (around: number, width: number, style: string) => {
    context.strokeStyle = style;
    context.lineWidth = ratio * width;
    context.beginPath();
    context.arc(x, y, ratio * around, 0, 2 * Math.PI);
    context.stroke();
  };
  context.fillStyle = color;
  context.beginPath();
  context.arc(x, y, ratio * (radius - POINT_RIM / 2), 0, 2 * Math.PI);
  context.fill();
  ring(radius - POINT_RIM / 2, POINT_RIM, "white");
  ring(radius + POINT_HALO / 2, POINT_HALO, cssColor(DATA_HALO));
}

function drawCross(
  context: CanvasRenderingContext2D,
  [x, y]: Point,
  reach: number,
  color: string,
  ratio: number,
): void {
  context.lineCap = "butt";
  const bars = (beyond: number, style: string) => {
    const end = ratio * (reach + beyond) * Math.SQRT1_2;
    context.strokeStyle = style;
    context.lineWidth = 2 * ratio * (CROSS.arm + beyond);
    context.beginPath();
    context.moveTo(x - end, y - end);
    context.lineTo(x + end, y + end);
    context.moveTo(x - end, y + end);
    context.lineTo(x + end, y - end);
    context.stroke();
  };
  bars(POINT_HALO, cssColor(DATA_HALO));
  bars(0, "white");
  bars(-POINT_RIM, color);
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
