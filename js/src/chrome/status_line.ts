import { element, setText } from "./element.ts";

/** One line of small type below everything; errors take it over. */
export class StatusLine {
  readonly root = element("div", { class: "sw-status", role: "status" });
  private readonly text = element("span");

  constructor() {
    this.root.append(this.text);
  }

  set(status: string, error: string): void {
    setText(this.text, error || status);
    this.root.classList.toggle("sw-error", error !== "");
    this.root.title = error || "";
  }
}
