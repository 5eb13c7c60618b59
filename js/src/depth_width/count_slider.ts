import { element, setText } from "../dom/element.ts";

/** A whole number on a track, with its name before it and the number behind. */
export class CountSlider {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly reading = element("output", { class: "sw-depth-reading" });

  /** `moved` is told while the hand moves. */
  constructor(word: string, title: string, moved: (count: number) => void, signal: AbortSignal) {
    this.input = element("input", {
      type: "range",
      class: "sw-depth-slider",
      title,
      step: 1,
    });
    this.input.addEventListener("input", () => moved(this.input.valueAsNumber), { signal });
    this.root = element(
      "label",
      { class: "sw-menu-label" },
      element("span", {}, word),
      this.input,
      this.reading,
    );
  }

  /** `own` is what there is where the hand cannot choose it; null where it can. */
  set(count: number, [least, most]: readonly [number, number], own: number | null = null): void {
    this.input.min = String(least);
    this.input.max = String(most);
    this.input.disabled = own !== null;
    if (this.input.valueAsNumber !== count) this.input.value = String(count);
    setText(this.reading, String(own ?? count));
  }
}
