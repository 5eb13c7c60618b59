import { svg } from "../dom/element.ts";
import type { Point, WireShapes } from "../wire/wire.ts";
import { coreOf, haloOf } from "./roles.ts";

/** CSS pixels: a line, its halo with it, a marker, and where a label begins. */
const WIDTH = 2.25;
const CASED = 4.75;
const RADIUS = 4.25;
const LABEL: Point = [9, -7];

/** How places of a slice come to pixels. */
export interface Placing {
  /** Of one handle, or else of a place. */
  toPixels(at: Point, handle?: number): Point;
  /** CSS pixels of a unit of the slice. */
  readonly unit: number;
}

/** What one view draws, as SVG; handles are no part of it. */
export function outlines({ lines, discs, markers }: WireShapes, placing: Placing): SVGElement[] {
  const handles = markers.filter(({ handle }) => handle).map(({ at }) => at);
  const pixelsOf = (at: Point) => {
    // A line that begins in a handle follows the hand, before Python has heard of it.
    const handle = handles.findIndex((each) => each[0] === at[0] && each[1] === at[1]);
    return placing.toPixels(at, handle < 0 ? undefined : handle);
  };
  const drawn: SVGElement[] = [];
  for (const { role, center, radius, label } of discs) {
    const [cx, cy] = pixelsOf(center);
    const r = radius * placing.unit;
    const round = { cx, cy, r, fill: "none" };
    drawn.push(
      svg("circle", { cx, cy, r, fill: coreOf(role), opacity: 0.14 }),
      svg("circle", { ...round, stroke: haloOf(role), "stroke-width": CASED, opacity: 0.85 }),
      svg("circle", { ...round, stroke: coreOf(role), "stroke-width": WIDTH }),
      ...written(label, [cx, cy - r]),
    );
  }
  for (const { role, points } of lines) {
    const d = points
      .map((at, i) => `${i === 0 ? "M" : "L"}${pixelsOf(at).map((x) => x.toFixed(2))}`)
      .join("");
    const round = { d, fill: "none", "stroke-linejoin": "round", "stroke-linecap": "round" };
    drawn.push(
      svg("path", { ...round, stroke: haloOf(role), "stroke-width": CASED, opacity: 0.85 }),
      svg("path", { ...round, stroke: coreOf(role), "stroke-width": WIDTH }),
    );
  }
  for (const { role, at, label, handle } of markers) {
    const [cx, cy] = pixelsOf(at);
    if (!handle) drawn.push(dot(role, [cx, cy]));
    drawn.push(...written(label, [cx, cy]));
  }
  return drawn;
}

/** The sign of a point. */
export function dot(role: WireShapes["markers"][number]["role"], [cx, cy]: Point): SVGElement {
  return svg("circle", { cx, cy, r: RADIUS, fill: coreOf(role), stroke: haloOf(role), "stroke-width": 1.5 });
}

function written(label: string, [x, y]: Point): SVGElement[] {
  if (label === "") return [];
  const text = svg("text", { x: x + LABEL[0], y: y + LABEL[1] });
  text.textContent = label;
  return [text];
}
