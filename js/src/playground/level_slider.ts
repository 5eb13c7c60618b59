import { element, setText } from "../dom/element.ts";
import { FrameThrottle } from "../interact/frame_throttle.ts";
import { onRelease } from "../interact/release.ts";

/** A slider over chosen numbers, with the present one written beside it. */
export class LevelSlider {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly reading = element("span", { class: "sw-level-reading" });
  private grabbed = false;
  private value = 0;

  /** `chosen` is told of a level, while the thumb moves at most once per animation frame. */
  constructor(
    word: string,
    title: string,
    private readonly levels: readonly number[],
    chosen: (level: number) => void,
    signal: AbortSignal,
  ) {
    this.input = element("input", {
      type: "range",
      class: "sw-scale sw-level",
      title,
      min: 0,
      max: levels.length - 1,
      step: 1,
    });
    const throttle = new FrameThrottle(chosen, signal);
    const move = () => {
      const level = levels[this.input.valueAsNumber];
      this.read(level);
      throttle.offer(level);
    };
    const grab = () => {
      this.grabbed = true;
      onRelease(() => {
        this.grabbed = false;
        throttle.flush();
        this.show(this.value);
      }, signal);
    };
    this.input.addEventListener("input", move, { signal });
    this.input.addEventListener("pointerdown", grab, { signal });
    const line = element("span", { class: "sw-level-line" }, element("span", {}, word), this.reading);
    this.root = element("label", { class: "sw-level-label", title }, line, this.input);
  }

  /** What Python has; a hand on the thumb has the last word until it lets go. */
  show(value: number): void {
    this.value = value;
    if (this.grabbed) return;
    this.input.value = String(nearest(this.levels, value));
    this.read(value);
  }

  private read(value: number): void {
    setText(this.reading, String(Number(value.toFixed(3))));
    this.input.setAttribute("aria-valuetext", String(value));
  }
}

function nearest(levels: readonly number[], value: number): number {
  const far = levels.map((level) => Math.abs(level - value));
  return far.indexOf(Math.min(...far));
}
