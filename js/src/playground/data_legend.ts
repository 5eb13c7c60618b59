import { cssColor } from "../canvas/theme.ts";
import { format } from "../color/numbers.ts";
import { classColor } from "../color/palette.ts";
import { rampGradient } from "../color/ramps.ts";
import { element } from "../dom/element.ts";
import { type Dots, RAMP } from "./dots.ts";

/** What the colors of points mean: names of classes, or the ends of the numbers to fit. */
export class DataLegend {
  readonly root = element("div", { class: "sw-data-legend sw-muted" });
  private shown = "";

  show(names: readonly string[], { range }: Dots): void {
    const words = range ? range.map((end) => format(end)) : names;
    const key = JSON.stringify([range !== null, words]);
    if (key === this.shown) return;
    this.shown = key;
    if (range) {
      const bar = element("span", { class: "sw-data-ramp" });
      bar.style.background = rampGradient(RAMP);
      this.root.replaceChildren(words[0], bar, words[1]);
      return;
    }
    this.root.replaceChildren(
      ...names.map((name, label) => {
        const swatch = element("span", { class: "sw-swatch" });
        swatch.style.background = cssColor(classColor(label));
        return element("span", { class: "sw-data-class" }, swatch, name);
      }),
    );
  }
}
