import { formatCount } from "../color/numbers.ts";
import { element } from "../dom/element.ts";
import { type Maybe, present, type WireBetween, type WireSeparating } from "../wire/wire.ts";

/** So many steps of a path are told one by one. */
const MOST_STEPS = 12;

/** What is between two selected tiles, by the term that each cell is about; nothing without two. */
export function betweenCells(between: Maybe<WireBetween>): Map<string, Node[]> {
  if (!present(between)) return new Map();
  const { separating, path, crossed } = between;
  const units = separating.reduce((sum, { count }) => sum + count, 0);
  const apart = separating.length === 0 ? ["none"] : separating.map(unitsOf);
  return new Map<string, Node[]>([
    [
      "separating",
      [
        element("div", {}, formatCount(units)),
        ...apart.map((text) => element("div", { class: "sw-muted" }, text)),
      ],
    ],
    [
      "path",
      [
        element("div", {}, `${formatCount(crossed.length)} ${crossed.length === 1 ? "step" : "steps"}`),
        element("div", { class: "sw-muted" }, stepsOf(path, crossed)),
      ],
    ],
  ]);
}

function unitsOf({ layer, units, count }: WireSeparating): string {
  const more = count > units.length ? ` and ${formatCount(count - units.length)} more` : "";
  return `${layer}: ${units.join(", ")}${more}`;
}

/** Tile by tile, and what is crossed between. */
function stepsOf(path: readonly number[], crossed: readonly string[]): string {
  const steps = crossed.slice(0, MOST_STEPS).map((unit, i) => `to ${formatCount(path[i + 1])} over ${unit}`);
  const more = crossed.length > MOST_STEPS ? [`and so on to ${formatCount(path[path.length - 1])}`] : [];
  return `from ${formatCount(path[0])} ${[...steps, ...more].join(", ")}`;
}
