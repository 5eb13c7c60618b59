import { Alternative, wordsOfTiles } from "../chrome/alternative.ts";
import { TilePanel } from "../chrome/tile_panel.ts";
import { ToldPointer } from "../chrome/told_pointer.ts";
import { type Toggle, Toggles } from "../controls/toggles.ts";
import { element } from "../dom/element.ts";
import { whenExplorerShown } from "../frame/explorers_shown.ts";
import { Frame } from "../frame/frame.ts";
import type { Link } from "../frame/link.ts";
import type { Beside } from "../frame/linked_model.ts";
import type { TraitSteps } from "../frame/trait_steps.ts";
import { WaitingWords } from "../frame/waiting_words.ts";
import { cures } from "../slice/cures.ts";
import type { Picture } from "../wire/picture.ts";
import { type Box, type Point, present, type SpaceTraits } from "../wire/wire.ts";
import { magnified } from "./camera.ts";
import type { Content } from "./content.ts";
import { IN_SPACE } from "./gestures.ts";
import { MarkKey } from "./mark_key.ts";
import { orbit, orbitKeys } from "./orbit.ts";
import { type Hit, pointAt } from "./picking.ts";
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
type Traits = Beside<SpaceTraits> & { visible: string[] };

/** What depends on the subject and its toggles; the rest is the same for all. */
export type Parts = Pick<Content, "mesh" | "sheets" | "strokes" | "dots" | "axes" | "bounds" | "home">;

/** Where nothing was ever seen. */
const NOWHERE: Box = [-1, 1, -1, 1];

/**
 * A mesh in space, in a frame, with the pointer over it and the camera before it.
 *
 * Where its explorer is shown on the page, colors and facts are told there, and not here once more.
 */
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
  /** Of the tiles that are seen here. */
  private picture: Picture | null = null;

  constructor(
    private readonly link: Link<Traits>,
    host: HTMLElement,
    private readonly subject: Subject,
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
    const told = new ToldPointer(link);
    this.pointer = new TilePointer(
      this.canvas,
      (pixel) => this.stage.pick(pixel),
      {
        moved: (hit) => this.tell(hit, (tile, at) => told.pointed(tile, at)),
        clicked: (hit) => this.tell(hit, (tile, at) => told.clicked(tile, at)),
      },
      signal,
    );
    orbit(this.canvas, this.stage.view, signal);
    orbitKeys(this.canvas, this.stage.view, () => link.send({ selected: -1 }), signal);
    this.tiles.serve(this.stage, this.canvas);
    const beside = (facts: readonly HTMLElement[]) => {
      root.classList.toggle("sw-beside", facts.length > 0);
      this.tiles.setFactsBeside(facts);
    };
    whenExplorerShown(link.get("explorer"), beside, signal);
    link.listen(["visible"], () => this.toggles.set(link.get("visible")));
    link.listen(["camera"], () => {
      const camera = link.get("camera");
      this.stage.view.follow(present(camera) ? camera : null);
    });
  }

  /** Shows these parts, made of a picture's tiles, from now on; null when there is nothing to show yet. */
  show(made: (Parts & { readonly picture: Picture }) | null): void {
    if (made !== null) {
      const { picture, ...parts } = made;
      this.picture = picture;
      this.tiles.setPicture(picture);
      this.stage.show(parts);
      this.key.set([...parts.dots, ...parts.strokes]);
      this.pointer.refresh();
    }
    this.frame.setBlank(made === null);
    this.tiles.facts.root.hidden = made === null;
  }

  /** Shows other dots; all else stays. */
  showDots(dots: Parts["dots"]): void {
    this.stage.show({ dots });
  }

  /** What is on the screen may be a former picture, of which nothing is known any more. */
  private tell(hit: Hit | null, told: (tile: number, at: Point | null) => void): void {
    const { picture } = this;
    if (hit === null) told(-1, null);
    else if (picture && hit.mesh.id === picture.id) told(hit.tile, pointAt(hit, picture));
  }

  /** What is wrong is the slice's: its window is moved. */
  private cures() {
    const { link } = this;
    const seen = () => link.get("view") ?? this.picture?.window ?? NOWHERE;
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
