import { ColorBar } from "../chrome/color_bar.ts";
import { type Toggle, Toggles } from "../controls/toggles.ts";
import { element } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import { Frame } from "../frame/frame.ts";
import type { Gestures } from "../frame/help.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import { TraitSteps } from "../frame/trait_steps.ts";
import { UndoControl } from "../frame/undo_control.ts";
import { WaitingWords } from "../frame/waiting_words.ts";
import type { Backpressure } from "../interact/backpressure.ts";
import { CTRL } from "../interact/wheel.ts";
import type { Camera } from "../space/camera.ts";
import { MarkKey } from "../space/mark_key.ts";
import { AS_IS } from "../space/mesh.ts";
import {
  type BarScale,
  type LandscapePart,
  type LandscapeTraits,
  type LossScale,
  type Point,
  present,
  type Range,
} from "../wire/wire.ts";
import { LandscapeColumn } from "./landscape_column.ts";
import { LinePlots } from "./line_plots.ts";
import { PlaceFacts } from "./place_facts.ts";
import { Rolling } from "./rolling.ts";
import { Settings } from "./settings.ts";
import { SpotList } from "./spot_list.ts";

const EMPTY = "Nothing to show yet: give it a landscape.";
const GESTURES: Gestures = [
  ["click, tap", "let a marble go"],
  ["point, long press", "the loss there"],
  ["drag the surface, two fingers", "turn"],
  ["right drag, Shift+drag", "move"],
  [`wheel after a click, ${CTRL}+wheel, pinch`, "zoom"],
  ["double click", "see everything"],
  ["arrows, + and − on the surface", "turn, zoom"],
  ["arrows, Enter on the map", "move the crosshair, let the marble go there"],
  ["Escape", "take the marble away"],
];
const TOGGLES: readonly (Toggle & { readonly name: LandscapePart })[] = [
  { name: "surface", label: "Surface", title: "The loss as a surface", icon: "surface" },
  { name: "map", label: "Map", title: "The loss from above", icon: "map" },
  { name: "contours", label: "Level lines", title: "Lines of equal loss", icon: "contours" },
  {
    name: "tile lines",
    label: "Tiles",
    title: "Edges of the tiles on which the loss is smooth",
    icon: "tessellation",
  },
  { name: "minima", label: "Minima", title: "Minima and saddles", icon: "minima" },
  { name: "trajectory", label: "Training", title: "The way of the training", icon: "trajectory" },
];

type Seen = Pick<LandscapeTraits, "camera" | "marble">;

/** Landscapes side by side, what is set above them and what is measured beside them. */
export class LandscapeExplorer {
  private readonly frame: Frame<LandscapeTraits>;
  private readonly toggles: Toggles;
  private readonly settings: Settings;
  private readonly views = element("div", { class: "sw-landscape-views" });
  private readonly colorBar: ColorBar;
  private readonly key = new MarkKey();
  private readonly facts = new PlaceFacts();
  private readonly spots: SpotList;
  private readonly plots: LinePlots;
  private readonly rolling: Rolling;
  private readonly pointing: Backpressure;
  private readonly steps: TraitSteps<{ seen: Seen }, "seen">;
  private columns: LandscapeColumn[] = [];
  private ending = new AbortController();

  constructor(
    private readonly link: NumberedLink<LandscapeTraits>,
    host: HTMLElement,
  ) {
    const { signal } = link;
    const send = (visible: string[]) => link.send({ visible: visible as LandscapePart[] });
    this.toggles = new Toggles("What is shown", TOGGLES, send, signal);
    this.settings = new Settings((traits) => this.choose(traits), signal);
    const colored = {
      chosen: (limits: Range | null) => this.choose({ limits }),
      scaled: (scale: BarScale) => this.choose({ scale: scale as LossScale }),
    };
    this.colorBar = new ColorBar(false, colored, signal, "range of all losses");
    const home = iconButton("home", "Everything (0 or double click)", () => this.goHome(), signal);
    const buttons = element("div", { class: "sw-buttons" }, home);
    this.settings.looks.append(buttons);
    const bar = element("div", { class: "sw-toolbar" }, this.toggles.root, this.settings.looks);
    this.frame = new Frame(link, host, { bars: [bar, this.settings.bar], gestures: GESTURES, empty: EMPTY });
    const { frame } = this;
    frame.root.classList.add("sw-landscape");
    this.plots = new LinePlots(signal);
    this.spots = new SpotList((selected) => link.send({ selected }), signal);
    this.rolling = new Rolling((share) => {
      for (const column of this.columns) column.roll(share);
    }, signal);
    this.pointing = link.queue("_pointed");
    const undo: UndoControl = new UndoControl(frame.root, (by) => this.steps.go(by), signal);
    this.steps = new TraitSteps(this.seen(), "seen", (back, forth) => undo.set(back, forth));
    frame.flank(buttons, undo.root);
    frame.panel.append(this.colorBar.root, this.key.root, this.facts.root, this.spots.root, this.plots.root);
    const words = new WaitingWords();
    const stage = element("div", { class: "sw-landscape-stage" }, this.views, words.root);
    frame.main.append(stage);
    frame.speakOver(stage, words);
    signal.addEventListener("abort", () => this.ending.abort(), { once: true });
    this.listen();
  }

  private listen(): void {
    const { link } = this;
    link.listen(["_landscapes", "_range", "colormap", "visible"], () => this.readLandscapes());
    link.listen(["_ways"], () => {
      this.readMarks();
      this.rolling.start(Math.max(0, ...this.columns.map(({ steps }) => steps)));
    });
    link.listen(["selected"], () => this.readMarks());
    link.listen(["_facts"], () => {
      const names = link.get("_landscapes").map(({ name }) => name);
      this.facts.set(link.get("_facts"), names);
    });
    link.listen(["_plots"], () => this.plots.set(link.get("_plots")));
    link.listen(
      ["levels", "step_size", "momentum", "steps", "marble", "depth", "skip", "depths", "skips"],
      () => this.readSettings(),
    );
    link.listen(["camera"], () => this.follow());
  }

  private readSettings(): void {
    const { link } = this;
    const names = ["levels", "step_size", "momentum", "steps", "marble"] as const;
    const models = ["depth", "skip", "depths", "skips"] as const;
    const traits = Object.fromEntries([...names, ...models].map((name) => [name, link.get(name)]));
    this.settings.set(traits as Pick<LandscapeTraits, (typeof names)[number] | (typeof models)[number]>);
  }

  private readLandscapes(): void {
    const { link, frame } = this;
    const landscapes = link.get("_landscapes");
    const range = link.get("_range");
    const visible = link.get("visible");
    this.toggles.set(visible);
    frame.setBlank(landscapes.length === 0 || !present(range));
    frame.panel.hidden = landscapes.length === 0;
    if (landscapes.length === 0 || !present(range)) return;
    this.toggles.setPossible(
      ["tile lines"],
      landscapes.some(({ lines }) => lines.shape[0] > 0),
    );
    this.toggles.setPossible(
      ["minima"],
      landscapes.some(({ spots }) => spots.length > 0),
    );
    this.toggles.setPossible(
      ["trajectory"],
      landscapes.some(({ trajectory }) => trajectory.shape[0] > 0),
    );
    if (this.columns.length !== landscapes.length) this.renewColumns(landscapes.length);
    const ramp = link.get("colormap");
    for (const [i, column] of this.columns.entries()) column.set(landscapes[i], range, ramp, visible);
    this.views.dataset.views = String(
      ["surface", "map"].filter((part) => visible.includes(part as LandscapePart)).length,
    );
    this.colorBar.setRamp(ramp);
    const [low, high] = range.range;
    this.colorBar.setColors(
      {
        ...{ picture: 0, name: "loss", label: "Loss", unit: "", scale: range.scale, range: [low, high] },
        ...{ values: new Float32Array(0), confidence: null, patterns: null, classes: [], zero: "" },
        ...{ extent: [low, high], switchable: true, summed: false, chosen: link.get("limits") !== null },
      },
      [],
    );
    this.readMarks();
  }

  private renewColumns(count: number): void {
    this.ending.abort();
    this.ending = new AbortController();
    const { signal } = this.ending;
    this.columns = Array.from(
      { length: count },
      (_, i) =>
        new LandscapeColumn(
          this.frame.root,
          {
            pointed: (at) => this.point(i, at),
            clicked: (at) => this.step({ marble: at }),
            cleared: () => this.step({ marble: null }),
            rested: (camera) =>
              this.step({ camera: camera ? { ...camera, target: [...camera.target] } : {} }),
            restored: () => this.frame.status.set(this.link.get("status"), ""),
            unavailable: (lost) => this.unavailable(lost),
          },
          () => this.columns,
          signal,
        ),
    );
    this.views.dataset.columns = String(count);
    this.views.replaceChildren(...this.columns.map(({ root }) => root));
    this.follow();
  }

  private readMarks(): void {
    const { link, columns } = this;
    const landscapes = link.get("_landscapes");
    const ways = link.get("_ways");
    let first = 0;
    const selected = link.get("selected");
    columns.forEach((column, i) => {
      const count = landscapes[i]?.spots.length ?? 0;
      const own = selected - first;
      column.setMarks(
        link.get("visible"),
        ways.find(({ id }) => id === landscapes[i]?.id),
        own < count ? own : -1,
      );
      column.roll(1);
      first += count;
    });
    this.spots.set(landscapes, selected);
    this.key.set(
      columns
        .slice(0, 1)
        .flatMap(({ dots, lines }) => [
          ...dots.map(({ positions, style, name }) => ({ positions, style, name, pose: AS_IS })),
          ...lines.map(({ ends, style, name }) => ({ ends, style, name, pose: AS_IS })),
        ]),
    );
  }

  private follow(): void {
    const camera = this.link.get("camera");
    for (const { surface } of this.columns)
      surface.stage.view.follow(present(camera) ? (camera as unknown as Camera) : null);
  }

  private goHome(): void {
    for (const { surface } of this.columns) surface.stage.view.goHome();
  }

  private point(landscape: number, at: Point | null): void {
    const seq = this.link.nextSeq();
    const place = at === null ? { seq } : { seq, landscape, at };
    this.pointing.offer(seq, () => this.link.send({ _pointed: place }));
  }

  /** The marble is undone with the camera; all else is set back by hand. */
  private choose(traits: Partial<LandscapeTraits>): void {
    if ("marble" in traits) this.step({ marble: traits.marble });
    else this.link.send(traits);
  }

  private step(changed: Partial<Seen>): void {
    const seen = { camera: this.link.get("camera"), marble: this.link.get("marble"), ...changed };
    this.steps.send(seen, this.frame.gesture);
  }

  /** Camera and marble as one trait, so that undo takes back whichever was last. */
  private seen() {
    const { link } = this;
    return {
      get: (): Seen => ({ camera: link.get("camera"), marble: link.get("marble") }),
      send: ({ seen }: { seen?: Seen }) => link.send(seen ?? {}),
      listen: (_: "seen"[], show: () => void) => link.listen(["camera", "marble"], show),
    };
  }

  private unavailable(lost: boolean): void {
    const { frame } = this;
    if (lost) frame.status.set("The browser took the graphics context away; waiting to get it back.", "");
    else frame.status.set("This browser offers no WebGL2: there are maps only.", "");
  }
}
