import { format } from "../color/numbers.ts";
import { numberInput } from "../controls/number_input.ts";
import { element, setText } from "../dom/element.ts";
import type { Active } from "./activity.ts";
import { type Edge, type Graph, isEditable, nameOf, type Place, weightOf } from "./graph.ts";

/** Larger matrices are left to the facts about a tile. */
const MOST_ROWS = 8;
/** A unit with more weights has them listed no more. */
const MOST_LISTED = 40;

/** What is read beside a diagram: the weights of the chosen unit, and the map of the tile that its paths add up to. */
export class Readings {
  readonly root: HTMLElement;
  private readonly title = element("h4", { class: "sw-label" });
  private readonly list = element("div", { class: "sw-net-weights" });
  private readonly why = element("p", { class: "sw-muted" });
  private readonly unit = element("section", { class: "sw-section" }, this.title, this.list, this.why);
  private readonly matrix = element("table", { class: "sw-net-matrix" });
  private readonly about = element("p", { class: "sw-muted" });
  private readonly map: HTMLElement;
  private fields = new Map<string, HTMLInputElement>();
  private shown = "";

  constructor(
    private readonly changed: (edge: Edge, value: number) => void,
    private readonly pointed: (edge: Edge | null) => void,
    private readonly signal: AbortSignal,
  ) {
    const heading = element("h4", { class: "sw-label" }, "A and c of the tile");
    this.map = element(
      "section",
      { class: "sw-section", "aria-label": "Map of the tile" },
      heading,
      this.matrix,
      this.about,
    );
    this.root = element("div", { class: "sw-net-readings" }, this.map, this.unit);
  }

  /** The weights of a unit; with fields where they can be changed. */
  showUnit(graph: Graph, place: Place | null): void {
    this.unit.hidden = place === null;
    if (place === null) return;
    const edges = edgesInto(graph, place);
    const shape = JSON.stringify([place, edges.map((edge) => [edge, isEditable(graph, edge)])]);
    setText(this.title, nameOf(graph, place));
    if (shape !== this.shown) {
      this.shown = shape;
      this.fields.clear();
      const rows = edges.slice(0, MOST_LISTED).map((edge) => this.row(graph, edge));
      this.list.replaceChildren(...rows);
    }
    for (const edge of edges.slice(0, MOST_LISTED)) {
      const value = weightOf(graph, edge);
      const field = this.fields.get(keyOf(edge));
      // Not while somebody writes in it.
      if (field && document.activeElement !== field) field.value = String(Number(value.toPrecision(6)));
      const text = this.list.querySelector(`[data-edge="${keyOf(edge)}"] > output`);
      if (text) setText(text, format(value));
    }
    const rest = edges.length - MOST_LISTED;
    const left = rest > 0 ? `${rest} more weights are not listed. ` : "";
    setText(this.why, edges.length === 0 ? "Nothing leads to an input." : left + this.reason(graph, edges));
    this.why.hidden = this.why.textContent === "";
  }

  /** The map of a tile, in the words of inputs and outputs; null where no tile is pointed at. */
  showMap(graph: Graph, activity: readonly Active[] | null): void {
    this.map.hidden = activity === null;
    if (activity === null) return;
    const { maps, offsets } = activity[graph.output];
    const [rows, columns] = [offsets.length, graph.columns[0].width];
    const small = rows <= MOST_ROWS && columns <= MOST_ROWS;
    this.matrix.hidden = !small;
    setText(
      this.about,
      small
        ? "Each entry is the sum, over the paths that are left, of the products of their weights and slopes."
        : `A has ${rows} × ${columns} entries, too many to be listed.`,
    );
    if (!small) return;
    const name = (column: number, entry: number) => nameOf(graph, { column, entry });
    const head = element(
      "tr",
      {},
      element("td"),
      ...Array.from({ length: columns }, (_, j) => element("th", { scope: "col" }, name(0, j))),
      element("th", { scope: "col" }, "c"),
    );
    const body = Array.from({ length: rows }, (_, i) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, name(graph.output, i)),
        ...Array.from(maps.subarray(i * columns, (i + 1) * columns), (a) =>
          element("td", { "data-value": String(a) }, format(a)),
        ),
        element("td", { class: "sw-muted" }, format(offsets[i])),
      ),
    );
    this.matrix.replaceChildren(head, ...body);
  }

  private row(graph: Graph, edge: Edge): HTMLElement {
    const { signal } = this;
    const name = edge.from ? nameOf(graph, edge.from) : "bias";
    const row = element(
      "label",
      { class: "sw-net-weight", "data-edge": keyOf(edge) },
      element("span", {}, name),
    );
    if (isEditable(graph, edge)) {
      const field = numberInput(
        { step: "any", "aria-label": `Weight of ${name} in ${nameOf(graph, edge.to)}` },
        () => {
          if (Number.isFinite(field.valueAsNumber)) this.changed(edge, field.valueAsNumber);
        },
        signal,
      );
      this.fields.set(keyOf(edge), field);
      row.append(field);
    } else row.append(element("output", {}));
    row.addEventListener("pointerenter", () => this.pointed(edge), { signal });
    row.addEventListener("pointerleave", () => this.pointed(null), { signal });
    return row;
  }

  private reason(graph: Graph, edges: readonly Edge[]): string {
    if (graph.fixed !== "") return graph.fixed;
    return edges.every((edge) => isEditable(graph, edge))
      ? ""
      : "What has no field is no parameter of its own, as in a sum.";
  }
}

/** The bias of an entry, and the weights of all that leads to it. */
export function edgesInto({ columns }: Graph, to: Place): Edge[] {
  const { connections, kind } = columns[to.column];
  if (kind === "input") return [];
  const weights = connections.flatMap(({ source, weights }) => {
    const entries = columns[source].width;
    const all = Array.from({ length: weights ? entries : 0 }, (_, entry) => ({
      to,
      from: { column: source, entry },
    }));
    return kind === "choice" || !weights
      ? all.filter(({ from }) => weights?.[to.entry * entries + from.entry])
      : all;
  });
  return kind === "choice" ? weights : [{ to, from: null }, ...weights];
}

function keyOf({ to, from }: Edge): string {
  return [to.column, to.entry, from?.column ?? -1, from?.entry ?? -1].join(" ");
}
