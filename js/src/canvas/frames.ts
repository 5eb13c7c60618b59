/** Draws at most once per animation frame, and only after something has changed. */
export class Frames {
  /** Frames drawn so far. */
  count = 0;
  private request = 0;

  /** `draw` tells whether it has drawn anything. */
  constructor(
    private readonly draw: () => boolean,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => cancelAnimationFrame(this.request), { once: true });
  }

  invalidate(): void {
    if (this.request !== 0 || this.signal.aborted) return;
    this.request = requestAnimationFrame(() => {
      this.request = 0;
      if (this.draw()) this.count += 1;
    });
  }
}
