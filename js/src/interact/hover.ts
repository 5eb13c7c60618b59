import { place } from "../canvas/box.ts";
import type { Stage } from "../canvas/stage.ts";
import type { Picture } from "../picture.ts";
import type { Point } from "../wire.ts";
import { TileIndex } from "./picking.ts";
import { RestingPointer } from "./resting_pointer.ts";

export interface HoverEvents {
  /** The pointer is at `at` on the slice, over `tile`; null and -1 when it has left. */
  pointed(tile: number, at: Point | null): void;
  clicked(tile: number, at: Point): void;
}

/** Which tile is under the pointer. */
export class Hover {
  private index: { picture: Picture; tiles: TileIndex } | null = null;
  private readonly pointer: RestingPointer;

  constructor(
    element: HTMLElement,
    private readonly stage: Stage,
    private readonly busy: () => boolean,
    private readonly events: HoverEvents,
    signal: AbortSignal,
  ) {
    this.pointer = new RestingPointer(
      element,
      { pointed: (pixel) => this.point(pixel), left: () => events.pointed(-1, null) },
      signal,
    );
    element.addEventListener("click", (event) => this.onClick(event), { signal });
  }

  /** Another picture or window lies under the pointer now. */
  refresh(): void {
    this.pointer.refresh();
  }

  private onClick(event: MouseEvent): void {
    if (event.target instanceof Element && event.target.closest("[data-own-gesture]")) return;
    const pixel = this.pointer.pixelOf(event);
    this.events.clicked(this.pick(pixel), this.stage.viewport.toSlice(pixel));
  }

  private point(pixel: Point): void {
    if (!this.busy()) this.events.pointed(this.pick(pixel), this.stage.viewport.toSlice(pixel));
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
