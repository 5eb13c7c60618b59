import { element } from "../dom/element.ts";

export interface Choice {
  readonly name: string;
  readonly label: string;
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
      select.replaceChildren(...choices.map(({ name, label }) => element("option", { value: name }, label)));
    }
    select.value = chosen;
  }
}
