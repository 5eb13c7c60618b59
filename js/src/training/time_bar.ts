import { formatCount } from "../color/numbers.ts";
import { element, setText } from "../dom/element.ts";
import { icon, iconButton } from "../dom/icons.ts";
import { StepSlider } from "./step_slider.ts";
import { OVERHANG, stepTicks } from "./step_ticks.ts";

export interface TimeBarEvents {
  /** A hand chooses a checkpoint, or one to compare with; returns the number under which that was sent. */
  chosen(index: number): number;
  referred(index: number): number;
  /** The hand has let go of the thumb. */
  released(): void;
  played(playing: boolean): void;
  sped(speed: number): void;
  looped(loop: boolean): void;
}

const SPEEDS = [1, 2, 5, 10, 20]; // checkpoints a second
const EMPTY = "No checkpoint yet";

/** The bar below the canvas: play, a track over the checkpoints, where on it one is, speed and loop. */
export class TimeBar {
  readonly root: HTMLElement;
  /** The checkpoint on the screen, and the one that it is compared with. */
  readonly present: StepSlider;
  readonly reference: StepSlider;
  private readonly play: HTMLButtonElement;
  private readonly loop: HTMLButtonElement;
  private readonly buttons: HTMLButtonElement[];
  private readonly menu = element("select", { class: "sw-menu", "aria-label": "Checkpoints a second" });
  private readonly rail = element("div", { class: "sw-rail", "aria-hidden": "true" });
  private readonly ticks = element("div", { class: "sw-step-ticks", "aria-hidden": "true" });
  private readonly step = element("span", { class: "sw-label" });
  private readonly place = element("span", { class: "sw-muted" });
  private readonly live = element(
    "span",
    { class: "sw-live", hidden: true, title: "Training goes on: more checkpoints are coming" },
    "live",
  );
  private readonly against = element("div", { class: "sw-against", hidden: true });
  private steps: readonly number[] = [];
  private playing = false;
  private length = 0; // of the track, CSS pixels

  constructor(
    private readonly events: TimeBarEvents,
    signal: AbortSignal,
  ) {
    const { chosen, referred, released } = events;
    this.present = new StepSlider(
      "Checkpoint",
      "sw-present",
      { chosen: this.shown(chosen), released },
      signal,
    );
    this.reference = new StepSlider(
      "Checkpoint to compare with",
      "sw-reference",
      { chosen: this.shown(referred) },
      signal,
    );
    this.play = iconButton("play", "Play", () => events.played(!this.playing), signal);
    this.buttons = [
      iconButton("previous", "Previous checkpoint", () => this.walk(-1), signal),
      this.play,
      iconButton("next", "Next checkpoint", () => this.walk(1), signal),
    ];
    this.loop = iconButton("loop", "Begin again at the end", () => events.looped(!this.looping), signal);
    this.menu.addEventListener("change", () => events.sped(Number(this.menu.value)), { signal });
    this.menu.title = "Checkpoints a second";
    const { input } = this.reference;
    input.hidden = true;
    const track = element("div", { class: "sw-track" }, this.rail, this.present.input, input, this.ticks);
    this.root = element(
      "div",
      { class: "sw-time", role: "group", "aria-label": "Training time" },
      element("div", { class: "sw-buttons" }, ...this.buttons),
      track,
      element(
        "div",
        { class: "sw-reading" },
        element("div", { class: "sw-moment" }, this.step, this.place, this.live),
        this.against,
      ),
      element("div", { class: "sw-buttons sw-pace" }, this.menu, this.loop),
    );
    this.root.addEventListener("keydown", (event) => this.onKey(event), { signal });
    const observer = new ResizeObserver(() => {
      this.length = track.clientWidth - 2 * OVERHANG;
      this.drawTicks();
    });
    observer.observe(track);
    signal.addEventListener("abort", () => observer.disconnect(), { once: true });
    this.setSpeed(SPEEDS[0]);
    this.setSteps([]);
  }

  setSteps(steps: readonly number[]): void {
    this.steps = steps;
    const none = steps.length === 0;
    for (const control of [...this.buttons, this.loop, this.menu]) control.disabled = none;
    this.present.setSteps(steps);
    this.reference.setSteps(steps);
    const longest = none
      ? EMPTY
      : `step ${formatCount(steps[steps.length - 1])}  ${steps.length} of ${steps.length}`;
    this.root.style.setProperty("--sw-longest", `${longest.length}ch`);
    this.drawTicks();
    this.read();
  }

  /** What Python has, in a state that includes all choices up to number `answered`. */
  setPresent(index: number, answered: number): void {
    this.present.show(index, answered);
    this.read();
  }

  /** The same for the checkpoint to compare with. */
  setReference(index: number, answered: number): void {
    this.reference.show(index, answered);
    this.read();
  }

  setComparing(comparing: boolean): void {
    this.reference.input.hidden = !comparing;
    this.against.hidden = !comparing;
  }

  /** Marks the checkpoints in memory on the track, as players show what they have loaded. */
  setKept(kept: readonly number[]): void {
    const last = Math.max(1, this.steps.length - 1);
    const runs: [number, number][] = [];
    for (const index of [...kept].sort((a, b) => a - b)) {
      const run = runs.at(-1);
      if (run && index <= run[1] + 1) run[1] = index;
      else runs.push([index, index]);
    }
    this.rail.replaceChildren(
      ...runs.map(([from, to]) => {
        const node = element("span", { class: "sw-kept" });
        node.style.left = `${((100 * from) / last).toFixed(2)}%`;
        node.style.width = `${((100 * (to - from)) / last).toFixed(2)}%`;
        return node;
      }),
    );
  }

  setPlaying(playing: boolean): void {
    if (playing === this.playing) return;
    this.playing = playing;
    const title = playing ? "Pause" : "Play";
    this.play.title = title;
    this.play.setAttribute("aria-label", title);
    this.play.replaceChildren(icon(playing ? "pause" : "play"));
  }

  setSpeed(speed: number): void {
    const speeds = SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed].sort((a, b) => a - b);
    if (this.menu.options.length !== speeds.length || !this.offers(speed)) {
      this.menu.replaceChildren(...speeds.map((each) => element("option", { value: each }, `${each} / s`)));
    }
    this.menu.value = String(speed);
  }

  private offers(speed: number): boolean {
    return Array.from(this.menu.options).some(({ value }) => value === String(speed));
  }

  setLoop(loop: boolean): void {
    this.loop.setAttribute("aria-pressed", String(loop));
  }

  private get looping(): boolean {
    return this.loop.getAttribute("aria-pressed") === "true";
  }

  setFollowing(following: boolean): void {
    this.live.hidden = !following;
  }

  /** A hand's choice is read at once, like the thumb that it moves. */
  private shown(choose: (index: number) => number): (index: number) => number {
    return (index) => {
      this.read();
      return choose(index);
    };
  }

  private walk(by: number): void {
    if (this.playing) this.events.played(false);
    this.present.choose(this.present.index + by);
  }

  private read(): void {
    const { steps, present, reference } = this;
    const here = steps[present.index];
    const there = steps[reference.index];
    setText(this.step, here === undefined ? EMPTY : `step ${formatCount(here)}`);
    setText(this.place, here === undefined ? "" : `${present.index + 1} of ${steps.length}`);
    setText(this.against, there === undefined ? "" : `step ${formatCount(there)}`);
  }

  private drawTicks(): void {
    this.ticks.replaceChildren(
      ...stepTicks(this.steps, this.length).map(({ text, at, left, width }) => {
        const label = element("span", {}, text);
        label.style.cssText = `left: ${(left - at).toFixed(1)}px; width: ${width}px`;
        const node = element("span", { class: "sw-step-tick" }, label);
        node.style.left = `${at.toFixed(1)}px`;
        return node;
      }),
    );
  }

  private onKey(event: KeyboardEvent): void {
    // A button or a menu with the focus has the space bar for itself.
    if (event.key !== " " || !(event.target instanceof HTMLInputElement) || this.steps.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.events.played(!this.playing);
  }
}
