import { formatCount } from "../color/numbers.ts";
import { numberInput } from "../controls/number_input.ts";
import { element, setText } from "../dom/element.ts";
import { icon, iconButton } from "../dom/icons.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import type { Backpressure } from "../interact/backpressure.ts";
import type { Order, PlaygroundTraits } from "../wire/wire.ts";

/** Seeds of the dice: few enough to be read out to a class. */
const SEEDS = 1000;

/** The bar at the top: begin again, play, one step, how many there were, and the seed. */
export class Transport {
  readonly root: HTMLElement;
  /** On the right. */
  readonly tools = element("div", { class: "sw-tools" });
  private readonly play: HTMLButtonElement;
  private readonly seed: HTMLInputElement;
  private readonly word = element("span");
  private readonly orders: Backpressure;

  constructor(private readonly link: NumberedLink<PlaygroundTraits>) {
    const { signal } = link;
    this.orders = link.queue("_order");
    const title = "Train step by step, or pause (Space)";
    this.play = element("button", { type: "button", class: "sw-play", title });
    this.play.addEventListener("click", () => this.toggle(), { signal });
    const reading = element("span", { class: "sw-step-count sw-label", title: "Steps of training so far" });
    this.seed = numberInput(
      {
        min: 0,
        step: 1,
        title: "Of the first weights, the noise and the batches: the same seed, the same run",
      },
      () => this.sow(this.seed.valueAsNumber),
      signal,
    );
    const another = () => this.sow(Math.floor(SEEDS * Math.random()));
    this.tools.append(
      element(
        "div",
        { class: "sw-buttons" },
        element("label", { class: "sw-menu-label" }, element("span", {}, "Seed"), this.seed),
        iconButton("dice", "Another seed: other first weights and other noise", another, signal),
      ),
    );
    this.root = element(
      "div",
      { class: "sw-toolbar sw-transport" },
      element(
        "div",
        { class: "sw-buttons", role: "group", "aria-label": "Training" },
        iconButton("reset", "Reset: back to the first weights", () => this.order("reset"), signal),
        this.play,
        iconButton("next", "Take one step of training", () => this.step(), signal),
        reading,
      ),
      this.tools,
    );
    link.listen(["playing"], () => {
      const playing = link.get("playing");
      setText(this.word, playing ? "Pause" : "Play");
      this.play.replaceChildren(icon(playing ? "pause" : "play"), this.word);
    });
    link.listen(["step"], () => setText(reading, `step ${formatCount(link.get("step"))}`));
    link.listen(["seed"], () => {
      this.seed.value = String(link.get("seed"));
    });
  }

  /** Plays, or pauses. */
  toggle(): void {
    this.link.send({ playing: !this.link.get("playing") });
  }

  private sow(seed: number): void {
    if (Number.isSafeInteger(seed) && seed >= 0) this.link.send({ seed });
    this.seed.value = String(this.link.get("seed"));
  }

  private step(): void {
    if (this.link.get("playing")) this.link.send({ playing: false });
    this.order("step");
  }

  private order(action: Order["action"]): void {
    const seq = this.link.nextSeq();
    this.orders.offer(seq, () => this.link.send({ _order: { action, seq } }));
  }
}
