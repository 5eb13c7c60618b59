import { Frames } from "../canvas/frames.ts";
import { readTheme, watchTheme } from "../canvas/theme.ts";
import { DensityBar } from "../chrome/density_bar.ts";
import { element, setText } from "../dom/element.ts";
import { Frame } from "../frame/frame.ts";
import type { Link } from "../frame/link.ts";
import type { TraitSteps } from "../frame/trait_steps.ts";
import { WaitingWords } from "../frame/waiting_words.ts";
import { FrameThrottle } from "../interact/frame_throttle.ts";
import type { InitializationTraits, Point } from "../wire/wire.ts";
import { Controls } from "./controls.ts";
import { LayerTable, longestBar } from "./layer_table.ts";
import { readPicture } from "./plane_picture.ts";
import { PlaneView } from "./plane_view.ts";
import { ON_POINTS } from "./point_hand.ts";
import { PointSet } from "./point_set.ts";
import { WaitingBar } from "./waiting_bar.ts";

const EMPTY = "Nothing to show yet: choose a network, or run the cell again.";

const NETWORKS = [
  { trait: "_zero_bias", name: "Zero bias" },
  { trait: "_random_bias", name: "Random bias" },
  { trait: "_normalized", name: "Batch normalization" },
  { trait: "_own_bias", name: "Its own bias" },
] as const;
/** The last is shown only of a user's own network. */
const DRAWN = NETWORKS.slice(0, -1);

const MEANINGS = {
  lines:
    "Blue: hyperplanes of the chosen layer; gray: of earlier ones. Bars: root mean squared distance from the data to " +
    "the hyperplanes of a layer, among its inputs, with the least over all biases in the darker part. Nearest: mean " +
    "distance from a point to the nearest hyperplane, in the plane.",
  density:
    "Colors: how many units of the chosen layer change sign between the corners of a cell. Bars: their mean near the " +
    "data over that far from them.",
};

/** One network with zero bias, random bias and batch normalization, side by side over the same data points. A user's own
 * network is shown as it is, too. */
export class InitializationExplorer {
  private readonly frame: Frame<InitializationTraits>;
  private readonly points: PointSet;
  private readonly controls: Controls;
  private readonly networks: readonly (typeof NETWORKS)[number][];
  private readonly views: readonly PlaneView[];
  private readonly tables: readonly LayerTable[];
  private readonly bar = new DensityBar("Units in a cell");
  private readonly meaning = element("p", { class: "sw-muted sw-hint" });
  private readonly frames: Frames;
  private readonly steps: TraitSteps<InitializationTraits, "points">;

  constructor(
    private readonly link: Link<InitializationTraits>,
    host: HTMLElement,
  ) {
    const { signal } = link;
    this.frames = new Frames(() => this.draw(), signal);
    const throttle = new FrameThrottle<Point[]>((points) => this.give(points), signal);
    this.points = new PointSet({
      changed: () => this.show(),
      wanted: (points) => throttle.offer(points),
      released: () => throttle.flush(),
    });
    this.controls = new Controls(
      {
        chosen: (traits) => link.send(traits),
        given: (points) => this.give(points),
        deleted: () => this.points.remove(),
      },
      signal,
    );
    this.frame = new Frame(link, host, { bars: [this.controls.root], gestures: ON_POINTS, empty: EMPTY });
    const { root, main, panel } = this.frame;
    root.classList.add("sw-initialization");
    panel.remove();
    this.steps = this.frame.steps("points", this.controls.buttons);
    const waiting = new WaitingBar(() => link.send({ _stop: link.get("_stop") + 1 }), signal);
    const invalidate = () => this.frames.invalidate();
    this.networks = link.get("_own_model") ? NETWORKS : DRAWN;
    this.views = this.networks.map(({ name }) => new PlaneView(name, this.points, invalidate, signal));
    const choose = (layer: number) => link.send({ layer });
    this.tables = this.networks.map(({ name }) => new LayerTable(name, choose, signal));
    const columns = this.views.map((view, i) =>
      element("div", { class: "sw-plane-column" }, view.root, this.tables[i].root),
    );
    if (link.get("_own_model")) this.controls.fix();
    const words = new WaitingWords();
    main.append(
      element("div", { class: "sw-planes" }, ...columns, waiting.root),
      element("div", { class: "sw-meanings" }, this.bar.root, this.meaning),
    );
    this.views[1].stage.append(words.root);
    const density = {
      label: "Show densities",
      named: /show densities/i,
      act: () => link.send({ look: "density" }),
    };
    this.frame.speakOver(this.views[1].stage, words, [density]);
    watchTheme(root, () => this.readTheme(), signal);
    link.listen(["_fraction"], () => waiting.set(link.get("_fraction")));
    this.listen();
  }

  /** From the model to the parts. */
  private listen(): void {
    const { link, points, controls, views, tables } = this;
    link.listen(["window"], () => {
      points.window = link.get("window");
      for (const view of views) view.restart();
    });
    link.listen(["points"], () => points.follow(link.get("points")));
    link.listen(["look", "depth", "width", "seed"], () => {
      const [look, depth, width] = [link.get("look"), link.get("depth"), link.get("width")];
      controls.set({ look, depth, width }, link.get("seed"));
    });
    link.listen(["_data_sets"], () => controls.setDataSets(link.get("_data_sets")));
    this.networks.forEach(({ trait }, i) => {
      link.listen([trait], () => {
        views[i].setPicture(readPicture(link.get(trait)));
        this.frame.setBlank(views.some(({ blank }) => blank));
        this.explain();
      });
    });
    link.listen(["_measures"], () => {
      const measures = link.get("_measures");
      const longest = longestBar(measures);
      measures.forEach((each, i) => {
        tables[i].set(each, longest);
      });
    });
    link.listen(["layer"], () => {
      for (const table of tables) table.setChosen(link.get("layer"));
      this.frames.invalidate();
    });
  }

  /** Points that a hand, or a button, has chosen. */
  private give(points: Point[]): void {
    this.steps.send(points, this.frame.gesture);
  }

  private show(): void {
    this.controls.setSelected(this.points.selected >= 0);
    this.frames.invalidate();
  }

  /** What the pictures mean, of which those of a density have a bar of colors. */
  private explain(): void {
    const dense = this.top > 0;
    this.bar.root.hidden = !dense;
    this.bar.setTop(this.top);
    setText(this.meaning, MEANINGS[dense ? "density" : "lines"]);
  }

  /** One scale for all. */
  private get top(): number {
    return Math.max(...this.views.map(({ largest }) => largest));
  }

  private readTheme(): void {
    for (const view of this.views) view.setTheme(readTheme(this.frame.root));
  }

  private draw(): boolean {
    for (const view of this.views) view.draw(this.link.get("layer"), this.top);
    this.frame.root.dataset.frames = String(this.frames.count + 1);
    return true;
  }
}
