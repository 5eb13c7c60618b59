import { formatTicks } from "../color/numbers.ts";
import { rampGradient } from "../color/ramps.ts";
import { element } from "../dom/element.ts";

/** Of densities, whose places on it go with their square roots. */
export const DENSITY_RAMP = "viridis";

/** Shares of the largest density with a tick: even steps along the ramp, on which places go with square roots. */
const STEPS = [0, 1 / 3, 2 / 3, 1];

/** What the colors of the densities mean. */
export class DensityBar {
  readonly root: HTMLElement;
  private readonly ticks = element("div", { class: "sw-ticks" });
  private readonly numbers: HTMLElement[];

  constructor(label = "Density") {
    const ramp = element("div", { class: "sw-ramp" });
    ramp.style.background = rampGradient(DENSITY_RAMP);
    this.numbers = STEPS.map((step) => {
      const number = element("span");
      const tick = element("span", { class: "sw-tick" }, number);
      tick.style.left = `${(100 * step).toFixed(1)}%`;
      tick.dataset.lean = step === 0 ? "start" : step === 1 ? "end" : "center";
      this.ticks.append(tick);
      return number;
    });
    const heading = element(
      "div",
      { class: "sw-heading" },
      element("span", { class: "sw-label" }, label),
      element("span", { class: "sw-muted" }, "square root scale"),
    );
    const name = { class: "sw-section sw-colorbar", role: "group", "aria-label": "Color scale" };
    this.root = element("section", name, heading, ramp, this.ticks);
  }

  setTop(top: number): void {
    formatTicks(STEPS.map((step) => Number((top * step * step).toPrecision(2)))).forEach((text, i) => {
      this.numbers[i].textContent = text;
    });
  }
}
