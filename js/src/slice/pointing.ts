import type { Link } from "../frame/link.ts";
import { FrameThrottle } from "../interact/frame_throttle.ts";
import type { Point, Traits } from "../wire/wire.ts";
import { Hover } from "./hover.ts";
import type { SliceView } from "./slice_view.ts";

/** What a pointer does over a slice, told to Python: the tile under it, and the one that is selected. */
export class Pointing {
  /** Where it is on the slice; null while it is elsewhere. */
  at: Point | null = null;
  readonly hover: Hover;

  /** `moved` is told whenever it has moved; while `busy` it moves something else. */
  constructor(link: Link<Traits>, { canvas, stage }: SliceView, busy: () => boolean, moved: () => void) {
    const tracked = new FrameThrottle<Pick<Traits, "hovered" | "pointer">>(
      (at) => link.send(at),
      link.signal,
    );
    const events = {
      pointed: (tile: number, at: Point | null) => {
        this.at = at;
        moved();
        const pointed = { hovered: tile, pointer: at };
        if (link.get("_tracks_pointer") || stage.picture?.grid) tracked.offer(pointed);
        else if (tile !== link.get("hovered")) link.send(pointed);
      },
      clicked: (tile: number, at: Point) =>
        link.send({ selected: tile === link.get("selected") ? -1 : tile, pointer: at }),
    };
    this.hover = new Hover(canvas, stage, busy, events, link.signal);
  }
}
