import { formatCount } from "../color/numbers.ts";
import type { Facts } from "../wire.ts";
import { element } from "./element.ts";

/** What is known of the tile under the cursor, beside the selected one when there is one. */
export class FactsPanel {
  readonly root: HTMLElement;
  private readonly body = element("tbody");
  private readonly head = element("thead");
  private readonly hint = element(
    "p",
    { class: "sw-muted sw-hint" },
    "Point at a tile for its facts, click to keep them.",
  );
  private shown = "";

  constructor() {
    this.root = element(
      "section",
      { class: "sw-section sw-facts", "aria-label": "Facts about tiles" },
      element("table", {}, this.head, this.body),
      this.hint,
    );
  }

  set(hovered: Facts | null, selected: Facts | null): void {
    const key = JSON.stringify([hovered, selected]);
    if (key === this.shown) return;
    this.shown = key;
    const columns = [
      { title: "here", facts: hovered },
      { title: "selected", facts: selected },
    ].filter(({ facts }) => facts !== null) as { title: string; facts: Facts }[];
    this.hint.hidden = columns.length > 0;
    if (columns.length === 0) {
      this.head.replaceChildren();
      this.body.replaceChildren();
      return;
    }
    this.head.replaceChildren(
      element(
        "tr",
        {},
        element("th", { scope: "col" }, "Tile"),
        ...columns.map(({ title, facts }) =>
          element("th", { scope: "col", title }, formatCount(facts.tile), element("small", {}, ` ${title}`)),
        ),
      ),
    );
    const labels = [...new Set(columns.flatMap(({ facts }) => facts.rows.map(([label]) => label)))];
    const values = columns.map(({ facts }) => new Map(facts.rows));
    this.body.replaceChildren(
      ...labels.map((label) =>
        element(
          "tr",
          {},
          element("th", { scope: "row" }, label),
          ...values.map((value) => element("td", {}, value.get(label) ?? "")),
        ),
      ),
    );
  }
}
