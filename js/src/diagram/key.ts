import { format } from "../color/numbers.ts";
import { element, setText, svg } from "../dom/element.ts";
import { widthOf } from "./edges.ts";

/** What the looks of edges and units mean. */
export class Key {
  readonly root: HTMLElement;
  private readonly largest = element("span", {});

  constructor() {
    this.root = element(
      "div",
      { class: "sw-net-key", role: "note", "aria-label": "Weights and units" },
      entry("above 0", line("positive", 2.5)),
      entry("below 0", line("negative", 2.5)),
      element("span", { class: "sw-net-key-entry" }, wedge(), this.largest),
      entry("not active", svg("circle", { cx: 8, cy: 8, r: 5, class: "sw-net-key-off" })),
    );
  }

  /** The size of the weight with the widest edge. */
  set(largest: number): void {
    setText(this.largest, largest > 0 ? `0 to ${format(largest)}` : "no weights");
  }
}

function entry(name: string, sign: SVGElement): HTMLElement {
  return element(
    "span",
    { class: "sw-net-key-entry" },
    svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, sign),
    name,
  );
}

function line(sign: "positive" | "negative", width: number): SVGElement {
  return svg("path", { d: "M1 8h14", class: `sw-net-key-${sign}`, "stroke-width": width });
}

/** As wide as the edges of the smallest weights at one end, and of the largest at the other. */
function wedge(): SVGElement {
  const [thin, wide] = [widthOf(0.001) / 2, widthOf(1) / 2];
  const d = `M1 ${8 - thin} L39 ${8 - wide} V${8 + wide} L1 ${8 + thin} Z`;
  return svg(
    "svg",
    { viewBox: "0 0 40 16", width: 40, height: 16, "aria-hidden": "true" },
    svg("path", { d, class: "sw-net-key-wedge" }),
  );
}
