import { element, setText } from "../dom/element.ts";

/** How far a long computation is, and a button that gives it up. */
export class WaitingBar {
  readonly root: HTMLElement;
  private readonly bar = element("progress", { max: 1, value: 0, "aria-label": "How far it is" });
  private readonly words = element("span", { class: "sw-muted" });

  constructor(stop: () => void, signal: AbortSignal) {
    const button = element("button", { type: "button", class: "sw-cure" }, "Stop");
    button.addEventListener("click", stop, { signal });
    this.root = element("div", { class: "sw-waiting", hidden: true }, this.bar, this.words, button);
  }

  /** Between 0, where there is nothing to wait for, and 1. */
  set(fraction: number): void {
    this.root.hidden = fraction <= 0;
    this.bar.value = fraction;
    setText(this.words, `Counting … ${Math.round(100 * fraction)}\u2009%`);
  }
}
