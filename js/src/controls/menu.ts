import { element } from "../dom/element.ts";

export interface Choice {
  readonly name: string;
  readonly label: string;
  /** Heading under which it stands, with those beside it of the same. */
  readonly group?: string;
}

/** A word and a menu of choices. */
export class Menu {
  readonly root: HTMLElement;
  private readonly select: HTMLSelectElement;

  constructor(word: string, title: string, chosen: (name: string) => void, signal: AbortSignal) {
    this.select = element("select", { class: "sw-menu", title });
    this.select.addEventListener("change", () => chosen(this.select.value), { signal });
    this.root = element("label", { class: "sw-menu-label" }, element("span", {}, word), this.select);
  }

  set(choices: readonly Choice[], chosen: string): void {
    const { select } = this;
    const shown = Array.from(select.options, ({ value, text }) => `${value} ${text}`).join("\n");
    if (shown !== choices.map(({ name, label }) => `${name} ${label}`).join("\n")) {
      let place: HTMLElement = select;
      select.replaceChildren();
      for (const { name, label, group = "" } of choices) {
        if (group === "") place = select;
        else if (place.getAttribute("label") !== group) {
          place = element("optgroup", { label: group });
          select.append(place);
        }
        place.append(element("option", { value: name }, label));
      }
    }
    select.value = chosen;
  }
}
