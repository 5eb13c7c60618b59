import { element } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import { CTRL } from "../interact/wheel.ts";

/** Gestures or keys, and what they do. */
export type Gestures = readonly (readonly [how: string, what: string])[];

/** What the keys of undo and help do, everywhere. */
const ALWAYS: Gestures = [
  [`${CTRL}+Z, ${CTRL}+Shift+Z`, "undo, redo"],
  ["?", "open or close this list"],
];

/** A small dialog in `root` that lists its gestures and keys; `button`, or the key ?, opens and closes it. */
export class Help {
  readonly button: HTMLButtonElement;
  private readonly list = element("dl");
  private readonly dialog: HTMLElement;
  /** What had the focus before. */
  private before: HTMLElement | null = null;

  constructor(
    private readonly root: HTMLElement,
    gestures: Gestures,
    signal: AbortSignal,
  ) {
    this.button = iconButton("help", "Gestures and keys (?)", () => this.toggle(), signal);
    this.button.setAttribute("aria-expanded", "false");
    const close = iconButton("close", "Close (Escape)", () => this.toggle(), signal);
    this.dialog = element(
      "div",
      { class: "sw-help", role: "dialog", "aria-label": "Gestures and keys", tabindex: -1, hidden: true },
      element(
        "div",
        { class: "sw-heading" },
        element("span", { class: "sw-label" }, "Gestures and keys"),
        close,
      ),
      this.list,
    );
    this.add(gestures);
    for (const [how, what] of ALWAYS) this.list.append(...row(how, what));
    root.append(this.dialog);
    const listen = (event: KeyboardEvent) => {
      const leaving = event.key === "Escape" && this.dialog.contains(event.target as Node);
      if (event.key !== "?" && !leaving) return;
      event.preventDefault();
      this.toggle();
    };
    root.addEventListener("keydown", listen, { signal });
  }

  /** More gestures, before all others. */
  add(gestures: Gestures): void {
    this.list.prepend(...gestures.flatMap(([how, what]) => row(how, what)));
  }

  private toggle(): void {
    const { dialog, root } = this;
    const opens = dialog.hidden;
    if (opens) {
      const { activeElement } = root.getRootNode() as Document | ShadowRoot;
      this.before = root.contains(activeElement) ? (activeElement as HTMLElement) : null;
    }
    dialog.hidden = !opens;
    this.button.setAttribute("aria-expanded", String(opens));
    (opens ? dialog : (this.before ?? this.button)).focus({ preventScroll: true });
  }
}

function row(how: string, what: string): HTMLElement[] {
  return [element("dt", {}, how), element("dd", {}, what)];
}
