import { format, formatCount, formatTicks } from "../color/numbers.ts";
import { linearTicks, normalize } from "../color/ticks.ts";
import { element, svg } from "../dom/element.ts";
import { decode } from "../wire/decode.ts";
import type { WireFigure } from "../wire/wire.ts";
import { stepTicks } from "./step_ticks.ts";

type Range = readonly [number, number];

/**
 * A few metrics over the index of the checkpoint, since checkpoints are log-spaced in steps.
 *
 * The drawing is a unit square stretched over its place: strokes keep their width, and words are HTML beside it.
 */
export class CurveFigure {
  readonly root: HTMLElement;
  private readonly legend = element("div", { class: "sw-curve-legend" });
  private readonly grid = svg("g", { class: "sw-curve-grid" });
  private readonly lines = svg("g", {});
  private readonly present = svg("line", { class: "sw-curve-present", y1: 0, y2: 1 });
  private readonly reference = svg("line", { class: "sw-curve-reference", y1: 0, y2: 1 });
  private readonly plot: HTMLElement;
  private readonly across = element("div", { class: "sw-curve-across" });
  private readonly up = element("div", { class: "sw-curve-up" });
  private steps: readonly number[] = [];
  private labels: readonly string[] = [];
  private values: Float64Array = new Float64Array(0);
  private at: number | null = null;

  constructor(
    private readonly title: string,
    clicked: (index: number) => void,
    signal: AbortSignal,
  ) {
    const box = { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" };
    this.plot = element(
      "div",
      { class: "sw-curve-plot", role: "img", title: "Click to show a checkpoint" },
      svg("svg", box, this.grid, this.lines, this.reference, this.present),
      this.up,
      this.across,
    );
    this.root = element(
      "section",
      { class: "sw-curve", "aria-label": title },
      element("div", { class: "sw-label" }, title),
      this.legend,
      this.plot,
    );
    const choose = (event: MouseEvent) => {
      const { left, width } = this.plot.getBoundingClientRect();
      const last = this.steps.length - 1;
      const index = Math.round(((event.clientX - left) / width) * last);
      if (last >= 0) clicked(Math.max(0, Math.min(last, index)));
    };
    this.plot.addEventListener("click", choose, { signal });
  }

  draw(steps: readonly number[], { labels, colors, values, share }: WireFigure): void {
    this.steps = steps;
    this.labels = labels;
    this.values = decode(values, ["float64"]);
    const range = share ? ([0, 1] as const) : rangeOf(this.values);
    this.legend.replaceChildren(
      ...(labels.length > 1 ? labels : []).map((label, i) => {
        const name = element("span", {}, label);
        name.style.setProperty("--sw-own", colors[i]);
        return name;
      }),
    );
    this.lines.replaceChildren(
      ...labels.map((_, i) => {
        const line = this.values.subarray(i * steps.length, (i + 1) * steps.length);
        return svg("path", { d: pathOf(line, range), stroke: colors[i] });
      }),
    );
    const ticks = linearTicks(...range);
    const texts = share ? ticks.map((tick) => `${Math.round(100 * tick)} %`) : formatTicks(ticks);
    const places = ticks.map((tick) => 1 - normalize(tick, range, false));
    this.grid.replaceChildren(...places.map((y) => svg("line", { x2: 1, y1: y, y2: y })));
    this.up.replaceChildren(
      ...texts.map((text, i) => {
        const node = element("span", {}, text);
        node.style.top = `${(100 * places[i]).toFixed(2)}%`;
        return node;
      }),
    );
    this.describe();
  }

  /** Writes as many of the time slider's steps as there is room for. */
  fit(): void {
    const ticks = stepTicks(this.steps, this.plot.clientWidth);
    this.across.replaceChildren(
      ...ticks.map(({ text, at }) => {
        const node = element("span", {}, text);
        node.style.left = `${at.toFixed(1)}px`;
        return node;
      }),
      element("span", { class: "sw-curve-unit" }, "step"),
    );
  }

  /** Moves the cursors; null hides them. */
  point(present: number | null, reference: number | null): void {
    this.at = present;
    const last = Math.max(1, this.steps.length - 1);
    for (const [line, index] of [
      [this.present, present],
      [this.reference, reference],
    ] as const) {
      line.toggleAttribute("hidden", index === null);
      for (const end of ["x1", "x2"]) line.setAttribute(end, String((index ?? 0) / last));
    }
    this.describe();
  }

  /** The picture in words: what it shows at the cursor. */
  private describe(): void {
    const { steps, labels, values, at } = this;
    const numbers = labels.map((label, i) => `${label} ${format(values[i * steps.length + (at ?? 0)])}`);
    const step =
      at === null || at >= steps.length ? "" : ` at step ${formatCount(steps[at])}: ${numbers.join(", ")}`;
    const text = `${this.title}${step}`;
    if (this.plot.getAttribute("aria-label") !== text) this.plot.setAttribute("aria-label", text);
  }
}

/** From zero, or the least value below it, to the largest. */
function rangeOf(values: Float64Array): Range {
  const finite = values.filter(Number.isFinite);
  const lo = finite.reduce((a, b) => Math.min(a, b), 0);
  const hi = finite.reduce((a, b) => Math.max(a, b), lo < 0 ? lo : 0);
  return hi > lo ? [lo, hi] : [lo, lo < 0 ? 0 : 1];
}

/** Values in a unit square, y down; a value between gaps is a dot. */
function pathOf(line: Float64Array, range: Range): string {
  const last = Math.max(1, line.length - 1);
  let path = "";
  let pen = false;
  line.forEach((value, i) => {
    const down = Number.isFinite(value);
    if (down) {
      const at = `${(i / last).toFixed(5)} ${(1 - normalize(value, range, false)).toFixed(5)}`;
      path += pen ? `L${at}` : `M${at}L${at}`;
    }
    pen = down;
  });
  return path;
}
