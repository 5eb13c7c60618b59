import { cssColor } from "../canvas/theme.ts";
import { element, setText } from "../chrome/element.ts";
import { format } from "../color/numbers.ts";
import { classColor } from "../color/palette.ts";

/** The share of the samples in each class, with a mark where it is at rho = 0. */
export class ShareBars {
  readonly root: HTMLElement;
  private readonly imbalance = element("span", {
    class: "sw-muted",
    title: "The largest share to the smallest",
  });
  private readonly list = element("div", { class: "sw-shares" });
  private bars: { fill: HTMLElement; value: HTMLElement }[] = [];
  private plain: readonly number[] = [];
  private longest = 1;

  constructor() {
    this.root = element(
      "section",
      { class: "sw-section", hidden: true, "aria-label": "Shares of the classes" },
      element(
        "div",
        { class: "sw-heading" },
        element("span", { class: "sw-label" }, "Shares"),
        this.imbalance,
      ),
      this.list,
      element("p", { class: "sw-muted sw-hint sw-legend-mark" }, "at ρ = 0"),
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
      const name = element("span", { class: "sw-share-name" }, names[i] ?? String(i));
      this.list.append(name, element("span", { class: "sw-share-track" }, fill, mark), value);
      return { fill, value };
    });
  }

  set(shares: readonly number[]): void {
    this.bars.forEach(({ fill, value }, i) => {
      fill.style.width = this.width(shares[i]);
      setText(value, percent(shares[i]));
    });
    setText(this.imbalance, `${ratio(shares)}, at ρ = 0 ${ratio(this.plain)}`);
  }

  /** Bars longer than there is room for end at the end. */
  private width(share: number): string {
    return `${(100 * Math.min(1, share / this.longest)).toFixed(1)}%`;
  }
}

function percent(share: number): string {
  return `${format(Number((100 * share).toFixed(1)))} %`;
}

function ratio(shares: readonly number[]): string {
  const [most, least] = [Math.max(...shares), Math.min(...shares)];
  return least > 0 ? `${format(Number((most / least).toPrecision(2)))} : 1` : "∞ : 1";
}
