import { Alternative, wordsOfTiles } from "../chrome/alternative.ts";
import { TilePanel } from "../chrome/tile_panel.ts";
import { type Toggle, Toggles } from "../chrome/toggles.ts";
import { element } from "../dom/element.ts";
import { Frame } from "../frame/frame.ts";
import type { Link } from "../frame/link.ts";
import type { TraitSteps } from "../frame/trait_steps.ts";
import { WaitingWords } from "../frame/waiting_words.ts";
import { cures } from "../slice/cures.ts";
import { type Box, present, type SpaceTraits } from "../wire/wire.ts";
import { magnified } from "./camera.ts";
import type { Content } from "./content.ts";
import { IN_SPACE } from "./gestures.ts";
import { MarkKey } from "./mark_key.ts";
import { orbit, orbitKeys } from "./orbit.ts";
import type { Hit } from "./picking.ts";
import { type SpaceEvents, SpaceStage } from "./space_stage.ts";
import { TilePointer } from "./tile_pointer.ts";

/** What is seen, in words. */
export interface Subject {
  readonly name: "surface" | "manifold";
  /** For those who cannot see it. */
  readonly label: string;
  /** What to do while there is none. */
  readonly empty: string;
  /** What of it may be shown or hidden. */
  readonly toggles: readonly Toggle[];
}

/** What is shown of it is a trait, too. */
type Traits = SpaceTraits & { visible: string[] };

/** What depends on the subject and its toggles; the rest is the same for all. */
export type Parts = Pick<Content, "mesh" | "sheets" | "strokes" | "dots" | "axes" | "bounds" | "home">;

/** Where nothing was ever seen. */
const NOWHERE: Box = [-1, 1, -1, 1];

/** A mesh in space, in a frame, with the pointer over it and the camera before it. */
export class SpaceExplorer {
  readonly frame: Frame<SpaceTraits>;
  readonly tiles: TilePanel;
  readonly toggles: Toggles;
  /** The second bar, with the toggles in it. */
  readonly bar: HTMLElement;
  private readonly canvas: HTMLElement;
  private readonly stage: SpaceStage;
  private readonly pointer: TilePointer;
  private readonly alternative: Alternative;
  private readonly key = new MarkKey();
  private readonly cameras: TraitSteps<SpaceTraits, "camera">;
  /** What is on the screen. */
  private content: Content | null = null;
  /** Of the slice, as far as it is seen here. */
  private window = NOWHERE;

  /** `pointed` is told what is under the pointer with every move, and null when it has left. */
  constructor(
    private readonly link: Link<Traits>,
    host: HTMLElement,
    private readonly subject: Subject,
    pointed: (hit: Hit | null) => void = () => {},
  ) {
    const { signal } = link;
    this.tiles = new TilePanel(link, "Everything", {
      home: () => this.stage.view.goHome(),
      zoom: (factor) => this.stage.view.go(magnified(this.stage.view.camera, factor ** 0.5)),
    });
    const { toolbar, colorBar, facts } = this.tiles;
    const { empty, toggles } = subject;
    this.toggles = new Toggles("What is shown", toggles, (visible) => link.send({ visible }), signal);
    this.bar = element("div", { class: "sw-toolbar sw-subbar" }, this.toggles.root);
    this.frame = new Frame(link, host, { bars: [toolbar.root, this.bar], gestures: IN_SPACE, empty });
    const { root, main, panel } = this.frame;
    this.cameras = this.frame.steps("camera", toolbar.buttons);
    panel.append(colorBar.root, this.key.root, facts.root);
    const words = new WaitingWords();
    const label = `${subject.label} Arrow keys turn it, plus and minus zoom, zero shows all.`;
    this.canvas = element(
      "div",
      { class: "sw-stage sw-space", tabindex: 0, role: "application", "aria-label": label },
      element("div", { class: "sw-progress", "aria-hidden": "true" }),
      words.root,
    );
    main.append(this.canvas);
    this.alternative = new Alternative(this.canvas, () => this.describe(), signal);
    this.frame.speakOver(this.canvas, words, this.cures());
    this.stage = new SpaceStage(root, this.canvas, this.stageEvents(), signal);
    this.pointer = new TilePointer(
      this.canvas,
      (pixel) => this.stage.pick(pixel),
      {
        moved: pointed,
        pointed: (tile) => link.send({ hovered: tile }),
        clicked: (tile) => link.send({ selected: tile === link.get("selected") ? -1 : tile }),
      },
      signal,
    );
    orbit(this.canvas, this.stage.view, signal);
    orbitKeys(this.canvas, this.stage.view, () => link.send({ selected: -1 }), signal);
    this.tiles.serve(this.stage, this.canvas);
    link.listen(["visible"], () => this.toggles.set(link.get("visible")));
    link.listen(["camera"], () => {
      const camera = link.get("camera");
      this.stage.view.follow(present(camera) ? camera : null);
    });
  }

  /** Shows these parts, of a window of the slice, from now on; null when there is nothing to show yet. */
  show(parts: (Parts & { readonly window: Box }) | null): void {
    if (parts !== null) {
      this.window = parts.window;
      this.stage.show(parts);
      this.key.set([...parts.dots, ...parts.strokes]);
      this.pointer.refresh();
    }
    this.frame.setBlank(parts === null);
    this.tiles.facts.root.hidden = parts === null;
  }

  /** Shows other dots; all else stays. */
  showDots(dots: Parts["dots"]): void {
    this.stage.show({ dots });
  }

  /** What is wrong is the slice's: its window is moved. */
  private cures() {
    const { link } = this;
    const seen = () => link.get("view") ?? this.window;
    return cures({
      get box() {
        return seen();
      },
      go: (view) => link.send({ view }),
      goHome: () => link.send({ view: null }),
    });
  }

  private stageEvents(): SpaceEvents {
    const { link, frame, subject } = this;
    return {
      drawn: (content, frames) => {
        const { mesh } = content;
        this.content = content;
        this.alternative.drawn();
        const { dataset } = frame.root;
        dataset.frames = String(frames);
        if (mesh) dataset[`${subject.name}Id`] = String(mesh.id);
      },
      moved: () => this.pointer?.refresh(),
      rested: (camera) =>
        this.cameras.send(camera ? { ...camera, target: [...camera.target] } : {}, frame.gesture),
      restored: () => frame.status.set(link.get("status"), ""),
      unavailable: (lost) =>
        lost
          ? frame.status.set("The browser took the graphics context away; waiting to get it back.", "")
          : frame.refuse(
              `This browser offers no WebGL2. The ${subject.name} cannot be drawn without it. Try another browser.`,
            ),
    };
  }

  private describe(): string {
    const { link, subject, content } = this;
    if (!content?.mesh) return `No ${subject.name} yet.`;
    const { mesh, axes, colors, layers } = content;
    const fitting = colors?.picture === mesh.id ? colors : null;
    const names = link.get("class_names");
    const tiles = wordsOfTiles(mesh, link.get("_layers"), layers.visible, fitting, names);
    const along = axes.map(({ name, ticks }) => `${name} ${ticks[0]?.text} to ${ticks.at(-1)?.text}`);
    return `${subject.label} ${tiles} Along ${along.join(", ")}.`;
  }
}
