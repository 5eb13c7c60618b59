import { element, setText } from "../dom/element.ts";

/** A button that may mend what is wrong, offered where the words name it. */
export interface Cure {
  readonly label: string;
  readonly named: RegExp;
  readonly act: () => void;
}

/** What is wrong, in the middle of the canvas, with what may cure it; stays until it is mended or put aside. */
export class Complaint {
  readonly root: HTMLElement;
  private readonly words = element("p", { class: "sw-complaint-words" });
  private readonly buttons: readonly (readonly [Cure, HTMLButtonElement])[];

  constructor(cures: readonly Cure[], signal: AbortSignal) {
    const button = (label: string, act: () => void) => {
      const node = element("button", { type: "button", class: "sw-cure" }, label);
      node.addEventListener("click", act, { signal });
      return node;
    };
    this.buttons = cures.map((cure) => [cure, button(cure.label, cure.act)] as const);
    const aside = button("Hide", () => {
      this.root.hidden = true;
    });
    this.root = element(
      "div",
      { class: "sw-complaint", role: "alert", hidden: true, "data-own-gesture": true },
      this.words,
      element("div", { class: "sw-buttons" }, ...this.buttons.map(([, node]) => node), aside),
    );
  }

  /** Shows what is wrong, again where it was put aside; the empty text takes it away. */
  show(text: string): void {
    if (text === this.words.textContent) return;
    setText(this.words, text);
    for (const [{ named }, node] of this.buttons) node.hidden = !named.test(text);
    this.root.hidden = text === "";
  }
}
