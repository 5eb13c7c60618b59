import { element } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import { CTRL } from "../interact/wheel.ts";

/** Undo and redo by two buttons, and by keys anywhere in `root`: Ctrl+Z, and Ctrl+Shift+Z or Ctrl+Y. */
export class UndoControl {
  readonly root: HTMLElement;
  private readonly buttons: readonly HTMLButtonElement[];

  /** `go` is told how many steps to go back, 1 or -1. */
  constructor(root: HTMLElement, go: (steps: 1 | -1) => void, signal: AbortSignal) {
    this.buttons = [
      iconButton("undo", `Undo (${CTRL}+Z)`, () => this.possible(0) && go(1), signal),
      iconButton("redo", `Redo (${CTRL}+Shift+Z)`, () => this.possible(1) && go(-1), signal),
    ];
    this.root = element("div", { class: "sw-buttons sw-undo" }, ...this.buttons);
    const listen = (event: KeyboardEvent) => {
      const which = undoKey(event);
      if (which === null) return;
      event.preventDefault();
      this.buttons[which].click();
    };
    root.addEventListener("keydown", listen, { signal });
    this.set(false, false);
  }

  /** Whether there is anything to undo, and to redo. A button that is out of use keeps the focus, and the keys with it. */
  set(undo: boolean, redo: boolean): void {
    for (const [i, possible] of [undo, redo].entries())
      this.buttons[i].setAttribute("aria-disabled", String(!possible));
  }

  private possible(which: 0 | 1): boolean {
    return this.buttons[which].getAttribute("aria-disabled") === "false";
  }
}

/** 0 to undo, 1 to redo; null for other keys, and where something is typed, which the browser undoes by itself. */
function undoKey({ key, ctrlKey, metaKey, shiftKey, altKey, target }: KeyboardEvent): 0 | 1 | null {
  const typing = target instanceof HTMLInputElement && /number|text/.test(target.type);
  if (typing || altKey || !(ctrlKey || metaKey)) return null;
  const letter = key.toLowerCase();
  if (letter === "z") return shiftKey ? 1 : 0;
  return letter === "y" && !shiftKey ? 1 : null;
}
