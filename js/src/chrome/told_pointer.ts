import type { Link } from "../frame/link.ts";
import { FrameThrottle } from "../interact/frame_throttle.ts";
import type { Point, Traits } from "../wire/wire.ts";

type Pointed = Pick<Traits, "hovered" | "pointer">;

/** Tells what is under the pointer: a tile, -1 for none, and the place on the slice, null where that is not known. */
export class ToldPointer {
  private readonly tracked: FrameThrottle<Pointed>;

  constructor(private readonly link: Link<Pointed & Pick<Traits, "selected" | "_tracks_pointer">>) {
    this.tracked = new FrameThrottle((pointed) => link.send(pointed), link.signal);
  }

  /** With `everyMove`, or where somebody wants it, each move is told, once a frame; else another tile alone. */
  pointed(hovered: number, pointer: Point | null, everyMove = false): void {
    const { link, tracked } = this;
    if (everyMove || link.get("_tracks_pointer")) tracked.offer({ hovered, pointer });
    else if (hovered !== link.get("hovered")) link.send({ hovered, pointer });
  }

  /** A tile is selected, or no more where it was. */
  clicked(tile: number, pointer: Point | null): void {
    const { link } = this;
    link.send({ selected: tile === link.get("selected") ? -1 : tile, pointer });
  }
}
