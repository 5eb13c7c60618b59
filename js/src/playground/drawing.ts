import type { Link } from "../frame/link.ts";
import type { TraitSteps } from "../frame/trait_steps.ts";
import type { DrawnPoint, PlaygroundTraits, Point } from "../wire/wire.ts";

/** Milliseconds from one list that is sent to the next: each is the whole drawing. */
export const PACE = 50;
/** Digits of a coordinate that travel: finer than a pixel of any pad. */
const DIGITS = 4;

/** The points drawn by hand: here ahead of Python, which is sent the whole list at a steady pace. */
export class Drawing {
  points: readonly DrawnPoint[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waiting = false;
  private sentAt = Number.NEGATIVE_INFINITY;
  private by = 0;

  /** `gesture` is that which goes on, and `changed` is told of other points. */
  constructor(
    private readonly link: Link<PlaygroundTraits>,
    private readonly steps: TraitSteps<PlaygroundTraits, "drawn">,
    private readonly gesture: () => number,
    private readonly changed: () => void,
  ) {
    link.signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  add(inputs: readonly Point[], label: number): void {
    const fresh = inputs.map(([x1, x2]): DrawnPoint => [digits(x1), digits(x2), label]);
    this.become([...this.points, ...fresh]);
  }

  /** Leaves only what fits. */
  keep(fits: (input: Point) => boolean): void {
    const kept = this.points.filter(([x1, x2]) => fits([x1, x2]));
    if (kept.length < this.points.length) this.become(kept);
  }

  clear(): void {
    this.become([]);
    this.flush();
  }

  /** Sends now what waits. */
  flush(): void {
    clearTimeout(this.timer);
    if (!this.waiting) return;
    this.waiting = false;
    this.sentAt = performance.now();
    this.steps.send([...this.points], this.by);
  }

  /** Takes what the model has, unless the hand is ahead of it. */
  follow(): void {
    if (this.waiting) return;
    this.points = this.link.get("drawn");
    this.changed();
  }

  private become(points: readonly DrawnPoint[]): void {
    this.points = points;
    this.by = this.gesture();
    this.changed();
    if (this.waiting) return;
    this.waiting = true;
    this.timer = setTimeout(() => this.flush(), Math.max(0, this.sentAt + PACE - performance.now()));
  }
}

function digits(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
