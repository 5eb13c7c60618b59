import { element, setText } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import type { Link } from "../frame/link.ts";
import { CTRL } from "../interact/wheel.ts";
import type { PlaygroundTraits } from "../wire/wire.ts";

/** PyTorch that does the same, in a panel over the pictures, to be copied. */
export class CodePanel {
  readonly button: HTMLButtonElement;
  private readonly text = element("code");
  private readonly said = element("span", { class: "sw-muted", role: "status" });
  private readonly dialog: HTMLElement;

  constructor(
    private readonly link: Link<PlaygroundTraits>,
    root: HTMLElement,
  ) {
    const { signal } = link;
    const title = "The PyTorch script that does the same without this widget";
    this.button = element(
      "button",
      { type: "button", class: "sw-word", title, "aria-expanded": "false" },
      "Code",
    );
    this.button.addEventListener("click", () => this.toggle(), { signal });
    const copy = element(
      "button",
      { type: "button", class: "sw-word", title: "Copy the whole script" },
      "Copy",
    );
    copy.addEventListener("click", () => this.copy(), { signal });
    const close = iconButton("close", "Close (Escape)", () => this.toggle(), signal);
    this.dialog = element(
      "div",
      { class: "sw-help sw-code", role: "dialog", "aria-label": "PyTorch code", tabindex: -1, hidden: true },
      element(
        "div",
        { class: "sw-heading" },
        element("span", { class: "sw-label" }, "PyTorch that does the same"),
        element("span", { class: "sw-buttons" }, this.said, copy, close),
      ),
      element("pre", { tabindex: 0, role: "group", "aria-label": "Script" }, this.text),
    );
    const leave = ({ key }: KeyboardEvent) => key === "Escape" && this.toggle();
    this.dialog.addEventListener("keydown", leave, { signal });
    root.append(this.dialog);
    link.listen(["_code"], () => {
      setText(this.text, link.get("_code"));
      setText(this.said, "");
      this.button.disabled = link.get("_code") === "";
    });
  }

  private toggle(): void {
    const opens = this.dialog.hidden;
    this.dialog.hidden = !opens;
    setText(this.said, "");
    this.button.setAttribute("aria-expanded", String(opens));
    (opens ? this.dialog : this.button).focus({ preventScroll: true });
  }

  /** Where a page may not write to the clipboard, a key may: the text is selected for it. */
  private async copy(): Promise<void> {
    getSelection()?.selectAllChildren(this.text);
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(this.link.get("_code"));
    } catch {
      said = `Press ${CTRL}+C`;
    }
    setText(this.said, said);
  }
}
