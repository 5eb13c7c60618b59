import { format } from "../color/numbers.ts";
import { element, setText } from "../dom/element.ts";
import { pieceAt, type Spline } from "./graph.ts";

/** The line that the graph is, where the pointer is. */
export class Formula {
  readonly root: HTMLElement;
  private readonly line = element("div", { class: "sw-spline-formula" });
  private readonly where = element("span", { class: "sw-muted" });

  constructor() {
    this.root = element(
      "section",
      { class: "sw-section", "aria-label": "Under the pointer" },
      element(
        "div",
        { class: "sw-heading" },
        element("span", { class: "sw-label" }, "On this piece"),
        this.where,
      ),
      this.line,
    );
  }

  set(spline: Spline, x: number | null): void {
    if (x === null) {
      setText(this.line, "y = a x + c");
      setText(this.where, "point at the graph");
      return;
    }
    const [slope, intercept] = spline.lines[pieceAt(spline, x)];
    const rest = intercept === 0 ? "" : ` ${intercept < 0 ? "−" : "+"} ${format(Math.abs(intercept))}`;
    setText(this.line, `y = ${format(slope)} x${rest}`);
    setText(this.where, `x = ${format(x)}, y = ${format(slope * x + intercept)}`);
  }
}
