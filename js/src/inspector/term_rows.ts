import { element } from "../dom/element.ts";
import type { Maybe, WireBetween, WireTerm } from "../wire/wire.ts";
import { betweenCells } from "./between_view.ts";
import type { Explanations } from "./explanations.ts";

type Cells = ReadonlyMap<string, readonly Node[]>;

/** What stands in a row of its own together: the first has the cell, the others only their names. */
const TOGETHER: Record<string, readonly string[]> = { A: ["A", "c"] };
/** In the order of their rows; all others follow, as they were told. */
const FIRST = ["separating", "path", "class", "confidence", "x", "scores", "A", "active"];
/** About two tiles. */
const OF_BOTH = new Set(["separating", "path"]);

interface Row {
  readonly root: HTMLElement;
  readonly cells: readonly [HTMLElement, HTMLElement];
  readonly terms: readonly string[];
}

/** A table with a row for each term, whose name is explained, and a column for each tile. */
export class TermRows {
  readonly root = element("div", {
    class: "sw-term-rows",
    role: "table",
    "aria-label": "What is known of tiles",
  });
  private readonly titles = [
    element("div", { role: "columnheader", class: "sw-tile-title" }),
    element("div", { role: "columnheader", class: "sw-tile-title" }),
  ];
  private readonly head = element(
    "div",
    { role: "row", class: "sw-term-row sw-tile-titles" },
    element(
      "div",
      { role: "columnheader", class: "sw-term-names" },
      element("span", { class: "sw-spoken" }, "Quantity"),
    ),
    ...this.titles,
  );
  private rows: Row[] = [];

  constructor(private readonly explanations: Explanations) {}

  setTerms(terms: readonly WireTerm[]): void {
    const joined = new Set(Object.values(TOGETHER).flatMap((all) => all.slice(1)));
    const names = terms.map(({ name }) => name).filter((name) => !joined.has(name));
    const first = FIRST.filter((name) => names.includes(name));
    const order = [...first, ...names.filter((name) => !first.includes(name))];
    this.rows = order.map((name) => this.row(TOGETHER[name] ?? [name], terms));
    this.root.replaceChildren(this.head, ...this.rows.map(({ root }) => root));
  }

  /** A column for each title; with one of them `hint` stands in the place of the other. */
  show(titles: readonly Node[], columns: readonly Cells[], hint: string, between: Maybe<WireBetween>): void {
    const { root, rows } = this;
    const both = betweenCells(between);
    root.dataset.columns = String(columns.length);
    root.hidden = columns.length === 0;
    this.titles.forEach((title, i) => {
      title.replaceChildren(titles[i] ?? hint);
      title.classList.toggle("sw-hint", titles[i] === undefined);
    });
    for (const { root: row, cells, terms } of rows) {
      const [name] = terms;
      const found = OF_BOTH.has(name) ? [both] : columns;
      row.hidden = !found.some((each) => (each.get(name)?.length ?? 0) > 0);
      cells.forEach((cell, i) => {
        const parts = terms.flatMap((term) => [...(found[i]?.get(term) ?? [])]);
        cell.replaceChildren(...parts);
      });
    }
  }

  private row(terms: readonly string[], all: readonly WireTerm[]): Row {
    const names = terms.flatMap((name) => {
      const index = all.findIndex((each) => each.name === name);
      return index < 0 ? [] : [this.explanations.button(all[index], index)];
    });
    const [name] = terms;
    const cell = () => element("div", { role: "cell", class: "sw-term-cell", "data-term": name });
    const cells = [cell(), cell()] as const;
    const label = element("div", { role: "rowheader", class: "sw-term-names" }, ...names);
    const kind = OF_BOTH.has(name) ? "sw-term-row sw-of-both" : "sw-term-row";
    return {
      root: element("div", { role: "row", class: kind, "data-row": name }, label, ...cells),
      cells,
      terms,
    };
  }
}
