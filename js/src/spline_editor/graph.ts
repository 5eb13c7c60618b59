import type { Plane } from "../chart/plane.ts";
import { svg } from "../dom/element.ts";
import { decode } from "../wire/decode.ts";
import type { Box, Point, SplinePart, WireSpline } from "../wire/wire.ts";

/** What Python sends of a spline, with its arrays. */
export interface Spline {
  readonly window: Box;
  readonly units: WireSpline["units"];
  readonly bias: number;
  readonly leak: number;
  /** Of the graph, from left to right. */
  readonly vertices: readonly Point[];
  /** Slope and intercept of each piece. */
  readonly lines: readonly Point[];
  /** Three places of what each unit adds. */
  readonly parts: readonly (readonly Point[])[];
  /** Heights of the graph at the points. */
  readonly fitted: Float64Array;
}

export function readSpline(wire: WireSpline): Spline {
  const { window, units, bias, leak } = wire;
  const places = pairs(decode(wire.parts, ["float64"]));
  return {
    ...{ window, units, bias, leak },
    vertices: pairs(decode(wire.vertices, ["float64"])),
    lines: pairs(decode(wire.lines, ["float64"])),
    parts: units.map((_, i) => places.slice(3 * i, 3 * i + 3)),
    fitted: decode(wire.fitted, ["float64"]),
  };
}

/** The piece that holds x, by its index. */
export function pieceAt({ vertices }: Spline, x: number): number {
  const after = vertices.findIndex(([end], i) => i > 0 && x <= end);
  return after < 0 ? vertices.length - 2 : after - 1;
}

/** What each unit adds at x, between the places that were sent, where it is affine. */
export function addedAt({ parts }: Spline, x: number): number[] {
  return parts.map((places) => {
    const [a, b] = x <= places[1][0] ? [places[0], places[1]] : [places[1], places[2]];
    return b[0] > a[0] ? a[1] + ((x - a[0]) / (b[0] - a[0])) * (b[1] - a[1]) : a[1];
  });
}

/** The graph on its plane, with what units add, residuals, and what is under the pointer. */
export class Graph {
  private readonly units = svg("g", { class: "sw-spline-units" });
  private readonly chosen = svg("path", { class: "sw-spline-chosen" });
  private readonly residuals = svg("path", { class: "sw-spline-residuals" });
  private readonly dots = svg("path", { class: "sw-spline-dots" });
  private readonly line = svg("path", { class: "sw-spline-graph" });
  private readonly piece = svg("path", { class: "sw-spline-piece" });
  private readonly pointer = svg("line", { class: "sw-spline-pointer" });

  constructor(private readonly plane: Plane) {
    const { units, residuals, dots, line, piece, chosen, pointer } = this;
    plane.drawing.append(pointer, units, chosen, residuals, line, piece, dots);
  }

  draw(
    spline: Spline,
    points: readonly Point[],
    visible: readonly SplinePart[],
    selected: number,
    dotted: boolean,
  ): void {
    const { plane } = this;
    const shown = (part: SplinePart) => visible.includes(part);
    this.units.replaceChildren(
      ...(shown("units") ? spline.parts : []).map((part) => svg("path", { d: plane.path(part) })),
    );
    const part = shown("units") ? spline.parts[selected] : undefined;
    this.chosen.setAttribute("d", part ? plane.path(part) : "");
    this.line.setAttribute("d", plane.path(spline.vertices));
    const residual = ([x, y]: Point, i: number) =>
      plane.path([
        [x, y],
        [x, spline.fitted[i]],
      ]);
    this.residuals.setAttribute("d", shown("residuals") ? points.map(residual).join("") : "");
    this.dots.setAttribute("d", dotted ? points.map((point) => plane.path([point, point])).join("") : "");
  }

  /** Marks the piece that holds x, null for none. */
  point(spline: Spline, x: number | null): void {
    this.pointer.toggleAttribute("hidden", x === null);
    this.piece.setAttribute("d", "");
    if (x === null) return;
    const [left] = this.plane.toPixels([x, 0]);
    for (const [name, value] of Object.entries({ x1: left, x2: left, y1: 0, y2: 9999 }))
      this.pointer.setAttribute(name, String(value));
    const index = pieceAt(spline, x);
    this.piece.setAttribute("d", this.plane.path(spline.vertices.slice(index, index + 2)));
  }
}

function pairs(numbers: Float64Array): Point[] {
  return Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i], numbers[2 * i + 1]]);
}
