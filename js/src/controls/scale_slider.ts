import { format } from "../color/numbers.ts";
import { element, setText } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";

export interface ScaleEvents {
  /** The thumb moves. */
  moved(scale: number): void;
  /** It has been let go. */
  chosen(scale: number): void;
}

/** Octaves to either side of 1, and steps to an octave. */
const OCTAVES = 4;
const STEPS = 8;

/** A factor on a logarithmic track with 1 in the middle. */
export class ScaleSlider {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly reading = element("span", { class: "sw-scale-reading" });
  private readonly reset: HTMLButtonElement;

  constructor(word: string, title: string, events: ScaleEvents, signal: AbortSignal) {
    this.input = element("input", {
      type: "range",
      class: "sw-scale",
      title,
      min: -OCTAVES,
      max: OCTAVES,
      step: 1 / STEPS,
    });
    this.input.addEventListener("input", () => events.moved(this.set(this.value)), { signal });
    this.input.addEventListener("change", () => events.chosen(this.value), { signal });
    this.reset = iconButton("reset", `${word} as it was`, () => events.chosen(this.set(1)), signal);
    const label = element("label", { class: "sw-menu-label" }, element("span", {}, word), this.input);
    this.root = element("div", { class: "sw-buttons" }, label, this.reading, this.reset);
    this.set(1);
  }

  private get value(): number {
    return 2 ** Number(this.input.value);
  }

  set(scale: number): number {
    const octaves = Math.log2(scale);
    if (Number(this.input.value) !== octaves) this.input.value = String(octaves);
    setText(this.reading, `×\u2009${format(scale)}`);
    this.input.setAttribute("aria-valuetext", `times ${format(scale)}`);
    this.reset.disabled = scale === 1;
    return scale;
  }
}
