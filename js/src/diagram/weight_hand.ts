import { scaleOf } from "../canvas/scale.ts";
import type { Point } from "../wire/wire.ts";
import type { Edge } from "./graph.ts";

export interface WeightEvents {
  /** The edge at a point within a distance, in pixels. */
  pick(pixel: Point, reach: number): Edge | null;
  pointed(edge: Edge | null): void;
  /** An edge was taken; whether it can be changed. */
  taken(edge: Edge): boolean;
  /** It was moved up by so many pixels since it was taken. */
  moved(edge: Edge, up: number, done: boolean): void;
}

/** An edge is meant within so many CSS pixels, by a pointer and by a finger. */
const NEAR = 6;
const NEAR_FINGER = 16;
/** With Shift a hand moves so much less. */
const FINE = 0.1;

/** Edges under a hand: one is taken and moved up and down. */
export class WeightHand {
  private held: { readonly edge: Edge; readonly free: boolean; up: number; y: number } | null = null;

  constructor(
    private readonly canvas: HTMLElement,
    private readonly events: WeightEvents,
    signal: AbortSignal,
  ) {
    const on = <K extends keyof HTMLElementEventMap>(
      type: K,
      told: (event: HTMLElementEventMap[K]) => void,
    ) => canvas.addEventListener(type, told, { signal });
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.end(event));
    on("pointercancel", (event) => this.end(event));
    on("pointerleave", () => this.held ?? events.pointed(null));
    // A finger that has an edge in its hand does not scroll the page.
    canvas.addEventListener("touchstart", (event) => this.held?.free && event.preventDefault(), {
      passive: false,
      signal,
    });
  }

  get dragging(): boolean {
    return this.held !== null;
  }

  /** Whatever is in the hand is let go. */
  letGo(): void {
    this.held = null;
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0 || isOnEntry(event)) return;
    const edge = this.find(event);
    if (!edge) return;
    this.held = { edge, free: this.events.taken(edge), up: 0, y: event.clientY };
    this.canvas.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  private move(event: PointerEvent): void {
    const { held, events } = this;
    if (!held) {
      if (event.pointerType !== "touch") events.pointed(isOnEntry(event) ? null : this.find(event));
      return;
    }
    const by = (held.y - event.clientY) / scaleOf(this.canvas);
    held.up += by * (event.shiftKey ? FINE : 1);
    held.y = event.clientY;
    if (held.free && by !== 0) events.moved(held.edge, held.up, false);
  }

  private end(event: PointerEvent): void {
    const { held } = this;
    this.held = null;
    if (this.canvas.hasPointerCapture(event.pointerId)) this.canvas.releasePointerCapture(event.pointerId);
    if (held?.free && held.up !== 0) this.events.moved(held.edge, held.up, true);
  }

  private find(event: PointerEvent): Edge | null {
    const box = this.canvas.getBoundingClientRect();
    const scale = scaleOf(this.canvas);
    const reach = event.pointerType === "touch" ? NEAR_FINGER : NEAR;
    return this.events.pick([(event.clientX - box.left) / scale, (event.clientY - box.top) / scale], reach);
  }
}

function isOnEntry({ target }: Event): boolean {
  return target instanceof Element && target.closest(".sw-net-unit, .sw-net-box") !== null;
}
