import { place } from "../canvas/box.ts";
import { ownGesture } from "../interact/own_gesture.ts";
import { RestingPointer } from "../interact/resting_pointer.ts";
import type { Picture } from "../wire/picture.ts";
import type { Point } from "../wire/wire.ts";
import type { Stage } from "./stage.ts";
import { TileIndex } from "./tile_index.ts";

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
    if (ownGesture(event)) return;
    this.choose(this.pointer.pixelOf(event));
  }

  /** As if there had been a click. */
  choose(pixel: Point): void {
    this.events.clicked(this.pick(pixel), this.stage.viewport.toSlice(pixel));
  }

  /** The middle, in a direction, of the tile that comes after the one at a pixel; null at the picture's end. */
  neighbour([x, y]: Point, [right, down]: Point): Point | null {
    const { width, height } = this.stage.size;
    const tileAt = (step: number) => this.pick([x + step * right, y + step * down]);
    const inside = (step: number) =>
      Math.abs(step * right) <= width / 2 && Math.abs(step * down) <= height / 2;
    const here = tileAt(0);
    let first = 1;
    while (inside(first) && tileAt(first) === here) first++;
    const next = tileAt(first);
    if (next < 0) return null;
    let last = first;
    while (inside(last + 1) && tileAt(last + 1) === next) last++;
    const middle = (first + last) / 2;
    return [x + middle * right, y + middle * down];
  }

  private point(pixel: Point): void {
    if (!this.busy()) this.events.pointed(this.pick(pixel), this.stage.viewport.toSlice(pixel));
  }

  /** The tile at a pixel; -1 where there is none. */
  pick([x, y]: Point): number {
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
