import { printing } from "./printing.ts";

/** Draws at most once per animation frame, and only after something has changed. */
export class Frames {
  /** Frames drawn so far. */
  count = 0;
  private request = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `draw` tells whether it has drawn anything; `patience` in how many ms at the earliest that is worth it. */
  constructor(
    private readonly draw: () => boolean,
    private readonly signal: AbortSignal,
    private readonly patience: () => number = () => 0,
  ) {
    const stop = () => {
      cancelAnimationFrame(this.request);
      clearTimeout(this.timer);
    };
    signal.addEventListener("abort", stop, { once: true });
  }

  invalidate(): void {
    if (this.signal.aborted) return;
    const patience = this.patience();
    if (printing()) this.drawNow();
    else if (patience === 0) this.ask();
    else this.timer ??= setTimeout(() => this.ask(), patience);
  }

  private ask(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.request !== 0 || this.signal.aborted) return;
    this.request = requestAnimationFrame(() => this.drawNow());
  }

  private drawNow(): void {
    this.request = 0;
    if (this.draw()) this.count += 1;
  }
}
