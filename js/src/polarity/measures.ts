import { format, formatCount } from "../color/numbers.ts";
import { element, setText } from "../dom/element.ts";
import type { Draw } from "./sampling.ts";

/** Below this, what is drawn is that of a handful of latents, whatever the pool. */
const LEAST = 500;
/** More than this share of the samples in the place of others is worth a word. */
const MISPLACED = 0.02;

const BRIDGES = "Most samples are away from the data: bridges between modes belong to the manifold, too.";

/** What is known of the samples, in numbers, and in words where they should not be trusted. */
export class Measures {
  readonly root: HTMLElement;
  private readonly size = row("Effective sample size", "How many equally weighted latents the pool is worth");
  private readonly chi = row(
    "χ² per degree of freedom",
    "Samples per cell against equal shares of area",
    "1 is uniform on the manifold, but for chance.",
  );
  private readonly unique = row("Different samples", "The rest repeats others");
  private readonly away = row(
    "Away from the data",
    "Samples that are farther from all data, in this view, than 99 % of the data are from each other",
    BRIDGES,
  );
  private readonly warning = element("p", { class: "sw-warning", role: "status", hidden: true });

  constructor() {
    const { size, unique, chi, away } = this;
    const rows = element("dl", { class: "sw-measures" });
    rows.append(size.root, unique.root, chi.root, away.root);
    this.root = element(
      "section",
      { class: "sw-section", role: "group", "aria-label": "How good the samples are" },
      rows,
      this.warning,
    );
  }

  /** `plainAway` is the share of all latents that go where no data are. */
  set(draw: Draw, latents: number, plainAway: number | null): void {
    const { effectiveSize, chiSquare, samples, replace, away, misplaced } = draw;
    setText(this.size.value, `${formatCount(effectiveSize)} of ${formatCount(latents)}`);
    this.chi.root.hidden = chiSquare === null;
    if (chiSquare !== null) setText(this.chi.value, format(chiSquare));
    setText(this.unique.value, `${format(100 * draw.uniqueShare)} %`);
    this.away.root.hidden = away === null;
    if (away !== null) setText(this.away.value, `${format(Number((100 * away).toFixed(1)))} %`);
    // Where rho has brought them; elsewhere the reason would be another.
    this.away.hint.hidden = !(away !== null && away > 0.5 && plainAway !== null && plainAway <= 0.5);
    const fewer = effectiveSize < Math.min(samples, latents) - 0.5;
    const few = fewer || effectiveSize < LEAST - 0.5;
    this.warning.hidden = !few && misplaced <= MISPLACED;
    if (few) setText(this.warning, warn(effectiveSize, fewer, replace));
    else if (!this.warning.hidden) setText(this.warning, usedUp(misplaced));
  }
}

function warn(effectiveSize: number, fewer: boolean, replace: boolean): string {
  const worth = `The pool is worth ${formatCount(effectiveSize)} equal latents here`;
  if (!fewer) return `${worth}, too few to stand for what the generator makes. Make a larger pool.`;
  return replace
    ? `${worth}, fewer than are drawn: samples repeat. Draw fewer, or make a larger pool.`
    : `${worth}, fewer than are drawn: samples that should repeat are replaced by others. Draw fewer, or make a larger pool.`;
}

function usedUp(misplaced: number): string {
  return `Latents of large weights are used up: ${Math.round(100 * misplaced)} % of the samples are others than these ask for. Let samples repeat, draw fewer, or make a larger pool.`;
}

function row(name: string, title: string, words = "") {
  const value = element("dd");
  const hint = element("dd", { class: "sw-muted sw-hint", hidden: words === "" }, words);
  return {
    root: element("div", { title }, element("dt", { class: "sw-muted" }, name), value, hint),
    value,
    hint,
  };
}
