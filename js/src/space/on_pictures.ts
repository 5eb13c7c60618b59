import type { Link } from "../frame/link.ts";
import type { Picture } from "../wire/picture.ts";
import { SeenPictures } from "../wire/seen_pictures.ts";
import { type Maybe, present, type Traits } from "../wire/wire.ts";

type Pictures = Link<Pick<Traits, "_picture" | "_missing" | "_most_kept">>;
type Drawn<N extends string, W> = Link<Record<N, Maybe<W>>>;

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
  private readonly pictures: Pictures;
  private readonly drawn: Drawn<N, W>;
  private readonly seen: SeenPictures;
  private current: Laid<W> | null = null;

  /** `laid` is told what is to be drawn now, null for nothing, and whenever that is something else. */
  constructor(
    link: Pictures & Drawn<N, W>,
    private readonly name: N,
    private readonly laid: (current: Laid<W> | null) => void,
  ) {
    this.pictures = link;
    this.drawn = link;
    this.seen = new SeenPictures(this.pictures.get("_most_kept"));
    this.pictures.listen(["_picture"], () => {
      this.see();
      this.join();
    });
    this.drawn.listen([name], () => this.join());
    if (this.current === null) laid(null);
  }

  /** Keeps the picture; one that was taken to be here and is not has to be asked for. */
  private see(): void {
    const { pictures } = this;
    const wire: Traits["_picture"] = pictures.get("_picture");
    if (present(wire) && this.seen.read(wire) === null)
      pictures.send({ _missing: pictures.get("_missing") + 1 });
  }

  private join(): void {
    const { current } = this;
    const wire: Maybe<W> = this.drawn.get(this.name);
    if (!present<W>(wire)) this.current = null;
    else {
      const picture = this.seen.find(wire.id);
      if (picture && wire !== current?.wire) this.current = { wire, picture };
    }
    if (this.current !== current) this.laid(this.current);
  }
}
