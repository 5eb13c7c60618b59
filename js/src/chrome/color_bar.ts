import { cssColor } from "../canvas/theme.ts";
import { formatTicks } from "../color/numbers.ts";
import { classColor } from "../color/palette.ts";
import { rampGradient } from "../color/ramps.ts";
import type { ShownColors } from "../color/recoloring.ts";
import { linearTicks, logTicks, normalize } from "../color/ticks.ts";
import { numberInput } from "../controls/number_input.ts";
import { element, setText } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import type { BarScale, Range } from "../wire/wire.ts";
import { RangeHandles } from "./range_handles.ts";

/** Width of a letter and its share of a gap, in widths of the bar. */
const LETTER = 0.03;

export interface ColorBarEvents {
  /** Ends of the range were chosen; null for those of where none are. */
  chosen(range: Range | null): void;
  scaled(scale: BarScale): void;
}

/** What the fill means: a ramp with round ticks, or the classes by color. */
export class ColorBar {
  readonly root: HTMLElement;
  private readonly label = element("span", { class: "sw-label" });
  private readonly note = element("span", { class: "sw-muted" });
  private readonly scale = element("button", { type: "button", class: "sw-log" });
  private readonly ramp = element("div", { class: "sw-ramp" });
  /** Left of the ramp, what has no place on it. */
  private readonly zero = element("span", { class: "sw-zero", hidden: true });
  private readonly marker = element("div", { class: "sw-marker", hidden: true });
  private readonly ticks = element("div", { class: "sw-ticks" });
  private readonly gauge = element("div", { class: "sw-gauge" }, this.zero, this.ramp, this.ticks);
  private readonly legend = element("div", { class: "sw-legend" });
  private colors: ShownColors | null = null;
  private readonly ends: RangeHandles;
  private readonly numbers: readonly HTMLInputElement[];
  private readonly typed: HTMLElement;
  private rampName = "viridis";

  /**
   * `listing`: whether classes are listed here, where there is no other legend of them. `whole`: the range where none
   * is chosen.
   */
  constructor(
    private readonly listing: boolean,
    private readonly events: ColorBarEvents,
    signal: AbortSignal,
    whole = "range of most tiles",
  ) {
    this.ramp.append(this.marker);
    const { chosen } = events;
    this.ends = new RangeHandles(this.ramp, { chosen, released: () => this.layout() }, signal, whole);
    this.numbers = ["Low", "High"].map((which) =>
      numberInput({ step: "any", "aria-label": `${which} end of the colors` }, () => this.type(), signal),
    );
    const reset = iconButton(
      "reset",
      `${whole[0].toUpperCase()}${whole.slice(1)}`,
      () => chosen(null),
      signal,
    );
    const [low, high] = this.numbers;
    this.typed = element(
      "div",
      { class: "sw-range" },
      low,
      element("span", { class: "sw-muted" }, "to"),
      high,
      reset,
    );
    const other = () => events.scaled(this.colors?.scale === "log" ? "linear" : "log");
    this.scale.addEventListener("click", other, { signal });
    this.root = element(
      "section",
      { class: "sw-section sw-colorbar", role: "group", hidden: true, "aria-label": "Color scale" },
      element("div", { class: "sw-heading" }, this.label, this.scale, this.note),
      this.gauge,
      this.typed,
      this.legend,
    );
  }

  setRamp(name: string): void {
    this.rampName = name;
    this.layout();
  }

  /** `depth` is the last layer that has cut, where others follow; null where all have. */
  setColors(colors: ShownColors | null, classNames: readonly string[], depth: string | null = null): void {
    this.colors = colors;
    this.root.hidden = colors === null;
    if (!colors) return;
    const classes = colors.scale === "class";
    setText(this.label, colors.unit ? `${colors.label} (${colors.unit})` : colors.label);
    setText(this.note, [classes ? "faded: unsure" : "", whose(colors, depth)].filter(Boolean).join(" · "));
    this.note.hidden = this.note.textContent === "";
    setText(this.scale, colors.scale === "log" ? "log scale" : "linear scale");
    this.scale.title = colors.scale === "log" ? "Show on a linear scale" : "Show on a log scale";
    this.scale.hidden = !colors.switchable;
    const plain = classes || colors.scale === "pattern";
    this.typed.hidden = plain;
    this.root.classList.toggle("sw-chosen", colors.chosen);
    this.gauge.hidden = plain;
    this.zero.hidden = colors.zero === "";
    setText(this.zero, colors.zero);
    this.legend.hidden = !classes || !this.listing;
    if (classes) this.drawLegend(colors.classes.length > 0 ? colors.classes : classNames);
    else this.layout();
  }

  private drawLegend(names: readonly string[]): void {
    if (Array.from(this.legend.children, (node) => node.textContent).join("\n") === names.join("\n")) return;
    // Equal columns, wide enough for the longest name.
    const longest = Math.max(...names.map((name) => name.length));
    this.legend.style.setProperty("--sw-column", `${Math.min(28 + 8 * Math.max(3, longest), 264)}px`);
    this.legend.replaceChildren(
      ...names.map((name, i) => {
        const dot = element("span", { class: "sw-dot" });
        dot.style.background = cssColor(classColor(i));
        return element("span", { class: "sw-legend-item" }, dot, name);
      }),
    );
  }

  /** Brings the ramp, its ends, its numbers and its ticks to where the range is. */
  private layout(): void {
    const { colors, ends, numbers } = this;
    if (!colors || colors.scale === "class" || colors.scale === "pattern") return;
    const { range, extent, scale } = colors;
    ends.set(range, ends.held ?? extent, scale === "log");
    this.ramp.style.background = rampGradient(this.rampName, ends.place(range[0]), ends.place(range[1]));
    numbers.forEach((input, i) => {
      if (!input.matches(":focus")) input.value = String(Number(range[i].toPrecision(4)));
    });
    this.drawTicks(ends.held ?? extent, scale === "log");
  }

  private type(): void {
    const [low, high] = this.numbers.map(({ valueAsNumber }) => valueAsNumber);
    if (low < high && !(this.colors?.scale === "log" && low <= 0)) this.events.chosen([low, high]);
    else {
      // What fits no color bar goes back to what there is.
      for (const input of this.numbers) input.blur();
      this.layout();
    }
  }

  private drawTicks(range: Range, log: boolean): void {
    // The range of a drag hardly ever changes, and what is replaced is laid out anew.
    const drawn = [log, ...range].join(" ");
    if (this.ticks.dataset.drawn === drawn) return;
    this.ticks.dataset.drawn = drawn;
    const values = log ? logTicks(range[0], range[1]) : linearTicks(range[0], range[1]);
    const texts = formatTicks(values);
    let end = Number.NEGATIVE_INFINITY;
    this.ticks.replaceChildren(
      ...values.map((value, i) => {
        const at = normalize(value, range, log);
        // Where numbers are long, a tick whose number would run into the one before goes without.
        const half = (texts[i].length * LETTER) / 2;
        const text = at - half > end ? texts[i] : "";
        if (text) end = at + half;
        const node = element("span", { class: "sw-tick" }, element("span", {}, text));
        node.style.left = `${(100 * at).toFixed(2)}%`;
        // Labels at the ends lean inwards; the tick itself stays at its value.
        node.dataset.lean = at < 0.08 ? "start" : at > 0.92 ? "end" : "center";
        return node;
      }),
    );
  }

  /** Marks the value of one tile on the ramp; -1 marks none. */
  mark(tile: number): void {
    const { colors } = this;
    const value = colors && tile >= 0 && tile < colors.values.length ? colors.values[tile] : Number.NaN;
    this.marker.hidden = !colors || Number.isNaN(value);
    if (!colors || Number.isNaN(value)) return;
    const at = normalize(value, this.ends.held ?? colors.extent, colors.scale === "log");
    this.marker.style.left = `${(100 * Math.min(1, Math.max(0, at))).toFixed(2)}%`;
  }
}

/** Whose the colors are, where tiles are outlined from which later layers cut others. */
function whose({ summed, scale }: ShownColors, depth: string | null): string {
  if (scale === "pattern") return `one color each${depth === null ? "" : `, up to ${depth}`}`;
  if (depth === null) return "";
  return summed ? `of the tiles after ${depth}` : "of the final tiles";
}
