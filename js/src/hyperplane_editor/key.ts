import { element, svg } from "../dom/element.ts";
import type { Overlay } from "../wire/wire.ts";

const RED = "#e0002d";

/** What the signs over the tiles mean: those that are drawn. */
export class Key {
  readonly root: HTMLElement;
  private readonly entries: readonly (readonly [of: Overlay | null, entry: HTMLElement])[] = [
    [null, entry("Chosen line", svg("path", { d: "M1 8h14", stroke: RED, "stroke-width": 3 }))],
    [
      "half-planes",
      entry(
        "Not active",
        svg("rect", { x: 2, y: 2, width: 12, height: 12, rx: 2, class: "sw-veiled" }),
        svg("path", { d: "M2 14 14 2", stroke: RED, "stroke-width": 2 }),
      ),
    ],
    ["power diagram", entry("Radius² > 0", circle({}))],
    ["power diagram", entry("Radius² < 0", circle({ "stroke-dasharray": "3 2.5" }))],
  ];

  constructor() {
    this.root = element(
      "div",
      { class: "sw-line-key", role: "note", "aria-label": "Lines and circles" },
      ...this.entries.map(([, node]) => node),
    );
  }

  /** Which overlays are shown, and whether there is a chosen line. */
  set(overlays: readonly Overlay[], chosen: boolean): void {
    for (const [of, node] of this.entries) {
      const drawn = of === null || overlays.includes(of);
      node.hidden = !drawn || (of !== "power diagram" && !chosen);
    }
  }
}

function entry(name: string, ...sign: SVGElement[]): HTMLElement {
  return element(
    "span",
    { class: "sw-line-entry" },
    svg("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, ...sign),
    name,
  );
}

function circle(look: Record<string, string>): SVGElement {
  return svg("circle", {
    cx: 8,
    cy: 8,
    r: 6,
    fill: "none",
    stroke: "currentColor",
    "stroke-width": 1.5,
    ...look,
  });
}
