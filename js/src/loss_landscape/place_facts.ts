import { element } from "../dom/element.ts";
import { type Maybe, present, type WirePlaceFacts } from "../wire/wire.ts";

/** What is known of the place under the pointer. */
export class PlaceFacts {
  readonly root: HTMLElement;
  private readonly body = element("tbody");
  private readonly hint = element(
    "p",
    { class: "sw-muted sw-hint" },
    "Point at a landscape for its loss there, click to let a marble go.",
  );

  constructor() {
    this.root = element(
      "section",
      { class: "sw-section sw-facts", role: "group", "aria-label": "Facts about a place" },
      element("table", {}, this.body),
      this.hint,
    );
  }

  set(facts: Maybe<WirePlaceFacts>, names: readonly string[]): void {
    const rows = present(facts) ? facts.rows : [];
    const name = present(facts) ? names[facts.landscape] : "";
    this.hint.hidden = rows.length > 0;
    this.body.replaceChildren(
      ...(name ? [["on", name], ...rows] : rows).map(([label, value]) =>
        element("tr", {}, element("th", { scope: "row" }, label), element("td", {}, value)),
      ),
    );
  }
}
