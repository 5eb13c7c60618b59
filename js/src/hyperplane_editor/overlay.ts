import { place, type Size } from "../canvas/box.ts";
import { cssColor, type Theme } from "../canvas/theme.ts";
import { element } from "../dom/element.ts";
import type { Box, ChosenUnit, Point } from "../wire/wire.ts";
import type { Arrangement, Diagram } from "./arrangement.ts";

/** The chosen line, on a pale casing that sets it off from every fill. */
const CHOSEN = "#e0002d";
const CASING = "rgba(255, 255, 255, 0.92)";
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
    const { canvas } = this;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext("2d");
    if (!context) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    if (!arrangement) return;
    const { scale, offset } = place(arrangement.picture.window, box);
    const drawing: Drawing = {
      context,
      // A unit of window coordinates across.
      unit: scale[0] * size.width,
      at: (x, y) => [(offset[0] + scale[0] * x) * size.width, (1 - offset[1] - scale[1] * y) * size.height],
    };
    if (arrangement.active) veil(drawing, arrangement, arrangement.active, theme);
    if (arrangement.diagram) circles(drawing, arrangement.diagram);
    if (pointed) {
      traceUnit(drawing, arrangement, pointed);
      stroke(context, [CASING, 5], [CHOSEN, 1.5]);
    }
    traceSegments(drawing, arrangement.segments);
    stroke(context, [CASING, 6.5], [CHOSEN, 3]);
    if (arrangement.signs) signs(drawing, arrangement.signs, theme);
    if (arrangement.fold) mark(drawing, arrangement.fold);
  }
}

interface Drawing {
  readonly context: CanvasRenderingContext2D;
  /** CSS pixels of the width of the picture's window. */
  readonly unit: number;
  /** From window coordinates to CSS pixels. */
  at(x: number, y: number): Point;
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

function traceSegments({ context, at }: Drawing, segments: Float32Array): void {
  context.beginPath();
  for (let i = 0; i < segments.length; i += 4) {
    context.moveTo(...at(segments[i], segments[i + 1]));
    context.lineTo(...at(segments[i + 2], segments[i + 3]));
  }
}

function traceUnit(
  { context, at }: Drawing,
  { picture, edgeUnits }: Arrangement,
  [layer, unit]: ChosenUnit,
): void {
  const { edges, edgeLayers, positions } = picture;
  context.beginPath();
  for (let i = 0; i < edgeLayers.length; i++) {
    if (edgeLayers[i] !== layer || edgeUnits[i] !== unit) continue;
    const [a, b] = [edges[2 * i], edges[2 * i + 1]];
    context.moveTo(...at(positions[2 * a], positions[2 * a + 1]));
    context.lineTo(...at(positions[2 * b], positions[2 * b + 1]));
  }
}

function stroke(context: CanvasRenderingContext2D, ...strokes: [style: string, width: number][]): void {
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const [style, width] of strokes) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.stroke();
  }
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
