import { element } from "../dom/element.ts";
import type { Compare } from "../wire/wire.ts";

const CHOICES: readonly [Compare, string, string][] = [
  ["single", "Single", "One checkpoint"],
  ["side", "Side by side", "Two checkpoints beside each other"],
  ["difference", "Difference", "What has changed between two checkpoints"],
];

/** Whether and how a second checkpoint is shown. */
export class CompareChoice {
  readonly root: HTMLElement;
  private readonly buttons = new Map<Compare, HTMLButtonElement>();

  constructor(chosen: (compare: Compare) => void, signal: AbortSignal) {
    this.root = element("div", { class: "sw-segments", role: "group", "aria-label": "Compare checkpoints" });
    for (const [compare, text, title] of CHOICES) {
      const button = element("button", { type: "button", title }, text);
      button.addEventListener("click", () => chosen(compare), { signal });
      this.buttons.set(compare, button);
      this.root.append(button);
    }
  }

  set(chosen: Compare): void {
    for (const [compare, button] of this.buttons)
      button.setAttribute("aria-pressed", String(compare === chosen));
  }

  /** Whether there is anything to compare. */
  setPossible(possible: boolean): void {
    for (const button of this.buttons.values()) button.disabled = !possible;
  }
}
