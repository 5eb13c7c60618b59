import type { Link } from "../frame/link.ts";
import type { Picture } from "../wire/picture.ts";
import type { Traits } from "../wire/wire.ts";

type Told = Pick<Traits, "selection" | "_selection_in" | "_gesture">;

/** The chosen tiles of a picture; none where those that are told are another picture's. */
export function chosenOf(
  link: Link<Pick<Told, "selection" | "_selection_in">>,
  picture: Picture | null,
): readonly number[] {
  return picture && !picture.grid && link.get("_selection_in") === picture.id ? link.get("selection") : [];
}

/** Chooses tiles of a picture: all that comes of one gesture is a step of undo. */
export function choose(link: Link<Told>, picture: Picture, tiles: number[], gesture: number): void {
  link.send({ selection: tiles, _selection_in: picture.id, _gesture: gesture });
}
