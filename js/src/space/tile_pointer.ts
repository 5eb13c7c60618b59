import type { Point } from "../wire.ts";
import type { Hit } from "./picking.ts";

export interface TilePointerEvents {
  /** What is under the pointer now; null when there is nothing or it has left. */
  moved(hit: Hit | null): void;
  /** The pointer is over another tile; -1 when it is over none or has left. */
  pointed(tile: number): void;
  clicked(tile: number): void;
}

/** When the picture moves under a resting pointer, wait for it to rest, too. */
const SETTLE = 100; // ms
/** A press that moves farther than this is no click, CSS pixels. */
const SLIP = 4;

/** What is under the pointer, and which tile that is. */
export class TilePointer {
  private pixel: Point | null = null;
  private pressed: Point | null = null;
  private tile = -1;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly element: HTMLElement,
    private readonly pick: (pixel: Point) => Hit | null,
    private readonly events: TilePointerEvents,
    signal: AbortSignal,
  ) {
    const listen = (type: "pointermove" | "pointerdown", act: (event: PointerEvent) => void) =>
      element.addEventListener(type, act, { signal });
    listen("pointermove", (event) => this.onMove(event));
    listen("pointerdown", (event) => {
      this.pressed = this.pixelOf(event);
    });
    element.addEventListener("pointerleave", () => this.leave(), { signal });
    element.addEventListener("click", (event) => this.onClick(event), { signal });
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  /** Something else lies under the pointer now. */
  refresh(): void {
    clearTimeout(this.timer);
    if (this.pixel !== null) this.timer = setTimeout(() => this.point(), SETTLE);
  }

  private onMove(event: PointerEvent): void {
    if (event.pointerType === "touch") return;
    this.pixel = this.pixelOf(event);
    if (event.buttons === 0) this.point();
  }

  private leave(): void {
    this.pixel = null;
    clearTimeout(this.timer);
    this.say(null);
  }

  private onClick(event: MouseEvent): void {
    const at = this.pixelOf(event);
    const from = this.pressed ?? at;
    if (Math.hypot(at[0] - from[0], at[1] - from[1]) <= SLIP) this.events.clicked(tileOf(this.pick(at)));
  }

  private point(): void {
    if (this.pixel !== null) this.say(this.pick(this.pixel));
  }

  private say(hit: Hit | null): void {
    this.events.moved(hit);
    const tile = tileOf(hit);
    if (tile === this.tile) return;
    this.tile = tile;
    this.events.pointed(tile);
  }

  private pixelOf(event: MouseEvent): Point {
    const frame = this.element.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  }
}

function tileOf(hit: Hit | null): number {
  return hit?.tile ?? -1;
}
