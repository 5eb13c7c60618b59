import { reducedMotion } from "../canvas/theme.ts";

/** Milliseconds of a step, and of all of them at most. */
const STEP = 40;
const LONGEST = 2500;

/** Goes from 0 to 1 as fast as a marble takes its steps, or is at 1 at once for those who want no motion. */
export class Rolling {
  private request = 0;

  constructor(
    private readonly moved: (share: number) => void,
    signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => this.stop(), { once: true });
  }

  start(steps: number): void {
    this.stop();
    if (reducedMotion() || document.hidden || steps === 0) {
      this.moved(1);
      return;
    }
    const lasting = Math.min(LONGEST, STEP * steps);
    const begin = performance.now();
    const frame = (now: number) => {
      const share = Math.min(1, Math.max(0, (now - begin) / lasting));
      this.request = share < 1 ? requestAnimationFrame(frame) : 0;
      this.moved(share);
    };
    this.request = requestAnimationFrame(frame);
  }

  stop(): void {
    cancelAnimationFrame(this.request);
    this.request = 0;
  }
}
