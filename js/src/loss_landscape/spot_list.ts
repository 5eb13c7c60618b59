import { format } from "../color/numbers.ts";
import { element } from "../dom/element.ts";
import type { WireLandscape } from "../wire/wire.ts";

/** More than these are not listed. */
const MOST = 40;

/** Minima and saddles of all landscapes, lowest first as Python lists them; a click selects one. */
export class SpotList {
  readonly root = element("section", {
    class: "sw-section",
    role: "group",
    hidden: true,
    "aria-label": "Minima and saddles",
  });
  private readonly rows = element("div", { class: "sw-landscape-spots" });
  private drawn: { readonly landscapes: readonly WireLandscape[]; readonly selected: number } = {
    landscapes: [],
    selected: -1,
  };

  /** `chosen` is told the place in the list, -1 for what was selected already. */
  constructor(
    private readonly chosen: (index: number) => void,
    private readonly signal: AbortSignal,
  ) {
    this.root.append(
      element("div", { class: "sw-heading" }, element("span", { class: "sw-label" }, "Minima and saddles")),
      this.rows,
    );
  }

  set(landscapes: readonly WireLandscape[], selected: number): void {
    const all = landscapes.flatMap(({ name, spots }) => spots.map((spot) => ({ name, ...spot })));
    this.root.hidden = all.length === 0;
    if (landscapes === this.drawn.landscapes && selected === this.drawn.selected) return;
    this.drawn = { landscapes, selected };
    const focused = this.rows.contains(document.activeElement)
      ? Array.from(this.rows.children).indexOf(document.activeElement as Element)
      : -1;
    this.rows.replaceChildren(
      ...all.slice(0, MOST).map(({ name, kind, at, loss, words }, i) => {
        const row = element(
          "button",
          { type: "button", class: "sw-landscape-row", "aria-pressed": String(i === selected), title: words },
          element("span", { class: "sw-landscape-spot", "data-kind": kind, "aria-hidden": "true" }),
          element("span", {}, [name, kind, loss].filter(Boolean).join(" ")),
          element("span", { class: "sw-muted" }, at.map((c) => format(c)).join(", ")),
          element(
            "span",
            { class: "sw-muted sw-landscape-words", hidden: i !== selected || words === "" },
            words,
          ),
        );
        row.addEventListener("click", () => this.chosen(i === selected ? -1 : i), { signal: this.signal });
        return row;
      }),
    );
    if (all.length > MOST) {
      const more = `and ${all.length - MOST} more, in Python`;
      this.rows.append(element("span", { class: "sw-muted" }, more));
    }
    if (focused >= 0) (this.rows.children[focused] as HTMLElement | undefined)?.focus();
  }
}
