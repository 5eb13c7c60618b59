import { format } from "../color/numbers.ts";
import { element, setText } from "../dom/element.ts";
import type { WireMeasures } from "../wire/wire.ts";

/** What a bar and the number beside it are of one layer; lengths are shares of the longest. */
interface Row {
  readonly length: number;
  /** Where the least is that it could be, as a share of the longest; null where there is no such thing. */
  readonly least: number | null;
  readonly number: string;
  readonly title: string;
}

/** The layers of one network, one below the other, and how far the data are from the hyperplanes of each. */
export class LayerTable {
  readonly root: HTMLElement;
  private readonly heads = [element("span"), element("span"), element("span")];
  private readonly rows = element("div", { class: "sw-layer-rows" });
  private chosen = 0;

  /** `choose` is told which layer was clicked, from 1 on. */
  constructor(name: string, choose: (layer: number) => void, signal: AbortSignal) {
    const head = element("div", { class: "sw-layer-row sw-muted", "aria-hidden": "true" }, ...this.heads);
    this.root = element(
      "div",
      { class: "sw-layers", role: "group", "aria-label": `Layers, ${name}` },
      head,
      this.rows,
    );
    this.rows.addEventListener(
      "click",
      (event) => {
        const index = Array.from(this.rows.children).findIndex((row) => row.contains(event.target as Node));
        if (index >= 0) choose(index + 1);
      },
      { signal },
    );
  }

  /** `longest` is the largest number that has a bar, in the tables of all networks. */
  set(measures: WireMeasures, longest: number): void {
    const { ratios } = measures;
    const heads = ratios ? ["Layer", "Near / far", ""] : ["Layer", "Distance · least", "Nearest"];
    heads.forEach((text, i) => {
      setText(this.heads[i], text);
    });
    this.show(measures.distances.map((_, i) => (ratios ? ofRatio : ofDistance)(measures, i, longest)));
  }

  setChosen(layer: number): void {
    this.chosen = layer;
    Array.from(this.rows.children).forEach((row, i) => {
      row.setAttribute("aria-pressed", String(i === layer - 1));
    });
  }

  private show(rows: readonly Row[]): void {
    // Rows are kept, so that the focus stays on the one just pressed.
    while (this.rows.childElementCount > rows.length) this.rows.lastElementChild?.remove();
    while (this.rows.childElementCount < rows.length) this.rows.append(blank());
    rows.forEach(({ length, least, number, title }, i) => {
      const row = this.rows.children[i] as HTMLElement;
      const [label, bar, value] = Array.from(row.children) as HTMLElement[];
      setText(label, String(i + 1));
      setText(value, number);
      bar.style.setProperty("--sw-length", `${(100 * length).toFixed(2)}%`);
      bar.style.setProperty("--sw-least", `${(100 * (least ?? length)).toFixed(2)}%`);
      row.title = title;
      row.setAttribute("aria-label", title);
    });
    this.setChosen(this.chosen);
  }
}

/** The largest number that has a bar. */
export function longestBar(measures: readonly WireMeasures[]): number {
  return Math.max(
    ...measures.flatMap(({ distances, ratios }) => (ratios ?? distances).map((x) => x ?? 0)),
    0,
  );
}

function ofDistance({ distances, minima, nearest }: WireMeasures, i: number, longest: number): Row {
  const near = nearest[i];
  const number = near === null ? "none" : format(near);
  const title =
    `Layer ${i + 1}: root mean squared distance to its hyperplanes ${format(distances[i])}, least possible ` +
    `${format(minima[i])}; mean distance to the nearest ${number}`;
  return { length: distances[i] / (longest || 1), least: minima[i] / (longest || 1), number, title };
}

function ofRatio({ ratios }: WireMeasures, i: number, longest: number): Row {
  const ratio = ratios?.[i] ?? null;
  const number = ratio === null ? "–" : `${format(ratio)}\u2009×`;
  const title =
    ratio === null
      ? `Layer ${i + 1}: no cell is far from all points`
      : `Layer ${i + 1}: ${number} as many units a cell near the data as far from them`;
  return { length: (ratio ?? 0) / (longest || 1), least: null, number, title };
}

function blank(): HTMLElement {
  const parts = [element("span"), element("span", { class: "sw-layer-bar" }), element("span")];
  return element("button", { type: "button", class: "sw-layer-row" }, ...parts);
}
