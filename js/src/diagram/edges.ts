import { cleared } from "../slice/line_drawing.ts";
import type { Point } from "../wire/wire.ts";
import { type Active, isOnPath } from "./activity.ts";
import { type Edge, type Graph, type Place, weightOf } from "./graph.ts";
import type { Layout } from "./layout.ts";

/** Of weights above and below zero; told apart by every kind of eye. */
export const SIGNS = {
  light: { positive: "#0a66c2", negative: "#c24a08" },
  dark: { positive: "#63b3ff", negative: "#ff9a57" },
} as const;

/** The width of an edge in CSS pixels, from its share of the largest weight. */
export const widthOf = (share: number) => (share === 0 ? 0 : 0.6 + 4.4 * share);

const FADED = 0.07;
const BEHIND = 0.22;
const FRONT = 0.88;

/** What is drawn of a graph beside its entries. */
export interface Drawn {
  readonly graph: Graph;
  readonly layout: Layout;
  readonly activity: readonly Active[] | null;
  readonly paths: readonly boolean[][] | null;
  /** Around it, edges stand out. */
  readonly focus: Place | null;
  readonly edge: Edge | null;
}

/** Calls back for each edge between entries that are drawn one by one. */
export function eachEdge({ columns }: Graph, layout: Layout, visit: (edge: Edge) => void): void {
  for (const [column, { connections, width }] of columns.entries()) {
    for (const { source, weights } of connections) {
      if (!weights || !layout.isOpen(column) || !layout.isOpen(source)) continue;
      const entries = columns[source].width;
      for (let entry = 0; entry < width; entry++)
        for (let j = 0; j < entries; j++)
          if (weights[entry * entries + j] !== 0)
            visit({ to: { column, entry }, from: { column: source, entry: j } });
    }
  }
}

/** The largest weight among those that are drawn, which has the widest edge. */
export function largestOf(graph: Graph, layout: Layout): number {
  let largest = 0;
  eachEdge(graph, layout, (edge) => {
    if (graph.columns[edge.to.column].kind !== "choice")
      largest = Math.max(largest, Math.abs(weightOf(graph, edge)));
  });
  return largest;
}

/** Draws the weights of a graph, and stubs for the biases. */
export function drawEdges(canvas: HTMLCanvasElement, drawn: Drawn, dark: boolean): void {
  const { graph, layout, edge: marked } = drawn;
  const context = cleared(canvas, layout);
  if (!context) return;
  const colors = dark ? SIGNS.dark : SIGNS.light;
  const largest = largestOf(graph, layout) || 1;
  context.lineCap = "round";
  const line = (points: readonly Point[], value: number, alpha: number) => {
    context.globalAlpha = alpha;
    context.strokeStyle = value > 0 ? colors.positive : colors.negative;
    context.lineWidth = widthOf(Math.min(1, Math.abs(value) / largest));
    context.beginPath();
    for (const [i, point] of points.entries()) context[i === 0 ? "moveTo" : "lineTo"](...point);
    context.stroke();
  };
  drawBands(context, graph, layout);
  eachEdge(graph, layout, (edge) => {
    const choice = graph.columns[edge.to.column].kind === "choice";
    context.setLineDash(choice ? [3, 3] : []);
    line(curveOf(layout, edge), weightOf(graph, edge), strength(drawn, edge));
  });
  context.setLineDash([]);
  for (const [column, { kind, width }] of graph.columns.entries()) {
    if (!layout.isOpen(column) || kind === "input" || kind === "choice") continue;
    for (let entry = 0; entry < width; entry++) {
      const edge = { to: { column, entry }, from: null };
      const value = weightOf(graph, edge);
      if (value !== 0) line(curveOf(layout, edge), value, strength(drawn, edge));
    }
  }
  if (marked) {
    context.globalAlpha = 1;
    const points = curveOf(layout, marked);
    line(points, weightOf(graph, marked), 1);
    context.globalAlpha = 0.35;
    context.lineWidth = widthOf(1) + 6;
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** From an entry to a later one; for a bias a stub above the entry. */
export function curveOf(layout: Layout, { to, from }: Edge): Point[] {
  if (from) return layout.curve(from, to);
  const [x, y] = layout.at(to);
  const radius = layout.radii[to.column];
  const left = x - layout.halfWidth(to.column) * 0.6;
  return [
    [left - 7, y - radius - 6],
    [left, y - radius + 1],
  ];
}

function strength({ activity, paths, focus }: Drawn, { to, from }: Edge): number {
  if (activity && paths) {
    const on = from
      ? isOnPath(paths, activity, [to.column, to.entry], [from.column, from.entry])
      : paths[to.column][to.entry];
    return on ? FRONT : FADED;
  }
  if (focus === null) return from ? 0.72 : FRONT;
  const touched = [to, from].some(
    (place) => place !== null && place.column === focus.column && place.entry === focus.entry,
  );
  return touched ? FRONT : BEHIND;
}

/** Where weights are not drawn one by one, all of them are one band. */
function drawBands(context: CanvasRenderingContext2D, { columns }: Graph, layout: Layout): void {
  context.fillStyle = "#888888";
  context.globalAlpha = 0.16;
  for (const [to, { connections }] of columns.entries()) {
    for (const { source, weights } of connections) {
      if (weights && layout.isOpen(to) && layout.isOpen(source)) continue;
      const sides = [source, to].map((column) => {
        const last = columns[column].width - 1;
        const [x, top] = layout.at({ column, entry: 0 });
        const bottom = layout.at({ column, entry: last })[1];
        const room = layout.isOpen(column) ? layout.radii[column] : 40;
        return { x, top: top - room, bottom: bottom + room };
      });
      const [left, right] = sides;
      const [start, end] = [left.x + layout.halfWidth(source), right.x - layout.halfWidth(to)];
      context.beginPath();
      context.moveTo(start, left.top);
      context.lineTo(end, right.top);
      context.lineTo(end, right.bottom);
      context.lineTo(start, left.bottom);
      context.fill();
    }
  }
}

/** The edge nearest to a point within a distance, in pixels; null where there is none. */
export function pickEdge(graph: Graph, layout: Layout, [x, y]: Point, reach: number): Edge | null {
  let best = reach;
  let found: Edge | null = null;
  const look = (edge: Edge) => {
    const points = curveOf(layout, edge);
    for (let i = 1; i < points.length; i++) {
      const distance = distanceTo([x, y], points[i - 1], points[i]);
      if (distance < best) {
        best = distance;
        found = edge;
      }
    }
  };
  eachEdge(graph, layout, look);
  for (const [column, { width, kind }] of graph.columns.entries())
    if (layout.isOpen(column) && kind !== "input" && kind !== "choice")
      for (let entry = 0; entry < width; entry++) look({ to: { column, entry }, from: null });
  return found;
}

function distanceTo([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const [dx, dy] = [bx - ax, by - ay];
  const square = dx * dx + dy * dy;
  const t = square > 0 ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square)) : 0;
  return Math.hypot(ax + t * dx - x, ay + t * dy - y);
}
