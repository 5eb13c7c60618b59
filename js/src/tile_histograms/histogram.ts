import { Plane } from "../chart/plane.ts";
import { format, formatCount } from "../color/numbers.ts";
import { element, setText, svg } from "../dom/element.ts";
import { listenToKeys } from "../interact/keyboard.ts";

/** The first and the last of some bins. */
export type Range = readonly [first: number, last: number];

/** What is drawn: bars of one width from `low` on. */
export interface Bars {
  readonly low: number;
  readonly width: number;
  readonly counts: ArrayLike<number>;
  /** What is counted are multiples of this, if it is above 0. */
  readonly step: number;
}

/** Room for numbers beside and below the bars, in CSS pixels. */
const LEFT = 30;
const BELOW = 18;

const NOTHING: Bars = { low: 0, width: 1, counts: [], step: 0 };

/** Bars that a hand, or keys, sweep over; some of what is counted in them is chosen, and drawn darker. */
export class Histogram {
  readonly root: HTMLElement;
  private readonly plane: Plane;
  private readonly all = svg("path", { class: "sw-bars-all" });
  private readonly chosen = svg("path", { class: "sw-bars-chosen" });
  private readonly band = svg("path", { class: "sw-bars-band" });
  private readonly detail = element("span", { class: "sw-muted", "aria-live": "polite" });
  private bars = NOTHING;
  private within: ArrayLike<number> = [];
  private range: Range | null = null;
  private start: { readonly pointer: number; readonly bin: number } | null = null;

  /** `swept` is told each range that is swept over, and null when it is let go. */
  constructor(
    private readonly title: string,
    private readonly swept: (range: Range | null) => void,
    signal: AbortSignal,
  ) {
    this.plane = new Plane(title, () => this.draw(), signal);
    this.plane.drawing.append(this.band, this.all, this.chosen);
    const { root } = this.plane;
    root.tabIndex = 0;
    root.setAttribute("role", "application");
    root.setAttribute(
      "aria-label",
      `${title}. Arrow keys choose a bin, with Shift more of them, Escape none.`,
    );
    this.root = element(
      "section",
      { class: "sw-statistic" },
      element("div", { class: "sw-heading" }, element("span", { class: "sw-label" }, title), this.detail),
      root,
    );
    root.addEventListener("pointerdown", (event) => this.down(event), { signal });
    root.addEventListener("pointermove", (event) => this.move(event), { signal });
    const up = () => {
      this.start = null;
    };
    root.addEventListener("pointerup", up, { signal });
    root.addEventListener("pointercancel", up, { signal });
    const step = (by: number) => (event: KeyboardEvent) => this.step(by, event.shiftKey);
    const keys = { ArrowLeft: step(-1), ArrowRight: step(1), Escape: () => this.sweep(null) };
    listenToKeys(root, keys, signal);
  }

  /** So many are counted, and so many of them are chosen; `range` is what they were chosen by here. */
  set(bars: Bars | null, within: ArrayLike<number>, range: Range | null): void {
    this.bars = bars ?? NOTHING;
    this.within = within;
    this.range = range;
    const { low, width, counts, step } = this.bars;
    let most = 1;
    for (let i = 0; i < counts.length; i++) most = Math.max(most, counts[i]);
    const { root } = this.plane;
    const [across, up] = [width * Math.max(1, counts.length), 1.08 * most];
    const left = (across * LEFT) / Math.max(LEFT, root.clientWidth - LEFT);
    const below = (up * BELOW) / Math.max(BELOW, root.clientHeight - BELOW);
    this.plane.counting = { up: true, across: step === 1 };
    this.plane.setWindow([low - left, low + across, -below, up]);
    this.draw();
    setText(this.detail, range ? this.say(range) : "");
    this.plane.describe(`${this.title}: ${formatCount(counts.length)} bins, up to ${formatCount(most)}`);
  }

  private say([first, last]: Range): string {
    const { low, width, counts, step } = this.bars;
    let count = 0;
    for (let i = first; i <= last; i++) count += counts[i];
    const ends = [low + first * width + step / 2, low + (last + 1) * width - step / 2];
    const alone = ends[1] - ends[0] < step / 2;
    return `${(alone ? [ends[0]] : ends).map((end) => format(end)).join(" to ")}: ${formatCount(count)}`;
  }

  private draw(): void {
    const { plane, bars, within, range } = this;
    if (!plane.seen) return;
    const edge = (i: number) => bars.low + i * bars.width;
    const shape = (counts: ArrayLike<number>) => {
      const parts: string[] = [];
      for (let i = 0; i < counts.length; i++) {
        if (!counts[i]) continue;
        const [x0, y0] = plane.toPixels([edge(i), 0]);
        const [x1, y1] = plane.toPixels([edge(i + 1), counts[i]]);
        // A gap between bars, and a bar for what is hardly there.
        const top = Math.min(y1, y0 - 1.5);
        parts.push(
          `M${(x0 + 0.5).toFixed(1)} ${y0.toFixed(1)}V${top.toFixed(1)}H${(x1 - 0.5).toFixed(1)}V${y0.toFixed(1)}Z`,
        );
      }
      return parts.join("");
    };
    this.all.setAttribute("d", shape(bars.counts));
    this.chosen.setAttribute("d", shape(within));
    const [left, bottom] = range ? plane.toPixels([edge(range[0]), 0]) : [0, 0];
    const [right] = range ? plane.toPixels([edge(range[1] + 1), 0]) : [0];
    this.band.setAttribute("d", range ? `M${left} 0H${right}V${bottom}H${left}Z` : "");
  }

  private binOf(event: PointerEvent): number {
    const { plane, bars } = this;
    const [x] = plane.fromPixels(plane.inside(plane.pixelsOf(event)));
    return Math.min(bars.counts.length - 1, Math.max(0, Math.floor((x - bars.low) / bars.width)));
  }

  private down(event: PointerEvent): void {
    if (!event.isPrimary || event.button !== 0 || this.bars.counts.length === 0) return;
    const bin = this.binOf(event);
    // A bar that is chosen alone is let go by a click on it.
    if (this.range && this.range[0] === bin && this.range[1] === bin) {
      this.sweep(null);
      return;
    }
    this.plane.root.setPointerCapture?.(event.pointerId);
    this.start = { pointer: event.pointerId, bin };
    this.sweep([bin, bin]);
  }

  private move(event: PointerEvent): void {
    const { start } = this;
    if (start === null || start.pointer !== event.pointerId) return;
    const bin = this.binOf(event);
    const range: Range = [Math.min(start.bin, bin), Math.max(start.bin, bin)];
    if (range[0] !== this.range?.[0] || range[1] !== this.range[1]) this.sweep(range);
  }

  private step(by: number, more: boolean): void {
    const last = this.bars.counts.length - 1;
    if (last < 0) return;
    const inside = (bin: number) => Math.min(last, Math.max(0, bin));
    const before = this.range;
    if (!before) this.sweep(by > 0 ? [0, 0] : [last, last]);
    else if (more)
      this.sweep(by > 0 ? [before[0], inside(before[1] + 1)] : [inside(before[0] - 1), before[1]]);
    else
      this.sweep(
        by > 0
          ? [inside(before[1] + 1), inside(before[1] + 1)]
          : [inside(before[0] - 1), inside(before[0] - 1)],
      );
  }

  private sweep(range: Range | null): void {
    this.range = range;
    this.swept(range);
  }
}
