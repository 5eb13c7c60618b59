import { element, setText } from "../dom/element.ts";

/** What has not changed for so long, in ms, is spoken: a gesture has come to rest. */
const REST = 500;

/** One line of small type below everything; errors take it over. It is spoken when it rests, and no hand is at work. */
export class StatusLine {
  readonly root: HTMLElement;
  private readonly line = element("div", { class: "sw-status", "aria-hidden": "true" });
  private readonly spoken = element("div", { class: "sw-spoken", role: "status" });
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(signal: AbortSignal) {
    this.root = element("div", {}, this.line, this.spoken);
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  set(status: string, error: string): void {
    setText(this.line, error || status);
    this.line.classList.toggle("sw-error", error !== "");
    this.line.title = error;
    this.speakLater();
  }

  private speakLater(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.root.closest(".sw-root:active")) this.speakLater();
      else setText(this.spoken, this.line.textContent ?? "");
    }, REST);
  }
}
