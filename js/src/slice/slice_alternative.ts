import { wordsOfColors, wordsOfTiles } from "../chrome/alternative.ts";
import { choiceOf, depthOf } from "../chrome/subdivision.ts";
import { format, formatCount } from "../color/numbers.ts";
import { Recoloring } from "../color/recoloring.ts";
import type { Link } from "../frame/link.ts";
import { ancestors } from "../wire/ancestors.ts";
import { type Picture, readColors } from "../wire/picture.ts";
import { present, type Traits } from "../wire/wire.ts";

/** A picture of a slice in words: its tiles or samples, its window, and what the colors say. */
export function describeSlice(
  picture: Picture | null,
  link: Link<Traits>,
  sent: Traits["_colors"] = link.get("_colors"),
): string {
  if (!picture) return "No picture yet.";
  const told = present(sent) && sent.picture === picture.id ? readColors(sent) : null;
  const colors = told && new Recoloring().shown(told, picture, choiceOf(link));
  const names = link.get("class_names");
  const [u0, u1, v0, v1] = picture.window.map((value) => format(value));
  const window = `Window: u ${u0} to ${u1}, v ${v0} to ${v1}.`;
  const labels = link
    .get("_shapes")
    .flatMap(({ discs, markers }) => [...discs, ...markers].map(({ label }) => label))
    .filter((label) => label !== "");
  const marked = labels.length > 0 ? ` Marked: ${labels.join(", ")}.` : "";
  const { grid } = picture;
  if (!grid) {
    const depth = depthOf(link);
    const tileCount =
      depth === Number.POSITIVE_INFINITY ? picture.tileCount : ancestors(picture, depth).count;
    const visible = link.get("visible_layers").filter((layer) => layer < depth);
    const tiles = { tileCount, edgeLayers: picture.edgeLayers };
    return `${wordsOfTiles(tiles, link.get("_layers"), visible, colors, names)} ${window}${marked}`;
  }
  const samples = `Sampled at ${grid.map(formatCount).join(" × ")} points.`;
  return `${samples}${colors ? ` ${wordsOfColors(colors, names)}` : ""} ${window}${marked}`;
}
