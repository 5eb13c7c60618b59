import { Frames } from "../canvas/frames.ts";
import { DensityBar } from "../chrome/density_bar.ts";
import { formatCount } from "../color/numbers.ts";
import { RhoSlider } from "../controls/rho_slider.ts";
import { element } from "../dom/element.ts";
import { Frame } from "../frame/frame.ts";
import type { Link } from "../frame/link.ts";
import type { TraitSteps } from "../frame/trait_steps.ts";
import { WaitingWords } from "../frame/waiting_words.ts";
import { decode } from "../wire/decode.ts";
import type { Diagnostics, PolarityTraits } from "../wire/wire.ts";
import { present } from "../wire/wire.ts";
import { DensityView } from "./density_view.ts";
import { ON_RHO } from "./gestures.ts";
import { Measures } from "./measures.ts";
import { PICTURES, PictureGrid } from "./picture_grid.ts";
import { readPool } from "./pool.ts";
import { Reporter } from "./reporter.ts";
import { type Draw, Sampling } from "./sampling.ts";
import { ShareBars } from "./share_bars.ts";
import { VolumeHistogram } from "./volume_histogram.ts";

const EMPTY = "Nothing to draw from yet: give the explorer a generator.";

/** Densities of data and samples over the slider of rho, in a frame, and what the samples are like. */
export class PolarityExplorer {
  private readonly frame: Frame<PolarityTraits>;
  private readonly data: DensityView;
  private readonly samples: DensityView;
  private readonly pictures = new PictureGrid();
  private readonly slider: RhoSlider;
  private readonly bar = new DensityBar();
  private readonly measures = new Measures();
  private readonly shares = new ShareBars();
  private readonly volumes = new VolumeHistogram();
  private readonly dots: HTMLButtonElement;
  private readonly frames: Frames;
  private readonly reporter: Reporter;
  private readonly rhos: TraitSteps<PolarityTraits, "rho">;
  private sampling: Sampling | null = null;
  private drawn: Draw | null = null;
  private rho = 0;
  private dotted = true;

  constructor(
    private readonly link: Link<PolarityTraits>,
    host: HTMLElement,
  ) {
    const { signal } = link;
    this.frame = new Frame(link, host, { bars: [], gestures: ON_RHO, empty: EMPTY });
    const { root, main, panel } = this.frame;
    root.classList.add("sw-polarity");
    this.frames = new Frames(() => this.draw(), signal);
    const tell = (rho: number) => this.rhos.send(rho, this.frame.gesture);
    this.reporter = new Reporter(link, tell, () => this.diagnose());
    const again = () => this.frames.invalidate();
    this.data = new DensityView("Data", again, signal);
    this.samples = new DensityView("Samples", again, signal);
    const title = "Show or hide every point";
    this.dots = element(
      "button",
      { type: "button", class: "sw-chip", title, "aria-pressed": "true" },
      "Points",
    );
    this.dots.addEventListener("click", () => this.toggleDots(), { signal });
    this.samples.tools.append(this.dots);
    this.slider = new RhoSlider({ moved: (rho) => this.moved(rho), released: () => this.released() }, signal);
    const { data, samples, pictures, slider, bar, measures, shares, volumes } = this;
    main.append(element("div", { class: "sw-views" }, data.root, samples.root, pictures.root), slider.root);
    // What comes and goes is last, so that nothing moves under the eye.
    panel.append(bar.root, shares.root, volumes.root, measures.root);
    const buttons = element("div", { class: "sw-buttons" });
    this.rhos = this.frame.steps("rho", buttons);
    slider.root.append(buttons);
    const words = new WaitingWords();
    samples.host.append(words.root);
    this.frame.speakOver(samples.host, words);
    this.listen();
  }

  private moved(rho: number): void {
    this.rho = rho;
    this.reporter.moved(rho);
    this.frames.invalidate();
  }

  private released(): void {
    this.reporter.rest();
    this.follow();
  }

  /** Takes the rho that Python has; a hand on the thumb has the last word. */
  private follow(): void {
    if (this.slider.grabbed || this.reporter.behind) return;
    this.rho = this.link.get("rho");
    this.slider.show(this.rho);
    this.reporter.changed();
    this.frames.invalidate();
  }

  private toggleDots(): void {
    this.dotted = !this.dotted;
    this.dots.setAttribute("aria-pressed", String(this.dotted));
    this.frames.invalidate();
  }

  /** From the model to the parts. */
  private listen(): void {
    const { link, slider } = this;
    link.listen(["bounds"], () => {
      for (const view of [this.data, this.samples]) view.setBounds(link.get("bounds"));
    });
    link.listen(["axes"], () => {
      for (const view of [this.data, this.samples]) view.axes.setNames(link.get("axes"));
    });
    link.listen(["_data"], () => this.readData());
    link.listen(["_pool", "_data"], () => this.readPool());
    link.listen(["_pool", "_data", "class_names"], () =>
      this.shares.setPlain(this.sampling?.plainShares ?? [], link.get("class_names")),
    );
    link.listen(["_rho_range"], () => slider.setRange(link.get("_rho_range")));
    link.listen(["rho"], () => this.follow());
    link.listen(["_pool", "_data", "class_names", "samples", "replace"], () => {
      this.reporter.changed();
      this.frames.invalidate();
    });
    link.listen(["_pool"], () => {
      const blank = this.sampling === null;
      this.frame.setBlank(blank);
      this.frame.panel.hidden = blank;
      slider.setEnabled(!blank);
      this.dots.disabled = blank;
    });
  }

  private readData(): void {
    const points = this.points;
    const count = points.length / 2;
    this.data.root.hidden = count === 0;
    this.data.setPoints(
      points,
      Uint32Array.from({ length: count }, (_, i) => i),
      formatCount(count),
    );
    this.frames.invalidate();
  }

  /** The training data, (M, 2). */
  private get points(): Float32Array {
    const data = this.link.get("_data");
    return present(data) ? decode(data.points, ["float32"]) : new Float32Array(0);
  }

  private readPool(): void {
    const wire = this.link.get("_pool");
    this.sampling = null;
    this.drawn = null;
    if (present(wire)) this.sampling = new Sampling(readPool(wire), this.points);
    this.pictures.setImages(this.sampling?.pool.images ?? null);
    this.volumes.setVolumes(this.sampling?.pool.logVolumes ?? new Float32Array(0));
    this.frame.root.dataset.poolId = String(this.sampling === null ? "" : (wire as { id: number }).id);
  }

  /** The samples at the present rho. */
  private current(): Draw | null {
    const { link, sampling } = this;
    const [samples, replace] = [link.get("samples"), link.get("replace")];
    const { drawn } = this;
    if (drawn && drawn.rho === this.rho && drawn.samples === samples && drawn.replace === replace)
      return drawn;
    this.drawn = sampling?.draw(this.rho, samples, replace, PICTURES) ?? null;
    return this.drawn;
  }

  private diagnose(): Diagnostics | null {
    const draw = this.current();
    return (
      draw && {
        rho: draw.rho,
        effective_sample_size: draw.effectiveSize,
        chi_square: draw.chiSquare,
        shares: draw.shares,
        share_changes: draw.shareChanges,
        away: draw.away,
      }
    );
  }

  private draw(): boolean {
    const { sampling, samples, data } = this;
    const draw = this.current();
    if (!sampling || !draw) return false;
    const { pool } = sampling;
    const note = `${formatCount(draw.drawn.length)} of ${formatCount(pool.size)}`;
    samples.setPoints(pool.outputs, draw.drawn, note);
    const top = Math.max(data.largest, samples.largest);
    this.bar.setTop(top);
    for (const view of [data, samples]) view.draw(top, this.dotted);
    this.pictures.set(draw.images);
    this.measures.set(draw, pool.size, sampling.plainAway);
    this.shares.set(draw);
    this.volumes.setDrawn(draw.drawn);
    this.frame.root.dataset.frames = String(this.frames.count + 1);
    return true;
  }
}
