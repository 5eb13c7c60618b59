import type { Size } from "../canvas/box.ts";
import { cssColor, type Theme } from "../canvas/theme.ts";
import { element } from "../dom/element.ts";
import {
  CASING,
  cleared,
  type Drawing,
  drawingOn,
  stroke,
  traceSegments,
  traceUnit,
} from "../slice/line_drawing.ts";
import type { Box, ChosenUnit, Point } from "../wire/wire.ts";
import type { Arrangement, Diagram } from "./arrangement.ts";

/** The chosen line. */
const CHOSEN = "#e0002d";
const CIRCLE = "#14141c";
/** How much of a tile is covered where the chosen unit is not active. */
const VEIL = 0.62;
/** Signs are written in this size, in CSS pixels, with this height of a line. */
const FONT = 13;
const LINE = 15;
/** Between the signs of two tiles. */
const GAP = 6;

/** What lies over the tiles: half-planes, circles, the chosen line, and signs. */
export class Overlay {
  readonly canvas = element("canvas", { class: "sw-overlay", "aria-hidden": "true" });

  draw(
    arrangement: Arrangement | null,
    pointed: ChosenUnit | null,
    box: Box,
    size: Size,
    theme: Theme,
  ): void {
    const context = cleared(this.canvas, size);
    if (!context || !arrangement) return;
    const drawing = drawingOn(context, arrangement.picture.window, box, size);
    if (arrangement.active) veil(drawing, arrangement, arrangement.active, theme);
    if (arrangement.diagram) circles(drawing, arrangement.diagram);
    if (pointed) {
      traceUnit(drawing, arrangement.picture, pointed);
      stroke(context, [CASING, 5], [CHOSEN, 1.5]);
    }
    traceSegments(drawing, arrangement.segments);
    stroke(context, [CASING, 6.5], [CHOSEN, 3]);
    if (arrangement.signs) signs(drawing, arrangement.signs, theme);
    if (arrangement.fold) mark(drawing, arrangement.fold);
  }
}

/** Covers the tiles on which the chosen unit is not active, all at once, so that no seams show between them. */
function veil({ context, at }: Drawing, { picture }: Arrangement, active: Uint8Array, theme: Theme): void {
  const { tileOffsets, tileVertices, positions } = picture;
  context.beginPath();
  active.forEach((positive, tile) => {
    if (positive) return;
    for (let i = tileOffsets[tile]; i < tileOffsets[tile + 1]; i++) {
      const vertex = tileVertices[i];
      const [x, y] = at(positions[2 * vertex], positions[2 * vertex + 1]);
      if (i === tileOffsets[tile]) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    context.closePath();
  });
  context.fillStyle = cssColor(theme.background, VEIL);
  context.fill();
}

/** A ring around a crossing. */
function mark({ context, at }: Drawing, place: Point): void {
  context.beginPath();
  context.arc(...at(...place), 9, 0, 2 * Math.PI);
  stroke(context, [CASING, 5], [CIRCLE, 2]);
}

/** Circles with their centers; dashed where the squared radius is negative. */
function circles({ context, at, unit }: Drawing, { centers, radii, imaginary }: Diagram): void {
  radii.forEach((radius, i) => {
    const [x, y] = at(centers[2 * i], centers[2 * i + 1]);
    context.setLineDash(imaginary[i] ? [5, 4] : []);
    context.beginPath();
    context.arc(x, y, radius * unit, 0, 2 * Math.PI);
    stroke(context, [CASING, 3], [CIRCLE, 1.25]);
    context.setLineDash([]);
    context.beginPath();
    context.arc(x, y, 3, 0, 2 * Math.PI);
    stroke(context, [CASING, 3]);
    context.fillStyle = CIRCLE;
    context.fill();
  });
}

/** The largest tiles first; where there is no room left for others, they have none. */
function signs(
  { context, at }: Drawing,
  { points, texts }: { points: Float32Array; texts: readonly string[] },
  { background, foreground }: Theme,
): void {
  context.font = `600 ${FONT}px ui-monospace, monospace`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = cssColor(background, 0.92);
  context.fillStyle = cssColor(foreground);
  const placed: [x: number, y: number, width: number, height: number][] = [];
  texts.forEach((text, tile) => {
    const [x, y] = at(points[2 * tile], points[2 * tile + 1]);
    // Signs in a row would run into one another.
    const lines = text.split("\n").map((line) => [...line].join("\u200a"));
    const width = Math.max(...lines.map((line) => context.measureText(line).width)) + GAP;
    const height = lines.length * LINE;
    const free = placed.every(
      ([left, top, w, h]) => Math.abs(x - left) >= (width + w) / 2 || Math.abs(y - top) >= (height + h) / 2,
    );
    if (!free) return;
    placed.push([x, y, width, height]);
    lines.forEach((line, i) => {
      const middle = y + (i - (lines.length - 1) / 2) * LINE;
      context.strokeText(line, x, middle);
      context.fillText(line, x, middle);
    });
  });
}
