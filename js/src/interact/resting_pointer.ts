import { scaleOf } from "../canvas/scale.ts";
import type { Point } from "../wire/wire.ts";
import { longPress } from "./long_press.ts";

export interface PointerEvents {
  /** Without a button held, or something else has come to lie under it and rests. */
  pointed(pixel: Point): void;
  left(): void;
}

/** When what lies under a resting pointer changes, wait for it to rest, too. */
const SETTLE = 100; // ms

/** Where the pointer is over an element, in pixels of it, while no button is held. A finger points by a long press. */
export class RestingPointer {
  private pixel: Point | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly element: HTMLElement,
    private readonly events: PointerEvents,
    signal: AbortSignal,
  ) {
    element.addEventListener("pointermove", (event) => this.onMove(event), { signal });
    const leave = (event: PointerEvent) => event.pointerType !== "touch" && this.leave();
    element.addEventListener("pointerleave", leave, { signal });
    longPress(
      element,
      {
        // What a finger has pointed at stays until the next touch: the facts can be read.
        touched: () => this.pixel !== null && this.leave(),
        pressed: (event) => {
          this.pixel = this.pixelOf(event);
          this.point();
        },
      },
      signal,
    );
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  /** Something else lies under the pointer now. */
  refresh(): void {
    clearTimeout(this.timer);
    if (this.pixel !== null) this.timer = setTimeout(() => this.point(), SETTLE);
  }

  pixelOf(event: MouseEvent): Point {
    const frame = this.element.getBoundingClientRect();
    const scale = scaleOf(this.element);
    return [(event.clientX - frame.left) / scale, (event.clientY - frame.top) / scale];
  }

  private onMove(event: PointerEvent): void {
    if (event.pointerType === "touch") return;
    this.pixel = this.pixelOf(event);
    if (event.buttons === 0) this.point();
  }

  private leave(): void {
    this.pixel = null;
    clearTimeout(this.timer);
    this.events.left();
  }

  private point(): void {
    if (this.pixel !== null) this.events.pointed(this.pixel);
  }
}
