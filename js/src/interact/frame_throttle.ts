import { Frames } from "../canvas/frames.ts";

/** Passes the newest of many values on, at most once per animation frame. */
export class FrameThrottle<T> {
  private waiting: { readonly value: T } | null = null;
  private readonly frames: Frames;

  constructor(
    private readonly take: (value: T) => void,
    signal: AbortSignal,
  ) {
    this.frames = new Frames(() => this.flush(), signal);
  }

  offer(value: T): void {
    this.waiting = { value };
    this.frames.invalidate();
  }

  /** Passes on now what waits; tells whether anything did. */
  flush(): boolean {
    const { waiting } = this;
    this.waiting = null;
    if (waiting) this.take(waiting.value);
    return waiting !== null;
  }
}
