import type { Link } from "../frame/link.ts";
import type { Picture } from "../wire/picture.ts";
import { SeenPictures } from "../wire/seen_pictures.ts";
import { type Maybe, present, type Traits } from "../wire/wire.ts";

/** What is drawn on a picture, and that picture. */
export interface Laid<W> {
  readonly wire: W;
  readonly picture: Picture;
}

/**
 * What a trait holds, and the explorer's picture of its number, on whose tiles it is drawn.
 *
 * Both come in messages of their own, in any order; what there was stays until both have come.
 */
export class OnPictures<N extends string, W extends { id: number }> {
  private current: Laid<W> | null = null;
  private readonly seen: SeenPictures;

  /** `laid` is told what is to be drawn now, null for nothing, and whenever that is something else. */
  constructor(
    private readonly link: Link<Pick<Traits, "_picture" | "_missing" | "_most_kept"> & Record<N, Maybe<W>>>,
    private readonly name: N,
    private readonly laid: (current: Laid<W> | null) => void,
  ) {
    this.seen = new SeenPictures(link.get("_most_kept"));
    link.listen(["_picture"], () => this.see());
    link.listen([name, "_picture"], () => this.join());
    if (this.current === null) laid(null);
  }

  private see(): void {
    const { link } = this;
    const wire = link.get("_picture");
    if (present(wire) && this.seen.read(wire) === null) link.send({ _missing: link.get("_missing") + 1 });
  }

  private join(): void {
    const wire = this.link.get(this.name);
    const before = this.current;
    if (!present(wire)) this.current = null;
    else {
      const picture = this.seen.find(wire.id);
      if (picture && (wire !== before?.wire || picture.positions !== before.picture.positions))
        this.current = { wire, picture };
    }
    if (this.current !== before) this.laid(this.current);
  }
}
