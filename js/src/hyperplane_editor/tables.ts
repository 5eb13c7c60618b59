import { element } from "../dom/element.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import { type EditorTraits, present } from "../wire/wire.ts";

type Rows = readonly (readonly [label: string, value: string])[];

/** Beside the picture: how many tiles there are and can be, the fold that was clicked, and what is left out. */
export class Tables {
  readonly root: HTMLElement;
  private readonly counts = section("Tiles");
  private readonly fold = section("Fold");
  private readonly notes = element("section", { class: "sw-section sw-notes", role: "status" });
  private shown = "";

  constructor(link: NumberedLink<EditorTraits>) {
    this.root = element("div", { class: "sw-tables" }, this.fold, this.counts, this.notes);
    link.listen(["_arrangement"], () => {
      const wire = link.get("_arrangement");
      const { counts, fold, notes } = present(wire) ? wire : { counts: [], fold: undefined, notes: [] };
      // With every picture of a drag
      const shown = JSON.stringify([counts, fold?.rows, notes]);
      if (shown === this.shown) return;
      this.shown = shown;
      fill(this.counts, counts);
      fill(this.fold, fold?.rows ?? []);
      this.notes.hidden = notes.length === 0;
      this.notes.replaceChildren(...notes.map((note) => element("p", { class: "sw-muted" }, note)));
    });
  }
}

function section(name: string): HTMLElement {
  return element(
    "section",
    { class: "sw-section sw-facts", role: "group", "aria-label": name },
    element("div", { class: "sw-label" }, name),
    element("table", {}, element("tbody")),
  );
}

function fill(place: HTMLElement, rows: Rows): void {
  place.hidden = rows.length === 0;
  place
    .querySelector("tbody")
    ?.replaceChildren(
      ...rows.map(([label, value]) =>
        element("tr", {}, element("th", { scope: "row" }, label), element("td", {}, value)),
      ),
    );
}
