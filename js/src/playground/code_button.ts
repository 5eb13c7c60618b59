import { element } from "../dom/element.ts";
import { CodePanel } from "../frame/code_panel.ts";
import type { Link } from "../frame/link.ts";
import type { PlaygroundTraits } from "../wire/wire.ts";

/** A button for the PyTorch that does the same. */
export function codeButton(link: Link<PlaygroundTraits>, root: HTMLElement): HTMLElement {
  const { signal } = link;
  const title = "The PyTorch script that does the same without this widget";
  const button = element("button", { type: "button", class: "sw-word", title }, "Code");
  const panel = new CodePanel(root, "PyTorch that does the same", "PyTorch code", button, signal);
  button.addEventListener("click", () => panel.toggle(), { signal });
  link.listen(["_code"], () => {
    panel.setText(link.get("_code"));
    button.disabled = link.get("_code") === "";
  });
  return button;
}
