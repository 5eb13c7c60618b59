import { type Size, toPixels } from "../canvas/box.ts";
import { format, formatEven } from "../color/numbers.ts";
import { evenTicks, roundBelow } from "../color/ticks.ts";
import { svg } from "../dom/element.ts";
import type { Box } from "../wire/wire.ts";

/** CSS pixels: ticks are about so far apart, and a scale bar is at most so long. */
const APART = 110;
const LONGEST = 140;
const TICK = 6;
/** From an edge of the canvas to text, and room for the name of an axis at its end. */
const GAP = 10;
const NAME = 36;

/** What is measured on a plane: along its two coordinates where they have names, else by a scale bar. */
export class PlaneAxes {
  readonly root = svg("svg", { class: "sw-scales", "aria-hidden": "true" });
  private names: readonly string[] = [];
  /** What is drawn, as far as it can be seen. */
  private drawn = "";

  /** Names of the coordinates, across and up; none for a plane that lies askew in its space. */
  setNames(names: readonly string[]): void {
    this.names = names;
  }

  /** For the window `box` on a canvas of a size in CSS pixels. */
  layout(box: Box, size: Size): void {
    if (size.width === 0) return;
    const named = this.names.length === 2;
    const seen = named ? [...this.names, ...box, size.width] : lookOfBar(box, size);
    // What is replaced is laid out and drawn anew, with every picture of a drag.
    const drawn = [...seen, size.height].join(" ");
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.root.replaceChildren(...(named ? this.axes(box, size) : scaleBar(box, size)));
  }

  private axes(box: Box, size: Size): Node[] {
    const { width, height } = size;
    const [u0, u1, v0, v1] = box;
    const across = evenTicks(u0, u1, width / APART);
    const up = evenTicks(v0, v1, height / APART);
    return [
      ...labeled(across).flatMap(([u, label]) => {
        const [x] = toPixels(box, [u, v0], size);
        if (x < NAME || x > width - NAME) return [];
        return [...line(`M${x} ${height}v${-TICK}`), text(label, x, height - GAP, "middle")];
      }),
      ...labeled(up).flatMap(([v, label]) => {
        const [, y] = toPixels(box, [u0, v], size);
        if (y < NAME || y > height - NAME) return [];
        return [...line(`M0 ${y}h${TICK}`), text(label, GAP, y + 4, "start")];
      }),
      ...axisNames(this.names, size),
    ];
  }
}

/** A bar of round length, in units of the window, at its lower left. */
export function scaleBar(box: Box, { width, height }: Size, of = " in input space"): Node[] {
  const [pixels, length] = barOf(box, { width, height });
  const y = height - GAP;
  const bar = line(`M${GAP} ${y - 5}v5h${pixels}v-5`);
  return [...bar, text(`${format(length)}${of}`, GAP, y - 9, "start")];
}

/** How long a scale bar is, in CSS pixels and in units of the window. */
function barOf(box: Box, { width }: Size): [number, number] {
  const perUnit = width / (box[1] - box[0]);
  const length = roundBelow(Math.min(LONGEST, width / 3) / perUnit);
  return [length * perUnit, length];
}

/** The same to half a pixel. */
function lookOfBar(box: Box, size: Size): [number, number] {
  const [pixels, length] = barOf(box, size);
  return [Math.round(2 * pixels) / 2, length];
}

function labeled(ticks: readonly number[]): [number, string][] {
  const labels = formatEven(ticks);
  return ticks.map((tick, i) => [tick, labels[i]]);
}

/** With a casing, so that it reads on any fill. */
function line(d: string): Node[] {
  return ["sw-scale-casing", "sw-scale-line"].map((name) => svg("path", { class: name, d }));
}

/** The name of the axis across, at the lower right, and of the one upwards, at the upper left. */
export function axisNames([across, up]: readonly string[], { width, height }: Size): Node[] {
  return [
    text(across, width - GAP, height - GAP, "end", "sw-scale-name"),
    text(up, GAP, GAP + 10, "start", "sw-scale-name"),
  ];
}

function text(content: string, x: number, y: number, anchor: string, name = "sw-scale-text"): Node {
  return svg("text", { class: name, x, y, "text-anchor": anchor }, document.createTextNode(content));
}
