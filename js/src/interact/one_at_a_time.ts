/** An answer that takes longer than this, in ms, has been lost. */
const LOST = 20_000;

/**
 * Sends numbered messages one at a time: while an answer is awaited only the newest message is kept, and sent when it
 * has come.
 */
export class OneAtATime {
  private awaited: number | null = null;
  private next: { readonly seq: number; readonly send: () => void } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  offer(seq: number, send: () => void): void {
    this.next = { seq, send };
    if (this.awaited === null) this.go();
  }

  /** The message of this number, or a later one, is over and done. */
  answered(seq: number): void {
    if (this.awaited !== null && seq >= this.awaited) this.go();
  }

  private go(): void {
    clearTimeout(this.timer);
    const { next } = this;
    this.next = null;
    this.awaited = next?.seq ?? null;
    if (next === null) return;
    this.timer = setTimeout(() => this.go(), LOST);
    next.send();
  }
}
