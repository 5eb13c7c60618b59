import { element, setText } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import { CTRL } from "../interact/wheel.ts";

/** A script in a panel over the pictures, to be copied. */
export class CodePanel {
  private readonly text = element("code");
  private readonly said = element("span", { class: "sw-muted", role: "status" });
  private readonly dialog: HTMLElement;

  /** `opener` opens it, and has the focus once it is closed. */
  constructor(
    root: HTMLElement,
    title: string,
    label: string,
    private readonly opener: HTMLElement,
    signal: AbortSignal,
  ) {
    opener.setAttribute("aria-expanded", "false");
    const copy = element("button", { type: "button", class: "sw-word", title: "Copy all of it" }, "Copy");
    copy.addEventListener("click", () => this.copy(), { signal });
    const close = iconButton("close", "Close (Escape)", () => this.toggle(), signal);
    this.dialog = element(
      "div",
      { class: "sw-help sw-code", role: "dialog", "aria-label": label, tabindex: -1, hidden: true },
      element(
        "div",
        { class: "sw-heading" },
        element("span", { class: "sw-label" }, title),
        element("span", { class: "sw-buttons" }, this.said, copy, close),
      ),
      element("pre", { tabindex: 0, role: "group", "aria-label": label }, this.text),
    );
    const leave = ({ key }: KeyboardEvent) => key === "Escape" && this.toggle();
    this.dialog.addEventListener("keydown", leave, { signal });
    root.append(this.dialog);
  }

  setText(text: string): void {
    setText(this.text, text);
    setText(this.said, "");
  }

  toggle(): void {
    const opens = this.dialog.hidden;
    this.dialog.hidden = !opens;
    setText(this.said, "");
    this.opener.setAttribute("aria-expanded", String(opens));
    (opens ? this.dialog : this.opener).focus({ preventScroll: true });
  }

  /** Opens it with a script that is copied at once. */
  show(text: string): void {
    this.setText(text);
    if (this.dialog.hidden) this.toggle();
    this.copy();
  }

  /** Where a page may not write to the clipboard, a key may: the text is selected for it. */
  private async copy(): Promise<void> {
    getSelection()?.selectAllChildren(this.text);
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(this.text.textContent ?? "");
    } catch {
      said = `Press ${CTRL}+C`;
    }
    setText(this.said, said);
  }
}
