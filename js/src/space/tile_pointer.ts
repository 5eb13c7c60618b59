import { ownGesture } from "../interact/own_gesture.ts";
import { RestingPointer } from "../interact/resting_pointer.ts";
import type { Point } from "../wire/wire.ts";
import type { Hit } from "./picking.ts";

export interface TilePointerEvents {
  /** What is under the pointer now; null when there is nothing or it has left. */
  moved(hit: Hit | null): void;
  clicked(hit: Hit | null): void;
}

/** A press that moves farther than this is no click, CSS pixels. */
const SLIP = 4;

/** What is under the pointer, and what is clicked. */
export class TilePointer {
  private pressed: Point | null = null;
  private readonly pointer: RestingPointer;

  constructor(
    element: HTMLElement,
    private readonly pick: (pixel: Point) => Hit | null,
    private readonly events: TilePointerEvents,
    signal: AbortSignal,
  ) {
    this.pointer = new RestingPointer(
      element,
      { pointed: (pixel) => events.moved(pick(pixel)), left: () => events.moved(null) },
      signal,
    );
    const press = (event: PointerEvent) => {
      this.pressed = this.pointer.pixelOf(event);
    };
    element.addEventListener("pointerdown", press, { signal });
    element.addEventListener("click", (event) => this.onClick(event), { signal });
  }

  /** Something else lies under the pointer now. */
  refresh(): void {
    this.pointer.refresh();
  }

  private onClick(event: MouseEvent): void {
    if (ownGesture(event)) return;
    const at = this.pointer.pixelOf(event);
    const from = this.pressed ?? at;
    if (Math.hypot(at[0] - from[0], at[1] - from[1]) <= SLIP) this.events.clicked(this.pick(at));
  }
}
