import { decode } from "../wire/decode.ts";
import { type Maybe, present, type WireBetween, type WireInspected, type WireTerm } from "../wire/wire.ts";

/** So many entries of a row of A are copied; the others are Python's to give. */
const MOST_COPIED = 4096;

/** What is known of tiles as lines of text, label and value parted by a tab: what a table takes in. */
export function asText(
  tiles: readonly WireInspected[],
  terms: readonly WireTerm[],
  between: Maybe<WireBetween>,
): string {
  const labels = new Map(terms.map(({ name, label }) => [name, label]));
  const lines = tiles.flatMap((told) => [...linesOf(told, labels), ""]);
  if (present(between)) {
    const units = between.separating.flatMap(({ layer, units }) =>
      units.map((unit) => `${unit} of ${layer}`),
    );
    lines.push(
      `${labels.get("separating")}\t${units.join(", ")}`,
      `${labels.get("path")}\t${between.path.join(" ")}`,
    );
  }
  return lines.join("\n").trim();
}

function linesOf(told: WireInspected, labels: ReadonlyMap<string, string>): string[] {
  const head = told.point ? `Point\t${told.point.join(" ")}` : `Tile\t${told.tile}`;
  const facts = told.facts.map(([term, value]) => `${labels.get(term) ?? term}\t${value}`);
  const outputs = told.outputs.map(({ name, value }) => `${name}\t${value}`);
  const active = told.active.map(
    ({ layer, active, units }) => `${labels.get("active")}, ${layer}\t${active} of ${units}`,
  );
  return [head, ...facts, ...active, ...outputs, ...rowsOf(told), ...(told.without ? [told.without] : [])];
}

function rowsOf({ matrix, outputs }: WireInspected): string[] {
  if (!matrix) return [];
  const values = decode(matrix.rows, ["float32"]);
  const size = values.length / outputs.length;
  if (size > MOST_COPIED) return [];
  return outputs.flatMap(({ name, constant }, i) => [
    `A, ${name}\t${Array.from(values.subarray(i * size, (i + 1) * size), (value) => Number(value.toPrecision(6))).join(" ")}`,
    `c, ${name}\t${constant}`,
  ]);
}
