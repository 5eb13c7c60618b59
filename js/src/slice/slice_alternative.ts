import { wordsOfColors, wordsOfTiles } from "../chrome/alternative.ts";
import { format, formatCount } from "../color/numbers.ts";
import type { Link } from "../frame/link.ts";
import { type Picture, readColors } from "../wire/picture.ts";
import { present, type Traits } from "../wire/wire.ts";

/** A picture of a slice in words: its tiles or samples, its window, and what the colors say. */
export function describeSlice(
  picture: Picture | null,
  link: Link<Traits>,
  sent: Traits["_colors"] = link.get("_colors"),
): string {
  if (!picture) return "No picture yet.";
  const colors = present(sent) && sent.picture === picture.id ? readColors(sent) : null;
  const names = link.get("class_names");
  const [u0, u1, v0, v1] = picture.window.map((value) => format(value));
  const window = `Window: u ${u0} to ${u1}, v ${v0} to ${v1}.`;
  const { grid } = picture;
  if (!grid)
    return `${wordsOfTiles(picture, link.get("_layers"), link.get("visible_layers"), colors, names)} ${window}`;
  const samples = `Sampled at ${grid.map(formatCount).join(" × ")} points.`;
  return `${samples}${colors ? ` ${wordsOfColors(colors, names)}` : ""} ${window}`;
}
