import { element } from "../dom/element.ts";
import { Frame } from "../frame/frame.ts";
import type { Beside } from "../frame/linked_model.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import { WaitingWords } from "../frame/waiting_words.ts";
import { choose, chosenOf } from "../selection/chosen.ts";
import { sliceUndo } from "../slice/slice_undo.ts";
import { type Laid, OnPictures } from "../space/on_pictures.ts";
import { ancestors } from "../wire/ancestors.ts";
import { decode } from "../wire/decode.ts";
import type { Picture } from "../wire/picture.ts";
import type { HistogramTraits, WireStatistics } from "../wire/wire.ts";
import { type Bins, binned, counted } from "./bins.ts";
import { ON_STATISTICS } from "./gestures.ts";
import { Histogram, type Range } from "./histogram.ts";
import { RegionTable } from "./region_table.ts";

const EMPTY = "Nothing to show yet: give the explorer beside a network.";

/** A histogram of the tiles, and the tiles in its bins. */
interface Distribution {
  readonly histogram: Histogram;
  bins: Bins | null;
}

/** How the tiles of an explorer are distributed; what is swept over is its selection. */
export class TileHistograms {
  private readonly frame: Frame<Beside<HistogramTraits>>;
  private readonly areas: Distribution;
  private readonly sides: Distribution;
  private readonly active: Distribution;
  private readonly layers: Histogram;
  private readonly regions = new RegionTable();
  private picture: Picture | null = null;
  /** What was chosen here, by which histogram, and what that made of the selection. */
  private swept: {
    readonly by: Distribution;
    readonly range: Range;
    readonly tiles: readonly number[];
  } | null = null;

  constructor(
    private readonly link: NumberedLink<Beside<HistogramTraits>>,
    host: HTMLElement,
  ) {
    const buttons = element("div", { class: "sw-buttons" });
    const head = element(
      "div",
      { class: "sw-toolbar" },
      element("span", { class: "sw-label" }, "Statistics of the tiles"),
      buttons,
    );
    this.frame = new Frame(link, host, { bars: [head], gestures: ON_STATISTICS, empty: EMPTY });
    const { root, main, panel } = this.frame;
    root.classList.add("sw-tile-histograms");
    this.areas = this.distribution("Area, log₁₀");
    this.sides = this.distribution("Sides");
    this.active = this.distribution("Active units, share");
    this.layers = new Histogram("Tiles after each layer", (range) => this.showLayer(range), link.signal);
    const words = new WaitingWords();
    const histograms = this.every.map(({ histogram }) => histogram.root);
    const view = element("div", { class: "sw-statistics" }, ...histograms, this.layers.root, words.root);
    main.append(view);
    panel.append(this.regions.root);
    this.frame.flank(buttons, sliceUndo(link, root));
    this.frame.speakOver(view, words);
    new OnPictures<"_statistics", WireStatistics>(link, "_statistics", (laid) => this.lay(laid));
    link.listen(["selection", "_selection_in", "depth"], () => this.show());
  }

  private get every(): readonly Distribution[] {
    return [this.areas, this.sides, this.active];
  }

  private distribution(title: string): Distribution {
    const made: Distribution = {
      histogram: new Histogram(title, (range) => this.sweep(made, range), this.link.signal),
      bins: null,
    };
    return made;
  }

  private lay(laid: Laid<WireStatistics> | null): void {
    this.picture = laid?.picture ?? null;
    this.frame.setBlank(laid === null);
    this.regions.set(laid?.wire ?? null);
    if (laid) {
      const { wire, picture } = laid;
      this.areas.bins = binned(decode(wire.log_areas, ["float32"]));
      this.active.bins = binned(decode(wire.active, ["float32"]), 1 / Math.max(1, wire.unit_count));
      const { tileOffsets, tileCount } = picture;
      const sides = new Float32Array(tileCount);
      for (let tile = 0; tile < tileCount; tile++) sides[tile] = tileOffsets[tile + 1] - tileOffsets[tile];
      this.sides.bins = binned(sides, 1);
    } else for (const each of this.every) each.bins = null;
    this.show();
  }

  private show(): void {
    const { link, picture } = this;
    const chosen = chosenOf(link, picture);
    // What is chosen elsewhere, or in another picture, was not swept here.
    if (this.swept && !same(this.swept.tiles, chosen)) this.swept = null;
    for (const each of this.every) {
      const { histogram, bins } = each;
      const within = bins ? counted(bins.of, chosen, bins.counts.length) : [];
      histogram.set(bins, within, this.swept?.by === each ? this.swept.range : null);
    }
    this.showLayers(chosen);
  }

  private showLayers(chosen: readonly number[]): void {
    const { link, picture, layers } = this;
    const count = picture ? link.get("_layers").length : 0;
    const [all, within] = [new Uint32Array(count), new Uint32Array(count)];
    for (let i = 0; picture && i < count; i++) {
      const { count: tiles, of } = ancestors(picture, i + 1);
      all[i] = tiles;
      within[i] = new Set(chosen.map((tile) => of[tile])).size;
    }
    const depth = link.get("depth");
    layers.set(
      { low: 0.5, width: 1, counts: all, step: 1 },
      within,
      depth === null ? null : [depth - 1, depth - 1],
    );
  }

  private sweep(by: Distribution, range: Range | null): void {
    const { picture, link } = this;
    const { bins } = by;
    if (!picture || !bins) return;
    const tiles: number[] = [];
    if (range)
      for (let tile = 0; tile < bins.of.length; tile++)
        if (bins.of[tile] >= range[0] && bins.of[tile] <= range[1]) tiles.push(tile);
    this.swept = range && { by, range, tiles };
    choose(link, picture, tiles, this.frame.gesture);
  }

  private showLayer(range: Range | null): void {
    const count = this.link.get("_layers").length;
    const depth = range === null || range[1] + 1 >= count ? null : range[1] + 1;
    this.link.send({ depth });
  }
}

function same(one: readonly number[], other: readonly number[]): boolean {
  return one === other || (one.length === other.length && one.every((tile, i) => tile === other[i]));
}
