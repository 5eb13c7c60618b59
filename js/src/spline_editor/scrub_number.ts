import { element } from "../dom/element.ts";

/** A pointer that has moved by fewer CSS pixels means to type. */
const SLIP = 3;
/** What a CSS pixel changes, of a number of size 1 or less; larger ones in proportion, and a tenth with shift. */
const RATE = 0.02;
const DIGITS = 3;
/** Of smaller numbers the power of ten is what counts, and one digit. */
const SMALL = 1e-4;
/** Arrow keys change it by so much. */
const STEP = 0.05;

export interface ScrubEvents {
  /** A hand drags the number, or has typed another one. */
  changed(value: number): void;
  focused?(): void;
}

/** A number to type, or to drag to the left and to the right, on a bar of its size. */
export class ScrubNumber {
  readonly input: HTMLInputElement;
  /** None yet. */
  private value = Number.NaN;
  private held = false;

  constructor(label: string, events: ScrubEvents, signal: AbortSignal) {
    const title = `${label}: drag to the left or right, or type`;
    this.input = element("input", {
      ...{ type: "number", step: STEP, class: "sw-number sw-spline-scrub", title, "aria-label": label },
      "data-own-gesture": true,
    });
    const { input } = this;
    let start: { x: number; value: number } | null = null;
    const commit = () => {
      const typed = input.valueAsNumber;
      if (Number.isFinite(typed) && input.value !== shown(this.value)) events.changed(typed);
      else this.show();
    };
    const release = () => {
      start = null;
      this.held = false;
      input.classList.remove("sw-held");
    };
    input.addEventListener("change", commit, { signal });
    input.addEventListener("keydown", ({ key }) => key === "Enter" && commit(), { signal });
    input.addEventListener("focus", () => events.focused?.(), { signal });
    input.addEventListener("blur", () => this.show(), { signal });
    input.addEventListener(
      "pointerdown",
      (event) => {
        if (event.button === 0) start = { x: event.clientX, value: this.value };
      },
      { signal },
    );
    input.addEventListener(
      "pointermove",
      (event) => {
        if (start === null) return;
        const moved = event.clientX - start.x;
        if (!this.held && Math.abs(moved) < SLIP) return;
        if (!this.held) {
          this.held = true;
          input.setPointerCapture(event.pointerId);
          input.classList.add("sw-held");
        }
        const rate = RATE * Math.max(1, Math.abs(start.value)) * (event.shiftKey ? 0.1 : 1);
        this.value = Number((start.value + rate * moved).toFixed(6));
        input.value = shown(this.value);
        events.changed(this.value);
      },
      { signal },
    );
    for (const type of ["pointerup", "pointercancel"]) input.addEventListener(type, release, { signal });
  }

  /** `share` is its size of that of the largest, -1 to 1. */
  set(value: number, share: number): void {
    const { input } = this;
    input.style.setProperty("--sw-share", `${(50 * Math.min(1, Math.abs(share))).toFixed(1)}%`);
    input.classList.toggle("sw-spline-negative", share < 0);
    if (this.held || value === this.value) return;
    this.value = value;
    this.show();
  }

  private show(): void {
    if (this.input.value !== shown(this.value)) this.input.value = shown(this.value);
  }
}

function shown(value: number): string {
  if (value !== 0 && Math.abs(value) < SMALL) return value.toExponential(0);
  return String(Number(value.toPrecision(DIGITS)));
}
