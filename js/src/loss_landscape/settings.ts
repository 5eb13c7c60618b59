import { Menu } from "../chrome/menu.ts";
import { numberInput } from "../chrome/number_input.ts";
import { element } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import type { LandscapeTraits, LossScale } from "../wire/wire.ts";
import { ChoiceSlider } from "./choice_slider.ts";

const SCALES: readonly { readonly name: LossScale; readonly label: string }[] = [
  { name: "log", label: "logarithmic" },
  { name: "linear", label: "linear" },
];
type Numbers = "levels" | "step_size" | "momentum" | "steps";
const NUMBERS: readonly (readonly [Numbers, string, string, Record<string, number | string>])[] = [
  ["levels", "Levels", "Number of level lines", { min: 0, max: 60, step: 1 }],
  ["step_size", "Step", "Length of a step of the marble for a slope of 1", { min: 0, step: "any" }],
  ["momentum", "Momentum", "Share of a move that the next one keeps", { min: 0, max: 0.999, step: "any" }],
  ["steps", "Steps", "Steps of the marble, at most", { min: 1, max: 2000, step: 1 }],
];

/** What is set in the bars above landscapes: the scale, level lines, the marble, and which models. */
export class Settings {
  /** Of heights and colors. */
  readonly looks: HTMLElement;
  /** Of the marble and the models. */
  readonly bar: HTMLElement;
  private readonly scale: Menu;
  private readonly numbers: Record<Numbers, HTMLInputElement>;
  private readonly limits: readonly HTMLInputElement[];
  private readonly clear: HTMLButtonElement;
  private readonly depth: ChoiceSlider;
  private readonly skip: ChoiceSlider;

  constructor(
    private readonly chosen: (traits: Partial<LandscapeTraits>) => void,
    signal: AbortSignal,
  ) {
    const title = "Scale of heights and colors";
    this.scale = new Menu("Scale", title, (scale) => chosen({ scale: scale as LossScale }), signal);
    this.numbers = Object.fromEntries(
      NUMBERS.map(([name, , hint, limits]) => {
        const tell = () => {
          const value = this.numbers[name].valueAsNumber;
          if (!Number.isNaN(value)) chosen({ [name]: value });
        };
        return [name, numberInput({ ...limits, title: hint, "aria-label": hint }, tell, signal)];
      }),
    ) as Record<Numbers, HTMLInputElement>;
    this.limits = ["Loss of the lowest color", "Loss of the highest color"].map((hint) =>
      numberInput(
        { step: "any", title: `${hint}; empty for all there is`, "aria-label": hint, placeholder: "auto" },
        () => this.sendLimits(),
        signal,
      ),
    );
    this.clear = iconButton("close", "Take the marble away (Escape)", () => chosen({ marble: null }), signal);
    this.depth = new ChoiceSlider("Depth", "Layers of the model", (depth) => chosen({ depth }), signal);
    this.skip = new ChoiceSlider("Skip", "Strength of skip connections", (skip) => chosen({ skip }), signal);
    const [levels, ...marble] = NUMBERS.map(([name, word]) => labeled(word, this.numbers[name]));
    this.looks = element(
      "div",
      { class: "sw-tools" },
      this.scale.root,
      labeled("from", this.limits[0]),
      labeled("to", this.limits[1]),
      levels,
    );
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

  set(
    traits: Pick<
      LandscapeTraits,
      Numbers | "scale" | "limits" | "marble" | "depth" | "skip" | "depths" | "skips"
    >,
  ): void {
    this.scale.set(SCALES, traits.scale);
    for (const [name] of NUMBERS) this.numbers[name].value = String(traits[name]);
    this.limits.forEach((input, i) => {
      input.value = traits.limits ? String(traits.limits[i]) : "";
    });
    this.clear.disabled = traits.marble === null;
    this.depth.set(traits.depth, traits.depths);
    this.skip.set(traits.skip, traits.skips);
  }

  /** Both or none: a single one waits for the other. */
  private sendLimits(): void {
    const values = this.limits.map((input) => input.valueAsNumber);
    const given = values.filter((value) => !Number.isNaN(value));
    if (given.length === 0) this.chosen({ limits: null });
    else if (given.length === 2) this.chosen({ limits: [values[0], values[1]] });
  }
}

function labeled(word: string, input: HTMLElement): HTMLElement {
  return element("label", { class: "sw-menu-label" }, element("span", {}, word), input);
}
