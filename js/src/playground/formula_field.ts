import { element } from "../dom/element.ts";
import type { Link } from "../frame/link.ts";
import type { PlaygroundTraits } from "../wire/wire.ts";

/** The text of a formula. One that Python refuses stays, to be mended. */
export class FormulaField {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;
  /** The formula that was sent last, and what there was before. */
  private offered: { readonly text: string; readonly before: string } | null = null;

  constructor(private readonly link: Link<PlaygroundTraits>) {
    const { signal } = link;
    const title = "The number at each point, of its inputs x1 and x2; Enter takes it";
    this.input = element("input", {
      type: "text",
      class: "sw-number sw-formula",
      title,
      spellcheck: "false",
      autocomplete: "off",
    });
    this.input.addEventListener("change", () => this.send(), { signal });
    this.input.addEventListener("keydown", ({ key }) => key === "Enter" && this.send(), { signal });
    this.root = element(
      "label",
      { class: "sw-level-label", title },
      element("span", {}, "f(x1, x2) ="),
      this.input,
    );
    link.listen(["formula", "error"], () => this.show());
  }

  private send(): void {
    const [text, before] = [this.input.value, this.link.get("formula")];
    if (text === before) return;
    this.link.send({ formula: text });
    this.offered = { text, before };
  }

  private show(): void {
    const { link, input, offered } = this;
    const formula = link.get("formula");
    const refused = link.get("error") !== "" && formula === offered?.before;
    input.toggleAttribute("aria-invalid", refused);
    // The former one may have come back before it is said what was wrong.
    if (!refused) input.value = formula;
    else if (input.value === formula) input.value = offered.text;
  }
}
