import { PixelImage } from "../chrome/pixel_image.ts";
import { format, formatColumn, formatCount } from "../color/numbers.ts";
import { element } from "../dom/element.ts";
import { decode } from "../wire/decode.ts";
import type { WireInspected, WireMatrix } from "../wire/wire.ts";
import { signedGradient, signedPixels } from "./signed.ts";

/** The rows of A: images, each with its output and its entry of c, or a table of numbers. */
export class MatrixView {
  readonly root = element("div", { class: "sw-matrix" });
  private readonly images: PixelImage[] = [];

  show(told: WireInspected, dark: boolean): void {
    const { matrix } = told;
    if (!matrix) {
      this.root.replaceChildren(element("span", { class: "sw-muted" }, "Not told"));
      return;
    }
    const isImage = matrix.shape.length > 1;
    const parts = isImage ? [this.grid(told, matrix, dark), scale(matrix, dark)] : [table(told, matrix)];
    this.root.replaceChildren(...parts);
  }

  private grid(told: WireInspected, matrix: WireMatrix, dark: boolean): HTMLElement {
    const [height, width, channels = 1] = matrix.shape;
    const values = decode(matrix.rows, ["float32"]);
    const size = height * width * channels;
    const constants = formatColumn(told.outputs.map(({ constant }) => constant ?? 0));
    const images = told.outputs.map(({ name }, i) => {
      this.images[i] ??= new PixelImage("sw-row-image");
      const image = this.images[i];
      image.show(
        signedPixels(values.subarray(i * size, (i + 1) * size), channels, matrix.largest, dark),
        width,
        height,
      );
      image.canvas.setAttribute("role", "img");
      image.canvas.setAttribute("aria-label", `Row of A for ${name}`);
      image.canvas.dataset.term = "A";
      const numbers = element("span", { class: "sw-muted", "data-term": "c" }, `c ${constants[i]}`);
      const caption = element("figcaption", {}, element("span", { class: "sw-row-name" }, name), numbers);
      return element("figure", { class: "sw-row" }, image.canvas, caption);
    });
    return element("div", { class: "sw-rows" }, ...images);
  }
}

/** What colors mean: as much below zero as above. */
function scale(matrix: WireMatrix, dark: boolean): HTMLElement {
  const { largest, block, shape } = matrix;
  const bar = element("span", { class: "sw-signed" });
  bar.style.background = signedGradient(shape.length > 2 ? 3 : 1, dark);
  const words = [shape.length > 2 ? "each of red, green and blue; gray is 0" : "white is 0"];
  if (dark && shape.length < 3) words[0] = "black is 0";
  if (block > 1) words.push(`means of ${block} × ${block} pixels`);
  return element(
    "div",
    { class: "sw-signed-scale", "data-term": "A" },
    element("span", {}, format(-largest)),
    bar,
    element("span", {}, format(largest)),
    element("span", { class: "sw-muted" }, words.join(", ")),
  );
}

/** The first entries of each row, and c. */
function table(told: WireInspected, matrix: WireMatrix): HTMLElement {
  const values = decode(matrix.rows, ["float32"]);
  const [width] = matrix.shape;
  const entries = formatColumn([...values]);
  const constants = formatColumn(told.outputs.map(({ constant }) => constant ?? 0));
  const more = matrix.more > 0 ? [`${formatCount(matrix.more)} more`] : [];
  const head = ["", ...told.input_names.slice(0, width), ...more, "c"].map((name) =>
    element("th", { scope: "col" }, name),
  );
  const cell = (text: string, term: string) => element("td", { "data-term": term }, text);
  const rows = told.outputs.map(({ name }, i) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, name),
      ...entries.slice(i * width, (i + 1) * width).map((text) => cell(text, "A")),
      ...more.map(() => cell("…", "A")),
      cell(constants[i], "c"),
    ),
  );
  return element(
    "table",
    { class: "sw-matrix-table", "aria-label": "A and c" },
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows),
  );
}
