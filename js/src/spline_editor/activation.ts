import { format } from "../color/numbers.ts";
import { Menu } from "../controls/menu.ts";
import { element, setText, svg } from "../dom/element.ts";
import type { ActivationName } from "../wire/wire.ts";

const NAMES: readonly (readonly [ActivationName, string])[] = [
  ["relu", "ReLU"],
  ["leaky_relu", "leaky ReLU"],
  ["abs", "absolute value"],
];

/** The graph of the activation, Figure 2 at right, and a menu of others. */
export class Activation {
  readonly root: HTMLElement;
  private readonly menu: Menu;
  private readonly line = svg("path", { class: "sw-spline-graph" });
  private readonly picture: SVGElement;
  private readonly formula = element("span", { class: "sw-muted" });

  constructor(chosen: (name: ActivationName) => void, signal: AbortSignal) {
    this.menu = new Menu(
      "Activation g",
      "The function between the two linear layers",
      (name) => chosen(name as ActivationName),
      signal,
    );
    this.picture = svg(
      "svg",
      { viewBox: "-1.6 -1.25 3.2 1.75", role: "img" },
      svg("path", { class: "sw-spline-axes", d: "M-1.5 0H1.5M0 .4V-1.15" }),
      this.line,
      svg("circle", { class: "sw-spline-bend", r: 0.07 }),
    );
    this.root = element(
      "section",
      { class: "sw-section sw-spline-activation", "aria-label": "Activation" },
      element("div", { class: "sw-heading" }, this.menu.root),
      this.picture,
      this.formula,
    );
  }

  /** `leak` is the slope below 0. */
  set(name: ActivationName, leak: number): void {
    this.menu.set(
      NAMES.map(([each, label]) => ({ name: each, label })),
      name,
    );
    this.line.setAttribute("d", `M-1.1 ${1.1 * leak}L0 0L1.1 -1.1`);
    const below = leak === 0 ? "0" : `${leak === -1 ? "−" : `${format(leak)} `}z`;
    const words = `g(z) = z above 0, ${below} below`;
    setText(this.formula, words);
    this.picture.setAttribute("aria-label", words);
  }
}
