import { format, formatTicks } from "../color/numbers.ts";
import { linearTicks, normalize } from "../color/ticks.ts";
import { element, setText, svg } from "../dom/element.ts";

const BINS = 48;
/** Of the volumes above zero, the share at either end that may lie beyond the histogram. */
const TAIL = 0.002;
/** The bin of what lies beyond. */
const BEYOND = BINS;
const HEIGHT = 64;

/** Where the volumes of the pool lie, and those of the samples among them. */
export class VolumeHistogram {
  readonly root: HTMLElement;
  private readonly pool = svg("path", { class: "sw-histogram-pool" });
  private readonly samples = svg("path", { class: "sw-histogram-samples" });
  private readonly note = element("span", { class: "sw-muted" });
  private readonly ticks = element("div", { class: "sw-ticks" });
  private bins = new Uint8Array(0);
  private all: Float64Array = new Float64Array(BINS);

  constructor() {
    const box = { viewBox: `0 0 ${BINS} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" };
    this.root = element(
      "section",
      {
        class: "sw-section sw-histogram",
        role: "group",
        hidden: true,
        "aria-label": "Histogram of the log-volumes",
      },
      element(
        "div",
        { class: "sw-heading" },
        element("span", { class: "sw-label" }, "Log-volume"),
        this.note,
      ),
      svg("svg", box, this.pool, this.samples),
      this.ticks,
    );
  }

  /** The log-volumes of the pool. */
  setVolumes(volumes: Float32Array): void {
    this.root.hidden = volumes.length === 0;
    if (volumes.length === 0) return;
    const sorted = volumes.filter(Number.isFinite).sort();
    const flat = 1 - sorted.length / volumes.length;
    setText(this.note, flat > 0 ? `${format(100 * flat)} % are zero` : "pool, and samples as a line");
    const [lo, hi] = middle(sorted);
    const gain = BINS / (hi - lo);
    this.bins = Uint8Array.from(volumes, (volume) =>
      volume >= lo && volume <= hi ? Math.min(BINS - 1, gain * (volume - lo)) : BEYOND,
    );
    this.all = histogram(this.bins, null);
    const values = linearTicks(lo, hi);
    const texts = formatTicks(values);
    this.ticks.replaceChildren(
      ...values.map((value, i) => {
        const at = normalize(value, [lo, hi], false);
        const tick = element("span", { class: "sw-tick" }, element("span", {}, texts[i]));
        tick.style.left = `${(100 * at).toFixed(1)}%`;
        tick.dataset.lean = at < 0.08 ? "start" : at > 0.92 ? "end" : "center";
        return tick;
      }),
    );
  }

  /** The latents that were drawn, by their index. */
  setDrawn(drawn: Uint32Array): void {
    const samples = histogram(this.bins, drawn);
    const top = 1.05 * Math.max(...this.all, ...samples) || 1;
    const steps = (shares: Float64Array) =>
      Array.from(shares, (share, i) => `L${i} ${y(share / top)}H${i + 1}`).join("");
    this.pool.setAttribute("d", `M0 ${HEIGHT}${steps(this.all)}V${HEIGHT}Z`);
    this.samples.setAttribute("d", `M0 ${HEIGHT}${steps(samples)}V${HEIGHT}`);
  }
}

function histogram(bins: Uint8Array, chosen: Uint32Array | null): Float64Array {
  const shares = new Float64Array(BINS + 1);
  const count = chosen ? chosen.length : bins.length;
  for (let n = 0; n < count; n++) shares[bins[chosen ? chosen[n] : n]] += 1 / count;
  return shares.subarray(0, BEYOND);
}

function middle(sorted: Float32Array): [number, number] {
  const tail = Math.floor(TAIL * sorted.length);
  const [lo, hi] = [sorted[tail], sorted[sorted.length - 1 - tail]];
  if (lo === undefined) return [0, 1];
  return hi > lo ? [lo, hi] : [lo - 0.5, lo + 0.5];
}

function y(share: number): string {
  return (HEIGHT * (1 - share)).toFixed(1);
}
