import { place } from "../canvas/box.ts";
import type { Stage } from "../canvas/stage.ts";
import type { Picture } from "../picture.ts";
import type { Point } from "../wire.ts";
import { TileIndex } from "./picking.ts";

export interface HoverEvents {
  /** The pointer is at `at` on the slice, over `tile`; null and -1 when it has left. */
  pointed(tile: number, at: Point | null): void;
  clicked(tile: number, at: Point): void;
}

/** When the picture changes under a resting pointer, wait for it to be the last of its kind. */
const SETTLE = 100; // ms

/** Which tile is under the pointer. */
export class Hover {
  private pixel: Point | null = null;
  private index: { picture: Picture; tiles: TileIndex } | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly element: HTMLElement,
    private readonly stage: Stage,
    private readonly busy: () => boolean,
    private readonly events: HoverEvents,
    signal: AbortSignal,
  ) {
    element.addEventListener("pointermove", (event) => this.onMove(event), { signal });
    element.addEventListener("pointerleave", () => this.leave(), { signal });
    element.addEventListener("click", (event) => this.onClick(event), { signal });
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  /** Another picture or window lies under the pointer now. */
  refresh(): void {
    clearTimeout(this.timer);
    if (this.pixel === null) return;
    this.timer = setTimeout(() => this.point(), SETTLE);
  }

  private onMove(event: PointerEvent): void {
    if (event.pointerType === "touch") return;
    this.pixel = this.pixelOf(event);
    if (event.buttons === 0) this.point();
  }

  private leave(): void {
    this.pixel = null;
    clearTimeout(this.timer);
    this.events.pointed(-1, null);
  }

  private onClick(event: MouseEvent): void {
    if (event.target instanceof Element && event.target.closest("[data-own-gesture]")) return;
    const pixel = this.pixelOf(event);
    this.events.clicked(this.pick(pixel), this.stage.viewport.toSlice(pixel));
  }

  private point(): void {
    if (this.pixel === null || this.busy()) return;
    this.events.pointed(this.pick(this.pixel), this.stage.viewport.toSlice(this.pixel));
  }

  private pixelOf(event: MouseEvent): Point {
    const frame = this.element.getBoundingClientRect();
    return [event.clientX - frame.left, event.clientY - frame.top];
  }

  private pick([x, y]: Point): number {
    const { picture, size, viewport } = this.stage;
    if (!picture || size.width === 0) return -1;
    // From the screen straight to the picture's own window: no detour over slice coordinates, whose digits
    // would be lost in a window of 1e-9.
    const { scale, offset } = place(picture.window, viewport.box);
    if (this.index?.picture.id !== picture.id) this.index = { picture, tiles: new TileIndex(picture) };
    return this.index.tiles.pick(
      (x / size.width - offset[0]) / scale[0],
      (1 - y / size.height - offset[1]) / scale[1],
    );
  }
}
