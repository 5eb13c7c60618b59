import { cssColor } from "../canvas/theme.ts";
import { classColor } from "../color/palette.ts";
import { element } from "../dom/element.ts";

/** Classes that can be drawn. */
const CLASSES = 4;

/** What the hand on the pad does: adds points of one of a few classes, or erases. */
export class DrawingTools {
  readonly root: HTMLElement;
  /** On the right of the second row: undo, redo, and clear. */
  readonly buttons: HTMLElement;
  /** The class that is added; null erases. */
  label: number | null = 0;

  constructor(cleared: () => void, signal: AbortSignal) {
    const labels = Array.from({ length: CLASSES }, (_, label) => label);
    const choices = [...labels, null].map((label) => {
      const title = label === null ? "Erase points (Shift+drag)" : `Draw points of class ${label}`;
      const chip = element("button", { type: "button", class: "sw-chip", title });
      if (label === null) chip.append("Erase");
      else {
        const swatch = element("span", { class: "sw-swatch" });
        swatch.style.background = cssColor(classColor(label));
        chip.append(swatch, String(label));
      }
      chip.addEventListener("click", () => choose(label), { signal });
      return [label, chip] as const;
    });
    const choose = (chosen: number | null) => {
      this.label = chosen;
      for (const [label, chip] of choices) chip.setAttribute("aria-pressed", String(label === chosen));
    };
    choose(0);
    const clear = element(
      "button",
      { type: "button", class: "sw-word", title: "Take all points away" },
      "Clear",
    );
    clear.addEventListener("click", cleared, { signal });
    this.buttons = element("div", { class: "sw-buttons" }, clear);
    const chips = choices.map(([, chip]) => chip);
    this.root = element(
      "div",
      { class: "sw-drawing-tools" },
      element("div", { class: "sw-chips", role: "group", "aria-label": "What the hand draws" }, ...chips),
      this.buttons,
    );
  }
}
