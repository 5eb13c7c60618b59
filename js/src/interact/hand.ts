/** Turns of the wheel, and keys, that pause for no longer than this, in ms, are one gesture. */
const PAUSE = 500;
const MODIFIERS = new Set(["Control", "Meta", "Shift", "Alt"]);

/** What a hand does within `root`, told apart: one press with all that follows, turns of the wheel, or keys, in one go. */
export class Hand {
  /** When the present gesture began, in ms; each has another number. */
  gesture = 0;
  private last: Pick<Event, "type" | "target" | "timeStamp"> = { type: "", target: null, timeStamp: 0 };

  constructor(root: HTMLElement, signal: AbortSignal) {
    const options = { capture: true, passive: true, signal };
    for (const type of ["pointerdown", "wheel", "keydown"])
      root.addEventListener(type, (event) => this.feel(event), options);
  }

  private feel(event: Event): void {
    if (event instanceof KeyboardEvent && MODIFIERS.has(event.key)) return;
    const { type, target, timeStamp } = event;
    const { last } = this;
    const goesOn = type === last.type && target === last.target && timeStamp - last.timeStamp <= PAUSE;
    if (type === "pointerdown" || !goesOn) this.gesture = Math.max(Date.now(), this.gesture + 1);
    this.last = { type, target, timeStamp };
  }
}
