import { Menu } from "../controls/menu.ts";
import { element, setText } from "../dom/element.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import { type Action, type ChosenUnit, type EditorTraits, present } from "../wire/wire.ts";
import type { LineHand } from "./line_hand.ts";

const NONE = "none";
const HINT = "Drag a line to move it. Click it to turn it, too.";
const CHANGES: readonly [action: Action, label: string, title: string][] = [
  ["add unit", "+ unit", "Add a unit to the layer of the chosen one, or to the first"],
  ["remove unit", "− unit", "Remove the chosen unit"],
  ["add layer", "+ layer", "Add a layer behind that of the chosen unit, or behind the first"],
  ["remove layer", "− layer", "Remove the layer of the chosen unit: the affine maps around it become one"],
];

/** The list of all units, also of those without a line to be seen, and what can be done with the chosen one. */
export class UnitBar {
  readonly root: HTMLElement;
  /** How it is with the chosen line, beside the picture. */
  readonly words: HTMLElement;
  private readonly said = element("span", {});
  private readonly menu: Menu;
  private readonly buttons: readonly HTMLButtonElement[];

  constructor(
    private readonly link: NumberedLink<EditorTraits>,
    private readonly hand: LineHand,
  ) {
    const { signal } = link;
    this.menu = new Menu("Line", "The unit whose line is chosen", (name) => this.choose(name), signal);
    this.buttons = CHANGES.map(([action, label, title]) => {
      const button = element("button", { type: "button", class: "sw-change", title }, label);
      button.addEventListener("click", () => this.change(action), { signal });
      return button;
    });
    this.root = element("div", { class: "sw-tools sw-units" }, this.menu.root, ...this.buttons);
    const fetch = element("button", { type: "button", class: "sw-change" }, "Bring it here");
    fetch.title = "Move the line to the middle of the window";
    fetch.addEventListener("click", () => this.change("move"), { signal });
    this.words = element(
      "section",
      { class: "sw-section sw-line-words", role: "status", hidden: true },
      this.said,
      fetch,
    );
    link.listen(["_layers", "chosen"], () => this.show());
    link.listen(["_arrangement"], () => {
      const wire = link.get("_arrangement");
      const chosen = present(wire) ? wire.chosen : undefined;
      const said = chosen ? chosen.words : HINT;
      this.words.hidden = said === "";
      setText(this.said, said);
      fetch.hidden = !chosen || chosen.grips.length > 0 || chosen.segments.shape[0] > 0;
    });
  }

  private get target(): ChosenUnit {
    return this.link.get("chosen") ?? [0, 0];
  }

  private choose(name: string): void {
    const chosen = name === NONE ? null : (JSON.parse(name) as ChosenUnit);
    this.link.send({ chosen, _pivot: null });
  }

  private change(action: Action): void {
    const removing = action === "remove unit" || action === "remove layer";
    if (removing && this.link.get("chosen") === null) return;
    this.hand.send(action, this.target, {});
  }

  private show(): void {
    const { link } = this;
    const chosen = link.get("chosen");
    const units = link.get("_layers").flatMap(({ name, units }, layer) =>
      Array.from({ length: units }, (_, unit) => ({
        name: JSON.stringify([layer, unit]),
        label: `${name} · unit ${unit}`,
      })),
    );
    this.menu.set([{ name: NONE, label: "none chosen" }, ...units], chosen ? JSON.stringify(chosen) : NONE);
    CHANGES.forEach(([action], i) => {
      const possible = chosen !== null || action.startsWith("add");
      this.buttons[i].setAttribute("aria-disabled", String(!possible));
    });
  }
}
