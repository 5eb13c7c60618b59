import { element } from "../dom/element.ts";
import { type IconName, icon } from "../dom/icons.ts";

export interface Toggle {
  readonly name: string;
  readonly label: string;
  readonly title: string;
  readonly icon: IconName;
}

/** Buttons that show or hide one thing each. */
export class Toggles {
  readonly root: HTMLElement;
  private readonly buttons: ReadonlyMap<string, HTMLButtonElement>;
  private pressed: readonly string[] = [];

  /** `chosen` is told the names of all that are pressed, in the order of `toggles`. */
  constructor(
    what: string,
    toggles: readonly Toggle[],
    chosen: (names: string[]) => void,
    signal: AbortSignal,
  ) {
    this.root = element("div", { class: "sw-chips sw-toggles", role: "group", "aria-label": what });
    this.buttons = new Map(
      toggles.map(({ name, label, title, icon: sign }) => {
        const button = element("button", { type: "button", class: "sw-chip", title }, icon(sign), label);
        button.addEventListener("click", () => chosen(this.without(name)), { signal });
        this.root.append(button);
        return [name, button];
      }),
    );
  }

  private without(name: string): string[] {
    return [...this.buttons.keys()].filter((each) => (each === name) !== this.pressed.includes(each));
  }

  set(pressed: readonly string[]): void {
    this.pressed = pressed;
    for (const [name, button] of this.buttons)
      button.setAttribute("aria-pressed", String(pressed.includes(name)));
  }

  /** Whether there is anything to show or hide. */
  setPossible(names: readonly string[], possible: boolean): void {
    for (const name of names) {
      const button = this.buttons.get(name);
      if (button) button.hidden = !possible;
    }
  }
}
