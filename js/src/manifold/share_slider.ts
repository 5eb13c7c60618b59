import type { ScaleEvents } from "../controls/scale_slider.ts";
import { element } from "../dom/element.ts";

/** From nothing to all of something, 0..1. */
export class ShareSlider {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;

  constructor(word: string, title: string, events: ScaleEvents, signal: AbortSignal) {
    this.input = element("input", {
      type: "range",
      class: "sw-scale sw-share",
      title,
      min: 0,
      max: 1,
      step: 0.01,
    });
    this.input.addEventListener("input", () => events.moved(this.set(this.input.valueAsNumber)), { signal });
    this.input.addEventListener("change", () => events.chosen(this.input.valueAsNumber), { signal });
    this.root = element("label", { class: "sw-menu-label" }, element("span", {}, word), this.input);
    this.set(0);
  }

  set(share: number): number {
    if (this.input.valueAsNumber !== share) this.input.value = String(share);
    this.input.setAttribute("aria-valuetext", `${Math.round(100 * share)} percent`);
    return share;
  }
}
