import { format, formatCount, formatTicks } from "../color/numbers.ts";
import { linearTicks, normalize } from "../color/ticks.ts";
import { element, svg } from "../dom/element.ts";
import { listenToKeys } from "../interact/keyboard.ts";
import { decode } from "../wire/decode.ts";
import type { WireFigure } from "../wire/wire.ts";
import { stepTicks } from "./step_ticks.ts";

type Range = readonly [number, number];

/** Checkpoints that a key for a page passes. */
const PAGE = 10;

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
    private readonly clicked: (index: number) => void,
    private readonly signal: AbortSignal,
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
      "div",
      { class: "sw-curve", role: "group", "aria-label": title },
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

  /** Makes it a slider, too, which keys operate: of figures side by side one is enough. */
  takeKeys(): void {
    const { plot } = this;
    plot.tabIndex = 0;
    for (const [name, value] of [
      ["role", "slider"],
      ["aria-valuemin", "0"],
    ])
      plot.setAttribute(name, value);
    const choose = (indexFrom: (at: number, last: number) => number) => () => {
      const [at, last] = [this.at, this.steps.length - 1];
      if (at === null) return;
      const index = Math.max(0, Math.min(last, indexFrom(at, last)));
      if (index !== at) this.clicked(index);
    };
    const by = (count: number) => choose((at) => at + count);
    const actions = {
      ArrowLeft: by(-1),
      ArrowDown: by(-1),
      ArrowRight: by(1),
      ArrowUp: by(1),
      PageDown: by(-PAGE),
      PageUp: by(PAGE),
      Home: choose(() => 0),
      End: choose((_, last) => last),
    };
    listenToKeys(plot, actions, this.signal);
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
    const { plot } = this;
    if (plot.getAttribute("aria-label") !== text) plot.setAttribute("aria-label", text);
    if (plot.getAttribute("role") !== "slider") return;
    plot.setAttribute("aria-valuemax", String(Math.max(0, steps.length - 1)));
    plot.setAttribute("aria-valuenow", String(at ?? 0));
    plot.setAttribute("aria-valuetext", text);
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
