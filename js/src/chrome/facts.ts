import { format, formatCount } from "../color/numbers.ts";
import { element, setText } from "../dom/element.ts";
import type { Facts } from "../wire/wire.ts";

/** Facts as a page tells them: about what Python knows, or about something with a title of its own. */
export type ToldFacts = Facts & { readonly title?: string };

const OF_TILES = "Point at a tile for its facts, click to keep them.";
const OF_POINTS =
  "Point at the picture for what the network says there. Tiles, where they are shown, have facts of their own.";

/** What is known of the tile, or of the sampled point, under the cursor, beside the selected one when there is one. */
export class FactsPanel {
  readonly root: HTMLElement;
  private readonly body = element("tbody");
  private readonly head = element("thead");
  private readonly hint = element("p", { class: "sw-muted sw-hint" }, OF_TILES);
  private shown = "";

  constructor() {
    this.root = element(
      "section",
      { class: "sw-section sw-facts", role: "group", "aria-label": "Facts about tiles" },
      element("table", {}, this.head, this.body),
      this.hint,
    );
  }

  setSampled(sampled: boolean): void {
    setText(this.hint, sampled ? OF_POINTS : OF_TILES);
  }

  set(hovered: ToldFacts | null, selected: ToldFacts | null): void {
    const key = JSON.stringify([hovered, selected]);
    if (key === this.shown) return;
    this.shown = key;
    const columns = [
      { title: "here", facts: hovered },
      { title: "selected", facts: selected },
    ].filter(({ facts }) => facts !== null) as { title: string; facts: ToldFacts }[];
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
        element("th", { scope: "col" }, kindOf(columns[0].facts)),
        ...columns.map(({ title, facts }) =>
          element("th", { scope: "col", title }, nameOf(facts), element("small", {}, ` ${title}`)),
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

function kindOf({ point, title }: ToldFacts): string {
  return title ?? (point ? "Point" : "Tile");
}

function nameOf({ tile, point, title }: ToldFacts): string {
  if (title !== undefined) return "";
  return point ? point.map((x) => format(x)).join(", ") : formatCount(tile ?? -1);
}

/** What the facts are about. */
export function titleOf(facts: ToldFacts): string {
  return `${kindOf(facts)} ${nameOf(facts)}`.trim();
}
