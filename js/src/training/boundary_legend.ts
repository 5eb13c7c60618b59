import { cssColor } from "../canvas/theme.ts";
import { BOUNDARY, type HaloStyle, REFERENCE_BOUNDARY } from "../color/halo.ts";
import { element, setText } from "../dom/element.ts";

/** Which decision boundary is whose, when two are drawn. */
export class BoundaryLegend {
  readonly root: HTMLElement;
  private readonly present = element("span");
  private readonly reference = element("span");

  constructor() {
    this.root = element(
      "section",
      { class: "sw-section sw-boundaries", role: "group", hidden: true, "aria-label": "Decision boundaries" },
      row(BOUNDARY, this.present),
      row(REFERENCE_BOUNDARY, this.reference),
    );
  }

  /** Names of the two moments, such as "step 143". */
  set(present: string, reference: string): void {
    setText(this.present, `Boundary at ${present}`);
    setText(this.reference, `Boundary at ${reference}`);
  }
}

function row({ core: [r, g, b] }: HaloStyle, text: HTMLElement): HTMLElement {
  const line = element("span", { class: "sw-stroke", "aria-hidden": "true" });
  line.style.background = cssColor([r, g, b]);
  return element("div", { class: "sw-legend-item" }, line, text);
}
