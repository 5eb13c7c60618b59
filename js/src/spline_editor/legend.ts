import { element, svg } from "../dom/element.ts";
import type { SplinePart } from "../wire/wire.ts";

const PARTS: readonly (readonly [SplinePart, string, string, string])[] = [
  ["units", "What units add", "sw-spline-units", "M1 12L7 12L15 3"],
  ["points", "Points", "sw-spline-dots", "M8 8L8 8"],
  ["residuals", "Residuals", "sw-spline-residuals", "M8 2V14"],
];
const ALWAYS: readonly (readonly [string, string, string])[] = [
  ["Spline", "sw-spline-graph", "M1 12L8 5L15 9"],
  ["Knot", "sw-spline-sign", "M12 8A4 4 0 1 1 4 8A4 4 0 1 1 12 8Z"],
];

/** What lines and dots mean; some of them can be hidden. */
export class Legend {
  readonly root: HTMLElement;
  private readonly buttons: ReadonlyMap<SplinePart, HTMLElement>;
  private visible: readonly SplinePart[] = [];

  /** `chosen` is told what is to be drawn. */
  constructor(chosen: (visible: SplinePart[]) => void, signal: AbortSignal) {
    this.buttons = new Map(
      PARTS.map(([part, name, className, path]) => {
        const title = `${name}: click to show or hide`;
        const node = element(
          "button",
          { type: "button", class: "sw-entry", title },
          sign(className, path),
          name,
        );
        const toggled = () =>
          PARTS.map(([each]) => each).filter((each) => (each === part) !== this.visible.includes(each));
        node.addEventListener("click", () => chosen(toggled()), { signal });
        return [part, node];
      }),
    );
    this.root = element(
      "div",
      { class: "sw-legend-bar sw-spline-legend", role: "group", "aria-label": "Legend" },
      ...ALWAYS.map(([name, className, path]) =>
        element("span", { class: "sw-spline-entry" }, sign(className, path), name),
      ),
      ...this.buttons.values(),
    );
  }

  set(visible: readonly SplinePart[]): void {
    this.visible = visible;
    for (const [part, node] of this.buttons)
      node.setAttribute("aria-pressed", String(visible.includes(part)));
  }
}

function sign(className: string, d: string): SVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", class: "sw-sign" },
    svg("path", { class: className, d }),
  );
}
