import { reducedMotion } from "../canvas/theme.ts";

const DURATION = 150; // ms

/** Runs `step` with t from 0 to 1 over 150 ms, or at once for those who want no motion. */
export class Glide {
  private request = 0;

  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", () => this.stop(), { once: true });
  }

  get active(): boolean {
    return this.request !== 0;
  }

  start(step: (t: number) => void): void {
    this.stop();
    if (reducedMotion() || document.hidden) {
      step(1);
      return;
    }
    const begin = performance.now();
    const frame = (now: number) => {
      const t = Math.min(1, Math.max(0, (now - begin) / DURATION));
      this.request = t < 1 ? requestAnimationFrame(frame) : 0;
      step(t * (2 - t));
    };
    this.request = requestAnimationFrame(frame);
  }

  stop(): void {
    cancelAnimationFrame(this.request);
    this.request = 0;
  }
}
