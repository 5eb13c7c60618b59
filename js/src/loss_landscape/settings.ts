import { numberInput } from "../controls/number_input.ts";
import { element } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import type { LandscapeTraits } from "../wire/wire.ts";
import { ChoiceSlider } from "./choice_slider.ts";

type Numbers = "levels" | "step_size" | "momentum" | "steps";
const NUMBERS: readonly (readonly [Numbers, string, string, Record<string, number | string>])[] = [
  ["levels", "Levels", "Number of level lines", { min: 0, max: 60, step: 1 }],
  ["step_size", "Step", "Length of a step of the marble for a slope of 1", { min: 0, step: "any" }],
  ["momentum", "Momentum", "Share of a move that the next one keeps", { min: 0, max: 0.999, step: "any" }],
  ["steps", "Steps", "Steps of the marble, at most", { min: 1, max: 2000, step: 1 }],
];

/** What is set in the bars above landscapes: level lines, the marble, and which models. */
export class Settings {
  /** Of the pictures. */
  readonly looks: HTMLElement;
  /** Of the marble and the models. */
  readonly bar: HTMLElement;
  private readonly numbers: Record<Numbers, HTMLInputElement>;
  private readonly clear: HTMLButtonElement;
  private readonly depth: ChoiceSlider;
  private readonly skip: ChoiceSlider;

  constructor(chosen: (traits: Partial<LandscapeTraits>) => void, signal: AbortSignal) {
    this.numbers = Object.fromEntries(
      NUMBERS.map(([name, , hint, limits]) => {
        const tell = () => {
          const value = this.numbers[name].valueAsNumber;
          if (!Number.isNaN(value)) chosen({ [name]: value });
        };
        return [name, numberInput({ ...limits, title: hint, "aria-label": hint }, tell, signal)];
      }),
    ) as Record<Numbers, HTMLInputElement>;
    this.clear = iconButton("close", "Take the marble away (Escape)", () => chosen({ marble: null }), signal);
    this.depth = new ChoiceSlider("Depth", "Layers of the model", (depth) => chosen({ depth }), signal);
    this.skip = new ChoiceSlider("Skip", "Strength of skip connections", (skip) => chosen({ skip }), signal);
    const [levels, ...marble] = NUMBERS.map(([name, word]) => labeled(word, this.numbers[name]));
    this.looks = element("div", { class: "sw-tools" }, levels);
    this.bar = element(
      "div",
      { class: "sw-toolbar sw-subbar" },
      element(
        "div",
        { class: "sw-chips sw-landscape-marble", role: "group", "aria-label": "Marble" },
        element("span", { class: "sw-label" }, "Marble"),
        ...marble,
        this.clear,
      ),
      element("div", { class: "sw-tools" }, this.depth.root, this.skip.root),
    );
  }

  set(traits: Pick<LandscapeTraits, Numbers | "marble" | "depth" | "skip" | "depths" | "skips">): void {
    for (const [name] of NUMBERS) this.numbers[name].value = String(traits[name]);
    this.clear.disabled = traits.marble === null;
    this.depth.set(traits.depth, traits.depths);
    this.skip.set(traits.skip, traits.skips);
  }
}

function labeled(word: string, input: HTMLElement): HTMLElement {
  return element("label", { class: "sw-menu-label" }, element("span", {}, word), input);
}
