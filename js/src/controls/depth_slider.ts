import { formatCount } from "../color/numbers.ts";
import { element, setText } from "../dom/element.ts";
import { icon, iconButton } from "../dom/icons.ts";
import { BORDER } from "../wire/tile_loops.ts";

export interface DepthEvents {
  /** Only the first so many layers are to cut; null for all. */
  chosen(depth: number | null): void;
}

/** How long each layer stays while the subdivision plays, in ms. */
const BEAT = 1100;

const PLAY = "Play the subdivision, layer by layer";

/** A slider over the layers of a network, to see the tiles that the first of them cut; and a button that plays it. */
export class DepthSlider {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly play: HTMLButtonElement;
  private readonly reading = element("span", { class: "sw-subdivision-reading" });
  private names: readonly string[] = [];
  private depth: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What was sent last by the clock; undefined while it stands still. */
  private beat: number | null | undefined;

  constructor(
    private readonly events: DepthEvents,
    signal: AbortSignal,
  ) {
    this.input = element("input", {
      type: "range",
      class: "sw-scale sw-share sw-subdivision-slider",
      title: "Layers that have cut the tiles ([ and ])",
      "aria-label": "Depth: layers that have cut the tiles",
      min: 1,
      step: 1,
    });
    this.input.addEventListener("input", () => this.choose(this.input.valueAsNumber), { signal });
    this.play = iconButton("play", PLAY, () => this.toggle(), signal);
    this.root = element(
      "div",
      { class: "sw-buttons sw-subdivision", role: "group", "aria-label": "Depth", hidden: true },
      this.play,
      this.input,
      this.reading,
    );
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  /** The layers by name, how many of them cut (null for all), and how many tiles that makes. */
  set(names: readonly string[], depth: number | null, tiles: number): void {
    this.names = names;
    this.depth = depth;
    // Another hand has moved it.
    if (this.beat !== undefined && this.beat !== depth) this.stop();
    const at = depth ?? this.most;
    this.input.max = String(Math.max(1, this.most));
    this.input.value = String(at);
    const what = depth === null ? "all layers" : `after ${names[at - 1]}`;
    const count = `${formatCount(tiles)} tile${tiles === 1 ? "" : "s"}`;
    setText(this.reading, depth === null ? what : `${what} · ${count}`);
    this.input.setAttribute("aria-valuetext", `${what}, ${count}`);
  }

  /** There are tiles, of more than one layer. */
  setPossible(possible: boolean): void {
    this.root.hidden = !possible;
    if (!possible) this.stop();
  }

  /** Of a network so deep that its last layers share a number, these are one step. */
  private get most(): number {
    return Math.min(this.names.length, BORDER);
  }

  /** One layer more or less. */
  step(by: 1 | -1): void {
    if (!this.root.hidden) this.choose((this.depth ?? this.most) + by);
  }

  private choose(depth: number): void {
    this.stop();
    this.events.chosen(depth >= this.most ? null : Math.max(1, depth));
  }

  private toggle(): void {
    if (this.beat === undefined) this.go(this.depth === null ? 1 : this.depth + 1);
    else this.stop();
  }

  /** Shows the next, and instead of the last all layers as ever, which are the same tiles. */
  private go(depth: number): void {
    const last = depth >= this.most;
    this.beat = last ? null : depth;
    this.events.chosen(this.beat);
    if (last) this.stop();
    else this.timer = setTimeout(() => this.go(depth + 1), BEAT);
    this.label();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.beat = undefined;
    this.label();
  }

  private label(): void {
    const playing = this.beat !== undefined;
    if (this.play.getAttribute("aria-pressed") === String(playing)) return;
    this.play.setAttribute("aria-pressed", String(playing));
    this.play.title = playing ? "Pause" : PLAY;
    this.play.setAttribute("aria-label", this.play.title);
    this.play.replaceChildren(icon(playing ? "pause" : "play"));
  }
}
