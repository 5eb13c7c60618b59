import { element } from "../dom/element.ts";
import type { WirePlot } from "../wire/wire.ts";
import { LinePlot } from "./line_plot.ts";

/** Plots below each other, which are kept as long as they are of the same things. */
export class LinePlots {
  readonly root = element("div", { class: "sw-landscape-plots" });
  private kinds = "";
  private plots: readonly LinePlot[] = [];
  private ending = new AbortController();

  constructor(private readonly signal: AbortSignal) {}

  set(wires: readonly WirePlot[]): void {
    const kinds = JSON.stringify(wires.map(({ title, logarithmic }) => [title, logarithmic]));
    if (kinds === this.kinds) {
      for (const [i, plot] of this.plots.entries()) plot.set(wires[i]);
      return;
    }
    this.kinds = kinds;
    this.ending.abort();
    this.ending = new AbortController();
    const signal = AbortSignal.any([this.signal, this.ending.signal]);
    this.plots = wires.map((wire) => new LinePlot(wire, signal));
    this.root.replaceChildren(...this.plots.map(({ root }) => root));
  }
}
