import { format } from "../color/numbers.ts";
import { element } from "../dom/element.ts";
import { onRelease } from "../interact/release.ts";

type Range = readonly [number, number];

export interface RangeEvents {
  /** A hand has moved an end; null for that where none is chosen again. */
  chosen(range: Range | null): void;
  /** The hand has let go. */
  released(): void;
}

/** One step of a key, and with Shift, in lengths of the bar. */
const STEP = 0.02;
const FINE = 0.004;
/** The ends stay so far apart, in lengths of the bar. */
const LEAST = 0.01;
/** A chosen end is a number of so many digits. */
const DIGITS = 3;

/** A handle at either end of a color bar's range. */
export class RangeHandles {
  readonly handles: readonly HTMLElement[];
  /** What the bar reached over when a hand took an end, which it is measured by; null while none does. */
  held: Range | null = null;
  private extent: Range = [0, 1];
  private range: Range = [0, 1];
  private log = false;

  /** On `bar`, as long as the color bar; `whole` is the range where none is chosen. */
  constructor(
    private readonly bar: HTMLElement,
    private readonly events: RangeEvents,
    private readonly signal: AbortSignal,
    whole: string,
  ) {
    this.handles = ["Low", "High"].map((which, end) => {
      const handle = element("div", {
        class: "sw-range-end",
        role: "slider",
        tabindex: 0,
        title: `Drag, or arrow keys. Double click or Delete: ${whole}.`,
        "aria-label": `${which} end of the colors`,
      });
      handle.addEventListener("pointerdown", (event) => this.grab(event, end), { signal });
      handle.addEventListener("keydown", (event) => this.onKey(event, end), { signal });
      return handle;
    });
    bar.append(...this.handles);
    bar.addEventListener("dblclick", () => events.chosen(null), { signal });
  }

  set(range: Range, extent: Range, log: boolean): void {
    Object.assign(this, { range, extent, log });
    this.handles.forEach((handle, end) => {
      handle.style.setProperty("--sw-at", this.place(range[end]).toFixed(4));
      const limits = { now: range[end], min: extent[0], max: extent[1] };
      for (const [name, value] of Object.entries(limits))
        handle.setAttribute(`aria-value${name}`, String(value));
      handle.setAttribute("aria-valuetext", format(range[end]));
    });
  }

  /** Where a value is on the bar, 0..1. */
  place(value: number): number {
    const [low, high] = this.extent;
    return this.log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  }

  private value(at: number): number {
    const [low, high] = this.extent;
    if (at <= 0) return low;
    if (at >= 1) return high;
    const value = this.log ? low * (high / low) ** at : low + at * (high - low);
    // As many digits as tell two places of the bar apart, and no more: whoever reads them back sees round numbers.
    const rough = Number(value.toPrecision(DIGITS));
    return Math.abs(this.place(rough) - at) < LEAST / 2 ? rough : value;
  }

  private move(end: number, at: number): void {
    const other = this.place(this.range[1 - end]);
    const place = end === 0 ? Math.min(at, other - LEAST) : Math.max(at, other + LEAST);
    const value = this.value(place);
    this.events.chosen(end === 0 ? [value, this.range[1]] : [this.range[0], value]);
  }

  private grab(event: PointerEvent, end: number): void {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    const handle = this.handles[end];
    handle.focus({ preventScroll: true });
    const box = this.bar.getBoundingClientRect();
    const off = event.clientX - box.left - this.place(this.range[end]) * box.width;
    this.held = this.extent;
    const over = new AbortController();
    const drag = ({ clientX, pointerId }: PointerEvent) => {
      if (pointerId === event.pointerId) this.move(end, (clientX - box.left - off) / box.width);
    };
    window.addEventListener("pointermove", drag, { signal: AbortSignal.any([over.signal, this.signal]) });
    onRelease(() => {
      over.abort();
      this.held = null;
      this.events.released();
    }, this.signal);
  }

  private onKey(event: KeyboardEvent, end: number): void {
    const { key, shiftKey } = event;
    const step = shiftKey ? FINE : STEP;
    const here = this.place(this.range[end]);
    const ways: Record<string, () => void> = {
      ArrowLeft: () => this.move(end, here - step),
      ArrowDown: () => this.move(end, here - step),
      ArrowRight: () => this.move(end, here + step),
      ArrowUp: () => this.move(end, here + step),
      Home: () => this.move(end, 0),
      End: () => this.move(end, 1),
      Delete: () => this.events.chosen(null),
      Backspace: () => this.events.chosen(null),
    };
    const way = ways[key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    way();
  }
}
