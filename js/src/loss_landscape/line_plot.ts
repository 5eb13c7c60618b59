import { Plane } from "../chart/plane.ts";
import { element, setText, svg } from "../dom/element.ts";
import { decode } from "../wire/decode.ts";
import type { Point, WirePlot, WirePlotLine } from "../wire/wire.ts";

/** Around the numbers, as a share of their range. */
const MARGIN = 0.08;
/** A constant has this range, on either side. */
const LEAST = 0.5;

/** Some lines over one axis, and what each is. */
export class LinePlot {
  readonly root: HTMLElement;
  private readonly title = element("span", { class: "sw-label" });
  private readonly note = element("span", { class: "sw-muted" });
  private readonly legend = element("div");
  private readonly lines = svg("g", {});
  private readonly plane: Plane;
  private points: Point[][] = [];

  constructor(plot: WirePlot, signal: AbortSignal) {
    this.plane = new Plane("", () => this.draw(), signal, plot.logarithmic);
    this.plane.root.classList.add("sw-landscape-plot");
    this.plane.drawing.append(this.lines);
    this.root = element(
      "section",
      { class: "sw-section", "aria-label": plot.title },
      element("div", { class: "sw-heading" }, this.title, this.note),
      this.plane.root,
      this.legend,
    );
    this.set(plot);
  }

  set({ title, axis, logarithmic, lines }: WirePlot): void {
    setText(this.title, title);
    setText(this.note, logarithmic ? `over ${axis}, log` : `over ${axis}`);
    this.points = lines.map(known);
    const all = this.points.flat();
    const across = rangeOf(all.map(([x]) => x));
    const up = rangeOf(all.map(([, y]) => y));
    this.legend.replaceChildren(...lines.map(entry));
    const words = lines.map(({ name, words: last }) => `${name || "loss"}: ${last}`).join(". ");
    this.plane.describe(`${title} over ${axis}. ${words}.`);
    this.plane.setWindow([...across, ...up]);
    this.draw();
  }

  private draw(): void {
    if (!this.plane.seen) return;
    this.lines.replaceChildren(
      ...this.points.map((points, i) =>
        svg("path", { class: "sw-landscape-line", "data-line": i % COLORS, d: this.plane.path(points) }),
      ),
    );
  }
}

/** Lines have as many looks, as in the style sheet. */
const COLORS = 4;

function entry({ name, words }: WirePlotLine, i: number): HTMLElement {
  const sign = svg(
    "svg",
    { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", class: "sw-sign" },
    svg("path", { class: "sw-landscape-line", "data-line": i % COLORS, d: "M1 8H15" }),
  );
  const number = element("span", { class: "sw-landscape-number" }, words);
  return element("div", { class: "sw-landscape-entry" }, sign, element("span", {}, name), number);
}

function known({ x, y }: WirePlotLine): Point[] {
  const heights = decode(y, ["float64"]);
  return Array.from(decode(x, ["float64"]), (at, i): Point => [at, heights[i]]).filter(
    ([, height]) => !Number.isNaN(height),
  );
}

function rangeOf(values: readonly number[]): [number, number] {
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (!(high >= low)) return [0, 1];
  const margin = high > low ? MARGIN * (high - low) : LEAST;
  return [low - margin, high + margin];
}
