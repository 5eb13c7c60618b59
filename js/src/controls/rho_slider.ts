import { element } from "../dom/element.ts";
import { onRelease } from "../interact/release.ts";
import { numberInput } from "./number_input.ts";

export interface RhoEvents {
  moved(rho: number): void;
  /** The hand has let go. */
  released(): void;
}

/** Places on the way with names of their own. */
const MARKS: readonly [number, string, string][] = [
  [-1, "modes", "Only what the generator makes most of"],
  [0, "latent sampling", "The generator as it is"],
  [1, "uniform on the manifold, MaGNET", "Equally much of everything that the generator can make"],
  [2, "anti-modes", "Above all what the generator makes least of"],
];
const STEP = 0.01;

/** The polarity: a slider with marks, and a number. */
export class RhoSlider {
  readonly root: HTMLElement;
  /** Whether a hand is on the thumb. */
  grabbed = false;
  private readonly slider: HTMLInputElement;
  private readonly number: HTMLInputElement;
  private readonly marks = element("div", { class: "sw-marks" });
  private range: readonly [number, number] = [-1, 2];
  private rho = 0;

  constructor(
    private readonly events: RhoEvents,
    private readonly signal: AbortSignal,
  ) {
    const title = "Double click for 0, latent sampling";
    this.slider = element("input", {
      type: "range",
      class: "sw-present",
      "aria-label": "Polarity rho",
      title,
      step: STEP,
    });
    const type = () => this.jump(this.number.valueAsNumber);
    this.number = numberInput({ step: STEP, "aria-label": "rho" }, type, signal);
    this.root = element(
      "div",
      { class: "sw-rho" },
      element("label", { class: "sw-rho-number" }, element("span", { class: "sw-label" }, "ρ"), this.number),
      element("div", { class: "sw-track" }, element("div", { class: "sw-rail" }), this.slider, this.marks),
    );
    this.slider.addEventListener("input", () => this.choose(this.slider.valueAsNumber), { signal });
    this.slider.addEventListener("dblclick", () => this.jump(0), { signal });
    this.slider.addEventListener("pointerdown", () => this.grab(), { signal });
    this.setRange(this.range);
  }

  setRange(range: readonly [number, number]): void {
    this.range = range;
    const [lo, hi] = range;
    for (const input of [this.slider, this.number])
      Object.assign(input, { min: String(lo), max: String(hi) });
    const marks = MARKS.filter(([value]) => value >= lo && value <= hi);
    this.marks.replaceChildren(
      ...marks.map(([value, name, meaning]) => {
        const node = element("button", { type: "button", class: "sw-mark", title: meaning });
        node.append(element("span", { class: "sw-mark-value" }, sign(value)), element("span", {}, name));
        node.style.left = `${((100 * (value - lo)) / (hi - lo)).toFixed(2)}%`;
        node.style.width = `${(75 / (hi - lo)).toFixed(2)}%`; // clear of the last one, which ends at its tick
        node.dataset.lean = value === lo ? "start" : value === hi ? "end" : "center";
        node.addEventListener("click", () => this.jump(value), { signal: this.signal });
        return node;
      }),
    );
    this.layout();
  }

  show(rho: number): void {
    this.rho = rho;
    this.layout();
  }

  setEnabled(enabled: boolean): void {
    for (const control of this.root.querySelectorAll<HTMLInputElement | HTMLButtonElement>("input, .sw-mark"))
      control.disabled = !enabled;
  }

  private jump(rho: number): void {
    this.choose(rho);
    this.events.released();
  }

  private choose(rho: number): void {
    const inside = Math.max(this.range[0], Math.min(this.range[1], rho));
    const changed = inside !== this.rho && !Number.isNaN(inside);
    if (changed) this.rho = inside;
    this.layout();
    if (changed) this.events.moved(inside);
  }

  private layout(): void {
    const { rho, slider, number, range } = this;
    slider.value = String(rho);
    number.value = String(Number(rho.toFixed(3)));
    const nearest = MARKS.find(([value]) => Math.abs(value - rho) < STEP / 2 && value <= range[1]);
    slider.setAttribute("aria-valuetext", nearest ? `${sign(rho)}, ${nearest[1]}` : sign(rho));
    for (const mark of this.marks.children)
      mark.toggleAttribute("data-here", mark.children[1].textContent === nearest?.[1]);
  }

  private grab(): void {
    this.grabbed = true;
    onRelease(() => {
      this.grabbed = false;
      this.events.released();
    }, this.signal);
  }
}

function sign(value: number): string {
  return String(Number(value.toFixed(3))).replace("-", "\u2212");
}
