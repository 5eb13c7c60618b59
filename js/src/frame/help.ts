import { element } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import { CTRL } from "../interact/wheel.ts";

/** Gestures or keys, and what they do. */
export type Gestures = readonly (readonly [how: string, what: string])[];

/** What the keys of undo do, where there is anything to undo. */
export const ON_UNDO: Gestures = [[`${CTRL}+Z, ${CTRL}+Shift+Z`, "undo, redo"]];
/** What the key of help does, everywhere. */
const ON_HELP: Gestures = [["?", "open or close this list"]];

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
    this.list.append(...rows(ON_HELP));
    this.add(gestures);
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
    this.list.prepend(...rows(gestures));
  }

  /** More gestures, after all others but help itself. */
  addLast(gestures: Gestures): void {
    this.list.lastElementChild?.previousElementSibling?.before(...rows(gestures));
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

function rows(gestures: Gestures): HTMLElement[] {
  return gestures.flatMap(([how, what]) => [element("dt", {}, how), element("dd", {}, what)]);
}
