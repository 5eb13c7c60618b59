/** An answer that takes longer than this, in ms, has been lost. */
export const LOST = 20_000;

/**
 * Sends numbered messages one at a time: while an answer is awaited only the newest message is kept, and sent when it
 * has come.
 */
export class Backpressure {
  private awaited: number | null = null;
  private next: { readonly seq: number; readonly send: () => void } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `first` is told each number just before it is sent: what has a lower one must go first. */
  constructor(
    signal: AbortSignal,
    private readonly first: (seq: number) => void = () => {},
  ) {
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

  /** No answer will come. */
  abandon(): void {
    if (this.awaited !== null) this.go();
  }

  /** Sends what is kept now if its number is lower: of two kinds of messages each waits for its own answers only. */
  flush(seq: number): void {
    if (this.next !== null && this.next.seq < seq) this.go();
  }

  private go(): void {
    clearTimeout(this.timer);
    const { next } = this;
    this.next = null;
    this.awaited = next?.seq ?? null;
    if (next === null) return;
    this.first(next.seq);
    this.timer = setTimeout(() => this.go(), LOST);
    next.send();
  }
}
