import { scaleOf } from "../canvas/scale.ts";
import type { Point } from "../wire.ts";

export interface PointerEvents {
  /** Without a button held, or something else has come to lie under it and rests. */
  pointed(pixel: Point): void;
  left(): void;
}

/** When what lies under a resting pointer changes, wait for it to rest, too. */
const SETTLE = 100; // ms

/** Where the pointer is over an element, in pixels of it, while no button is held; touch points at nothing. */
export class RestingPointer {
  private pixel: Point | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly element: HTMLElement,
    private readonly events: PointerEvents,
    signal: AbortSignal,
  ) {
    element.addEventListener("pointermove", (event) => this.onMove(event), { signal });
    element.addEventListener("pointerleave", () => this.leave(), { signal });
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
