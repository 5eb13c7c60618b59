import { cssColor } from "../canvas/theme.ts";
import { format, formatCount } from "../color/numbers.ts";
import { classColor } from "../color/palette.ts";
import { element, setText } from "../dom/element.ts";
import type { Draw } from "./sampling.ts";

/** The share of the samples in each class, with a mark where it is at rho = 0, and how much more it is than there. */
export class ShareBars {
  readonly root: HTMLElement;
  private readonly imbalance = element("span");
  private readonly list = element("div", { class: "sw-shares" });
  private readonly compared = element("span", { class: "sw-muted" }, "vs ρ = 0");
  private bars: { fill: HTMLElement; value: HTMLElement; change: HTMLElement }[] = [];
  private plain: readonly number[] = [];
  private longest = 1;

  constructor() {
    this.root = element(
      "section",
      { class: "sw-section", role: "group", hidden: true, "aria-label": "Shares of the classes" },
      element(
        "div",
        { class: "sw-heading" },
        element("span", { class: "sw-label" }, "Shares"),
        this.compared,
      ),
      this.list,
      element("p", { class: "sw-muted sw-hint sw-legend-mark" }, "at ρ = 0", this.imbalance),
    );
  }

  /** The shares at rho = 0. */
  setPlain(plain: readonly number[], names: readonly string[]): void {
    this.plain = plain;
    this.root.hidden = plain.length === 0;
    this.longest = Math.min(1, 1.5 * Math.max(0, ...plain));
    this.list.replaceChildren();
    this.bars = plain.map((share, i) => {
      const fill = element("span", { class: "sw-share-fill" });
      fill.style.background = cssColor(classColor(i));
      const mark = element("span", { class: "sw-share-mark", title: `${percent(share)} at ρ = 0` });
      mark.style.left = this.width(share);
      const value = element("span", { class: "sw-share-value" });
      const change = element("span", { class: "sw-share-change" });
      const name = element("span", { class: "sw-share-name" }, names[i] ?? String(i));
      this.list.append(name, element("span", { class: "sw-share-track" }, fill, mark), value, change);
      return { fill, value, change };
    });
  }

  set({ rho, shares, shareChanges }: Draw): void {
    this.bars.forEach(({ fill, value, change }, i) => {
      fill.style.width = this.width(shares[i]);
      setText(value, percent(shares[i]));
      // At 0 the samples differ from the pool by chance alone.
      setText(change, rho === 0 ? "" : signed(shareChanges[i]));
    });
    this.compared.hidden = rho === 0;
    const ratios = [ratio(this.plain), ...(rho === 0 ? [] : [ratio(shares)])];
    setText(this.imbalance, `largest : smallest ${ratios.join(" → ")}`);
  }

  /** Bars longer than there is room for end at the end. */
  private width(share: number): string {
    return `${(100 * Math.min(1, share / this.longest)).toFixed(1)}%`;
  }
}

function percent(share: number): string {
  return `${format(Number((100 * share).toFixed(1)))} %`;
}

function signed(change: number | null): string {
  if (change === null) return "";
  const percents = Math.round(100 * change);
  return `${percents > 0 ? "+" : percents < 0 ? "−" : ""}${formatCount(Math.abs(percents))} %`;
}

function ratio(shares: readonly number[]): string {
  const [most, least] = [Math.max(...shares), Math.min(...shares)];
  return format(Number((most / least).toPrecision(2)));
}
