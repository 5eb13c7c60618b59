import { formatCount } from "../color/numbers.ts";
import { element } from "../dom/element.ts";
import { onRelease } from "../interact/release.ts";

export interface StepSliderEvents {
  /** A hand chooses a checkpoint; returns the number under which the choice was sent. */
  chosen(index: number): number;
  /** The hand has let go of the thumb. */
  released?(): void;
}

/** A slider over checkpoints: its thumb follows the hand at once and Python's answers afterwards. */
export class StepSlider {
  readonly input: HTMLInputElement;
  /** Whether a hand is on the thumb. */
  grabbed = false;
  private steps: readonly number[] = [];
  private settled = 0;
  private held: { readonly index: number; readonly seq: number } | null = null;

  constructor(
    label: string,
    className: string,
    private readonly events: StepSliderEvents,
    private readonly signal: AbortSignal,
  ) {
    this.input = element("input", {
      type: "range",
      class: className,
      "aria-label": label,
      min: 0,
      step: 1,
    });
    this.input.addEventListener("input", () => this.choose(this.input.valueAsNumber), { signal });
    this.input.addEventListener("pointerdown", () => this.grab(), { signal });
  }

  /** The checkpoint that the thumb stands for. */
  get index(): number {
    return this.held?.index ?? this.settled;
  }

  setSteps(steps: readonly number[]): void {
    this.steps = steps;
    this.input.max = String(Math.max(0, steps.length - 1));
    this.input.disabled = steps.length === 0;
    this.layout();
  }

  /** The checkpoint that Python has, in a state that includes all choices up to number `answered`. */
  show(index: number, answered: number): void {
    this.settled = index;
    if (this.held && answered >= this.held.seq) this.held = null;
    this.layout();
  }

  /** As if a hand had moved the thumb. */
  choose(index: number): void {
    const inside = Math.max(0, Math.min(this.steps.length - 1, index));
    if (inside === this.index) return;
    // Shown first and sent second: the hand must never wait for the kernel.
    this.held = { index: inside, seq: Number.POSITIVE_INFINITY };
    this.layout();
    this.held = { index: inside, seq: this.events.chosen(inside) };
  }

  private layout(): void {
    const { index, steps } = this;
    if (!this.grabbed) this.input.value = String(index);
    if (index < steps.length) this.input.setAttribute("aria-valuetext", describe(steps, index));
  }

  private grab(): void {
    this.grabbed = true;
    onRelease(() => {
      this.grabbed = false;
      this.layout();
      this.events.released?.();
    }, this.signal);
  }
}

function describe(steps: readonly number[], index: number): string {
  return `step ${formatCount(steps[index])}, ${index + 1} of ${steps.length}`;
}
