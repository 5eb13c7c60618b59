import { PixelImage } from "../chrome/pixel_image.ts";
import { rgbaOf } from "../chrome/rgba.ts";
import { format, formatColumn, formatCount } from "../color/numbers.ts";
import { element } from "../dom/element.ts";
import type { Range, WireInspected } from "../wire/wire.ts";
import { MatrixView } from "./matrix_view.ts";

/** What one column tells of a tile, cell by cell: by the term that each is about. */
export class TileColumn {
  private readonly image = new PixelImage("sw-x-image");
  private readonly matrix = new MatrixView();

  /** `range` holds the outputs of all columns, and 0, so that bars compare. */
  cells(told: WireInspected, range: Range, dark: boolean): Map<string, Node[]> {
    this.matrix.show(told, dark);
    const cells = new Map<string, Node[]>([
      ["x", [this.input(told)]],
      ["scores", [outputs(told, range)]],
      ["A", [this.matrix.root]],
      ["active", [active(told)]],
    ]);
    for (const [term, value] of told.facts) cells.set(term, [document.createTextNode(value)]);
    return cells;
  }

  private input({ image, input, input_names }: WireInspected): HTMLElement {
    if (image) {
      const [height, width] = image.shape;
      this.image.show(rgbaOf(image), width, height);
      this.image.canvas.setAttribute("role", "img");
      this.image.canvas.setAttribute("aria-label", "The input x");
      return this.image.canvas;
    }
    const entries = input.map((value, i) =>
      element("span", {}, element("span", { class: "sw-muted" }, input_names[i] ?? ""), ` ${format(value)}`),
    );
    return element("div", { class: "sw-x-entries" }, ...entries);
  }
}

/** Bars from zero to the right and to the left, in the order of the outputs where all are told. */
function outputs({ outputs, more_outputs }: WireInspected, [low, high]: Range): HTMLElement {
  const first = outputs[0]?.output;
  const ordered = more_outputs > 0 ? outputs : [...outputs].sort((a, b) => a.output - b.output);
  const share = (length: number) => `${(100 * length) / (high - low || 1)}%`;
  const numbers = formatColumn(ordered.map(({ value }) => value));
  const bars = ordered.map(({ name, value, output }, i) => {
    const bar = element("i", { "data-sign": value < 0 ? "negative" : "positive" });
    bar.style.left = share(Math.min(0, value) - low);
    bar.style.width = share(Math.abs(value));
    const kind = output === first ? "sw-told sw-first" : "sw-told";
    return element(
      "div",
      { class: kind },
      element("span", { class: "sw-told-name" }, name),
      element("span", { class: "sw-told-bar", "aria-hidden": "true" }, bar),
      element("span", {}, numbers[i]),
    );
  });
  const rest =
    more_outputs > 0 ? [element("span", { class: "sw-muted" }, `and ${formatCount(more_outputs)} more`)] : [];
  return element("div", { class: "sw-outputs" }, ...bars, ...rest);
}

/** Of each layer a bar filled up to the share that is positive. */
function active({ active }: WireInspected): HTMLElement {
  const layers = active.map(({ layer, active, units }) => {
    const bar = element("i");
    bar.style.width = `${(100 * active) / Math.max(units, 1)}%`;
    return element(
      "div",
      { class: "sw-told" },
      element("span", { class: "sw-told-name sw-muted" }, layer),
      element("span", { class: "sw-told-bar sw-share", "aria-hidden": "true" }, bar),
      element("span", {}, `${formatCount(active)} of ${formatCount(units)}`),
    );
  });
  return element("div", { class: "sw-outputs" }, ...layers);
}
