import type { Beside } from "../frame/linked_model.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import type { Picture } from "../wire/picture.ts";
import { type DiagramTraits, type Point, present } from "../wire/wire.ts";
import { type Active, activityAt } from "./activity.ts";
import type { Graph } from "./graph.ts";
import { centerOf, inputAt } from "./input.ts";

type Link = NumberedLink<Beside<DiagramTraits>>;

/** What is active at the pointer, or else at the selected tile; null where there is neither. */
export function shownActivity(link: Link, graph: Graph | null, picture: Picture | null): Active[] | null {
  const [plane, pointer] = [link.get("_plane"), link.get("pointer")];
  const [hovered, selected] = [link.get("hovered"), link.get("selected")];
  if (!graph?.whole || (hovered < 0 && selected < 0) || picture === null) return null;
  const at = hovered >= 0 && pointer ? pointer : pointIn(link, picture, hovered >= 0 ? hovered : selected);
  return at && present(plane) ? activityAt(graph, inputAt(plane, at)) : null;
}

/** As Python has told it, or as it is drawn. */
function pointIn(link: Link, picture: Picture, tile: number): Point | null {
  const told = link.get("_active");
  const known = present(told) && told.picture === picture.id && told.tile === tile;
  return known ? told.point : centerOf(picture, tile);
}
