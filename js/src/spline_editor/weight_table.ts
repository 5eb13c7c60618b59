import { format } from "../color/numbers.ts";
import { element, setText } from "../dom/element.ts";
import type { Spline } from "./graph.ts";
import { ScrubNumber } from "./scrub_number.ts";

export type Weight = "w" | "b" | "v" | "c";
const OF_UNIT = ["w", "b", "v"] as const;
const MEANS = { w: "input weight", b: "bias", v: "output weight", c: "output bias" };

export interface TableEvents {
  weight(name: Weight, unit: number, value: number): void;
  selected(unit: number): void;
}

interface Row {
  readonly node: HTMLElement;
  readonly knot: HTMLElement;
  readonly numbers: Record<(typeof OF_UNIT)[number], ScrubNumber>;
  readonly adds: HTMLElement;
}

/** A row for each unit, its knot and its weights, and what it adds where the pointer is; below, the output bias. */
export class WeightTable {
  readonly root: HTMLElement;
  private readonly body = element("div", { class: "sw-spline-rows" });
  private readonly bias: ScrubNumber;
  private readonly total = element("span", { class: "sw-spline-cell" });
  private readonly rows: Row[] = [];

  constructor(
    private readonly events: TableEvents,
    private readonly signal: AbortSignal,
  ) {
    this.bias = new ScrubNumber(
      `c, the ${MEANS.c}`,
      { changed: (value) => events.weight("c", 0, value) },
      signal,
    );
    const names = ["", "knot", ...OF_UNIT, "adds"];
    this.root = element(
      "section",
      { class: "sw-section", role: "group", "aria-label": "Units and their weights" },
      element(
        "div",
        { class: "sw-heading" },
        element("span", { class: "sw-label" }, "Units"),
        element("span", { class: "sw-muted" }, "v · g(w x + b)"),
      ),
      element(
        "div",
        { class: "sw-spline-row sw-muted", "aria-hidden": "true" },
        ...names.map((name) => element("span", { class: "sw-spline-cell" }, name)),
      ),
      this.body,
      element(
        "div",
        { class: "sw-spline-row sw-spline-sum" },
        element("span", { class: "sw-spline-bias" }, `+ c, the ${MEANS.c}`),
        this.bias.input,
        this.total,
      ),
    );
  }

  set({ units, bias }: Spline, selected: number): void {
    while (this.rows.length < units.length) this.add(this.rows.length);
    while (this.rows.length > units.length) this.rows.pop()?.node.remove();
    const most = (name: (typeof OF_UNIT)[number]) => Math.max(...units.map((unit) => Math.abs(unit[name])));
    for (const name of OF_UNIT) {
      const largest = most(name) || 1;
      this.rows.forEach(({ numbers }, i) => {
        numbers[name].set(units[i][name], units[i][name] / largest);
      });
    }
    this.rows.forEach(({ node, knot }, i) => {
      const { knot: at } = units[i];
      setText(knot, at === null ? "none" : format(at));
      knot.title =
        at === null ? "w = 0: the unit bends nothing" : `Slope grows by ${format(units[i].jump)} here`;
      node.classList.toggle("sw-spline-selected", i === selected);
    });
    this.bias.set(bias, bias / (most("v") || Math.abs(bias) || 1));
  }

  /** What units add where the pointer is, and the sum; null where it is nowhere. */
  setAdded(added: readonly number[] | null, sum: number): void {
    this.rows.forEach(({ adds }, i) => {
      setText(adds, added === null ? "" : format(added[i]));
    });
    setText(this.total, added === null ? "" : `= ${format(sum)}`);
  }

  private add(unit: number): void {
    const { events, signal } = this;
    const number = (name: (typeof OF_UNIT)[number]) =>
      new ScrubNumber(
        `${name}, the ${MEANS[name]} of unit ${unit + 1}`,
        { changed: (value) => events.weight(name, unit, value), focused: () => events.selected(unit) },
        signal,
      );
    const numbers = { w: number("w"), b: number("b"), v: number("v") };
    const knot = element("span", { class: "sw-spline-cell" });
    const adds = element("span", { class: "sw-spline-cell sw-spline-adds" });
    const name = element(
      "button",
      { type: "button", class: "sw-spline-name", title: `Unit ${unit + 1}: show what it adds` },
      String(unit + 1),
    );
    name.addEventListener("click", () => events.selected(unit), { signal });
    const inputs = OF_UNIT.map((each) => numbers[each].input);
    const node = element("div", { class: "sw-spline-row" }, name, knot, ...inputs, adds);
    this.rows.push({ node, knot, numbers, adds });
    this.body.append(node);
  }
}
