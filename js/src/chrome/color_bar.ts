import { cssColor } from "../canvas/theme.ts";
import { formatTicks } from "../color/numbers.ts";
import { classColor } from "../color/palette.ts";
import { rampGradient } from "../color/ramps.ts";
import { linearTicks, logTicks, normalize } from "../color/ticks.ts";
import { element, setText } from "../dom/element.ts";
import type { Colors } from "../wire/picture.ts";

/** Width of a letter and its share of a gap, in widths of the bar. */
const LETTER = 0.03;

/** What the fill means: a ramp with round ticks, or the classes by color. */
export class ColorBar {
  readonly root: HTMLElement;
  private readonly label = element("span", { class: "sw-label" });
  private readonly scale = element("span", { class: "sw-muted" });
  private readonly ramp = element("div", { class: "sw-ramp" });
  /** Left of the ramp, what has no place on it. */
  private readonly zero = element("span", { class: "sw-zero", hidden: true });
  private readonly marker = element("div", { class: "sw-marker", hidden: true });
  private readonly ticks = element("div", { class: "sw-ticks" });
  private readonly gauge = element("div", { class: "sw-gauge" }, this.zero, this.ramp, this.ticks);
  private readonly legend = element("div", { class: "sw-legend" });
  private colors: Colors | null = null;

  /** `listing`: whether classes are listed here, where there is no other legend of them. */
  constructor(private readonly listing = true) {
    this.ramp.append(this.marker);
    this.root = element(
      "section",
      { class: "sw-section sw-colorbar", role: "group", hidden: true, "aria-label": "Color scale" },
      element("div", { class: "sw-heading" }, this.label, this.scale),
      this.gauge,
      this.legend,
    );
  }

  setRamp(name: string): void {
    this.ramp.style.background = rampGradient(name);
  }

  setColors(colors: Colors | null, classNames: readonly string[]): void {
    this.colors = colors;
    this.root.hidden = colors === null;
    if (!colors) return;
    const classes = colors.scale === "class";
    setText(this.label, colors.unit ? `${colors.label} (${colors.unit})` : colors.label);
    setText(this.scale, classes ? "faded: unsure" : colors.scale === "log" ? "log scale" : "");
    this.gauge.hidden = classes;
    this.zero.hidden = colors.zero === "";
    setText(this.zero, colors.zero);
    this.legend.hidden = !classes || !this.listing;
    if (classes) this.drawLegend(colors.classes.length > 0 ? colors.classes : classNames);
    else this.drawTicks(colors);
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

  private drawTicks({ range, scale }: Colors): void {
    // The range of a drag hardly ever changes, and what is replaced is laid out anew.
    const drawn = [scale, ...range].join(" ");
    if (this.ticks.dataset.drawn === drawn) return;
    this.ticks.dataset.drawn = drawn;
    const log = scale === "log";
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
    const at = normalize(value, colors.range, colors.scale === "log");
    this.marker.style.left = `${(100 * Math.min(1, Math.max(0, at))).toFixed(2)}%`;
  }
}
