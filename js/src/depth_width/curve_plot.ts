import { Plane } from "../chart/plane.ts";
import { formatCount } from "../color/numbers.ts";
import { element, setText, svg } from "../dom/element.ts";
import { decode } from "../wire/decode.ts";
import type { Point, WireCurves, WireSeries } from "../wire/wire.ts";

/** Below and above the numbers, in powers of ten. */
const MARGIN = 0.3;

/** Numbers over the depth on a logarithmic scale, and what they are at the present one. */
export class CurvePlot {
  readonly root: HTMLElement;
  private readonly title = element("span", { class: "sw-label" });
  private readonly plane: Plane;
  private readonly legend = element("div", { class: "sw-depth-legend" });
  private readonly cursor = svg("line", { class: "sw-depth-cursor" });
  private readonly lines = svg("g", {});
  private curves: WireCurves | null = null;
  private depth = 1;

  constructor(signal: AbortSignal) {
    this.plane = new Plane("", () => this.draw(), signal, true);
    this.plane.root.classList.add("sw-depth-plot");
    this.plane.drawing.append(this.cursor, this.lines);
    this.root = element(
      "section",
      { class: "sw-section", "aria-label": "Over the depth" },
      element(
        "div",
        { class: "sw-heading" },
        this.title,
        element("span", { class: "sw-muted" }, "log scale"),
      ),
      this.plane.root,
      this.legend,
    );
  }

  set(curves: WireCurves, depth: number): void {
    this.curves = curves;
    this.depth = depth;
    setText(this.title, curves.title);
    const known = curves.series.flatMap((series) => places(series).map(([, y]) => y));
    const count = Math.max(1, ...curves.series.map(({ texts }) => texts.length));
    const [low, high] = [Math.min(0, ...known), Math.max(...known)];
    this.plane.setWindow([0.4, count + 0.6, low - MARGIN, high + MARGIN]);
    this.legend.replaceChildren(...curves.series.map((series) => this.entry(series)));
    const words = curves.series.map(({ label, texts }) => `${label}: ${texts[depth - 1] || "unknown"}`);
    this.plane.describe(`${curves.title}, at depth ${formatCount(depth)}. ${words.join(". ")}.`);
    this.draw();
  }

  private entry({ name, label, texts }: WireSeries): HTMLElement {
    const sign = svg(
      "svg",
      { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", class: "sw-sign" },
      svg("path", { class: "sw-depth-line", "data-series": name, d: "M1 8H15" }),
    );
    return element(
      "div",
      { class: "sw-depth-entry" },
      sign,
      element("span", {}, label),
      element("span", { class: "sw-depth-number" }, texts[this.depth - 1] || "–"),
    );
  }

  private draw(): void {
    const { plane, curves, depth } = this;
    if (curves === null || !plane.seen) return;
    const [x] = plane.toPixels([depth, 0]);
    for (const [name, value] of Object.entries({ x1: x, x2: x, y1: 0, y2: 9999 }))
      this.cursor.setAttribute(name, String(value));
    this.lines.replaceChildren(
      ...curves.series.flatMap((series) => {
        const points = places(series);
        const dots = points.map((point) => plane.path([point, point])).join("");
        const line = svg("path", {
          class: "sw-depth-line",
          "data-series": series.name,
          d: plane.path(points),
        });
        return [line, svg("path", { class: "sw-depth-dots", "data-series": series.name, d: dots })];
      }),
    );
  }
}

/** Depth and logarithm of each number that is known. */
function places({ logarithms }: WireSeries): Point[] {
  return Array.from(decode(logarithms, ["float64"]), (y, i): Point => [i + 1, y]).filter(
    ([, y]) => !Number.isNaN(y),
  );
}
