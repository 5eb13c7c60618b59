import { format } from "../color/numbers.ts";
import { element, setText } from "../dom/element.ts";

/** A few numbers on a track, one step for each, and the present one behind it. */
export class ChoiceSlider {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly reading = element("output", { class: "sw-landscape-reading" });
  private choices: readonly number[] = [];

  /** `chosen` is told when the hand lets go, since each may take a while. */
  constructor(word: string, title: string, chosen: (value: number) => void, signal: AbortSignal) {
    this.input = element("input", { type: "range", class: "sw-landscape-slider", title, min: 0, step: 1 });
    const say = () => this.say(this.choices[this.input.valueAsNumber]);
    this.input.addEventListener("input", say, { signal });
    this.input.addEventListener("change", () => chosen(this.choices[this.input.valueAsNumber]), { signal });
    this.root = element(
      "label",
      { class: "sw-menu-label" },
      element("span", {}, word),
      this.input,
      this.reading,
    );
  }

  /** There is nothing to choose where there is but one. */
  set(value: number, choices: readonly number[]): void {
    this.choices = choices;
    this.root.hidden = choices.length < 2;
    this.input.max = String(Math.max(0, choices.length - 1));
    this.input.value = String(Math.max(0, choices.indexOf(value)));
    this.say(value);
  }

  private say(value: number): void {
    setText(this.reading, format(value));
    this.input.setAttribute("aria-valuetext", format(value));
  }
}
