import { ToldPointer } from "../chrome/told_pointer.ts";
import type { Link } from "../frame/link.ts";
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
    const told = new ToldPointer(link);
    const events = {
      pointed: (tile: number, at: Point | null) => {
        this.at = at;
        moved();
        // Where the network is sampled, each point has facts of its own.
        told.pointed(tile, at, Boolean(stage.picture?.grid));
      },
      clicked: (tile: number, at: Point) => told.clicked(tile, at),
    };
    this.hover = new Hover(canvas, stage, busy, events, link.signal);
  }
}
