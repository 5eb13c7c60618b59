import { Alternative, wordsOfTiles } from "../chrome/alternative.ts";
import { ColorBar } from "../chrome/color_bar.ts";
import { FactsPanel } from "../chrome/facts.ts";
import { FactsTip } from "../chrome/facts_tip.ts";
import { Toolbar } from "../chrome/toolbar.ts";
import { element, setText } from "../dom/element.ts";
import { Complaint } from "../frame/complaint.ts";
import { Help } from "../frame/help.ts";
import type { Link } from "../frame/link.ts";
import { StatusLine } from "../frame/status_line.ts";
import { TraitSteps } from "../frame/trait_steps.ts";
import { UndoControl } from "../frame/undo_control.ts";
import { Hand } from "../interact/hand.ts";
import { guardKeys } from "../interact/host_keys.ts";
import { guardTouch } from "../interact/long_press.ts";
import { cures } from "../slice/cures.ts";
import { readColors } from "../wire/picture.ts";
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
}

/** What depends on the subject and its toggles; the rest is the same for all. */
export type Parts = Pick<Content, "mesh" | "sheets" | "strokes" | "dots" | "axes" | "bounds" | "home">;

/** Where nothing was ever seen. */
const NOWHERE: Box = [-1, 1, -1, 1];

/** A mesh in space, in `host`: bars, canvas beside panel, status line, and what all of it tells and hears. */
export class SpaceExplorer {
  /** The second bar, empty. */
  readonly bar = element("div", { class: "sw-toolbar sw-subbar" });
  /** The column of the canvas. */
  readonly main: HTMLElement;
  private readonly root: HTMLElement;
  private readonly canvas: HTMLElement;
  private readonly message = element("div", { class: "sw-message" });
  private readonly stage: SpaceStage;
  private readonly pointer: TilePointer;
  private readonly toolbar: Toolbar;
  private readonly status: StatusLine;
  private readonly alternative: Alternative;
  private readonly colorBar = new ColorBar();
  private readonly key = new MarkKey();
  readonly facts = new FactsPanel();
  private readonly hand: Hand;
  private readonly cameras: TraitSteps<SpaceTraits, "camera">;
  /** What is on the screen. */
  private content: Content | null = null;
  private readonly tip: FactsTip;
  private readonly complaint: Complaint;
  /** Of the slice, as far as it is seen here. */
  private window = NOWHERE;
  private blank = true;
  private drawable = true;

  /** `pointed` is told what is under the pointer with every move, and null when it has left. */
  constructor(
    private readonly link: Link<SpaceTraits>,
    host: HTMLElement,
    private readonly subject: Subject,
    pointed: (hit: Hit | null) => void = () => {},
  ) {
    const { signal } = link;
    this.status = new StatusLine(signal);
    link.problem = (text) => this.status.set("", text);
    const label = `${subject.label} Arrow keys turn it, plus and minus zoom, zero shows all.`;
    this.canvas = element(
      "div",
      { class: "sw-stage sw-space", tabindex: 0, role: "application", "aria-label": label },
      element("div", { class: "sw-progress", "aria-hidden": "true" }),
      this.message,
    );
    this.toolbar = new Toolbar(
      "Everything",
      {
        layersChosen: (visible) => link.send({ visible_layers: visible }),
        measureChosen: (name) => link.send({ color_by: name }),
        home: () => this.stage.view.goHome(),
        zoom: (factor) => this.stage.view.go(magnified(this.stage.view.camera, factor ** 0.5)),
      },
      signal,
    );
    const { colorBar, key, facts } = this;
    this.main = element("div", { class: "sw-main" }, this.canvas);
    this.root = element(
      "div",
      { class: "sw-root", "data-frames": 0 },
      this.toolbar.root,
      this.bar,
      element(
        "div",
        { class: "sw-body" },
        this.main,
        element("div", { class: "sw-panel" }, colorBar.root, key.root, facts.root),
      ),
      this.status.root,
    );
    host.append(this.root);
    guardKeys(this.root, signal);
    guardTouch(this.root, signal);
    this.hand = new Hand(this.root, signal);
    const undo: UndoControl = new UndoControl(this.root, (steps) => this.cameras.go(steps), signal);
    this.cameras = new TraitSteps(link, "camera", (back, forth) => undo.set(back, forth));
    this.toolbar.buttons.prepend(undo.root);
    this.toolbar.buttons.append(new Help(this.root, IN_SPACE, signal).button);
    this.alternative = new Alternative(this.canvas, () => this.describe(), signal);
    this.tip = new FactsTip(this.canvas, facts.root, signal);
    this.complaint = new Complaint(this.cures(), signal);
    this.canvas.append(this.complaint.root);
    this.stage = new SpaceStage(this.root, this.canvas, this.stageEvents(), signal);
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
    this.listen();
  }

  /** Shows these parts, of a window of the slice, from now on; null when there is nothing to show yet. */
  show(parts: (Parts & { readonly window: Box }) | null): void {
    this.blank = parts === null;
    if (parts !== null) {
      this.window = parts.window;
      this.stage.show(parts);
      this.key.set([...parts.dots, ...parts.strokes]);
      this.pointer.refresh();
    }
    this.showState();
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
    const { link, status, root, subject } = this;
    return {
      drawn: (content, frames) => {
        const { mesh } = content;
        this.content = content;
        this.alternative.drawn();
        root.dataset.frames = String(frames);
        if (mesh) root.dataset[`${subject.name}Id`] = String(mesh.id);
      },
      moved: () => this.pointer?.refresh(),
      rested: (camera) =>
        this.cameras.send(camera ? { ...camera, target: [...camera.target] } : {}, this.hand.gesture),
      restored: () => status.set(link.get("status"), ""),
      unavailable: (lost) =>
        lost
          ? status.set("The browser took the graphics context away; waiting to get it back.", "")
          : this.refuse(),
    };
  }

  private describe(): string {
    const { link, subject, content } = this;
    if (!content?.mesh) return `No ${subject.name} yet.`;
    const { mesh, axes, colors, layers } = content;
    const fitting = colors?.picture === mesh.id ? colors : null;
    const names = link.get("class_names");
    const tiles = wordsOfTiles(mesh, link.get("layers"), layers.visible, fitting, names);
    const along = axes.map(({ name, ticks }) => `${name} ${ticks[0]?.text} to ${ticks.at(-1)?.text}`);
    return `${subject.label} ${tiles} Along ${along.join(", ")}.`;
  }

  /** From the model to the parts. */
  private listen(): void {
    const { link, stage, toolbar, colorBar } = this;
    link.listen(["colors", "class_names"], () => {
      const wire = link.get("colors");
      const colors = present(wire) ? readColors(wire) : null;
      stage.show({ colors });
      colorBar.setColors(colors, link.get("class_names"));
    });
    link.listen(["colormap"], () => {
      stage.show({ ramp: link.get("colormap") });
      colorBar.setRamp(link.get("colormap"));
    });
    link.listen(["layers", "visible_layers"], () => {
      const [layers, visible] = [link.get("layers"), link.get("visible_layers")];
      stage.show({ layers: { visible, count: layers.length } });
      toolbar.setLayers(layers, visible);
    });
    link.listen(["measures", "color_by"], () =>
      toolbar.setMeasures(link.get("measures"), link.get("color_by")),
    );
    link.listen(["camera"], () => {
      const camera = link.get("camera");
      stage.view.follow(present(camera) ? camera : null);
    });
    link.listen(["hovered", "selected", "facts", "selected_facts"], () => this.showMarks());
    link.listen(["status", "error", "state"], () => this.showState());
    link.listen(["height"], () => this.root.style.setProperty("--sw-height", `${link.get("height")}px`));
  }

  private showMarks(): void {
    const { link, colorBar, facts } = this;
    const [hovered, selected] = [link.get("hovered"), link.get("selected")];
    const [here, kept] = [link.get("facts"), link.get("selected_facts")];
    this.stage.show({ marks: { hovered, selected } });
    colorBar.mark(hovered >= 0 ? hovered : selected);
    const pointed = hovered >= 0 && present(here) ? here : null;
    this.tip.set(pointed);
    facts.set(pointed, selected >= 0 && present(kept) ? kept : null);
  }

  private showState(): void {
    const { link, status, blank, subject } = this;
    const [state, error] = [link.get("state"), link.get("error")];
    this.root.dataset.state = state;
    this.complaint.show(error);
    status.set(blank ? "" : link.get("status"), ""); // said once, and in the middle while there is room
    this.facts.root.hidden = blank;
    if (!this.drawable) return;
    const waiting = link.get("status") || "Computing …";
    const words = state === "empty" ? subject.empty : state === "error" || error ? "" : waiting;
    this.say(blank ? words : null);
  }

  private refuse(): void {
    this.drawable = false;
    const { name } = this.subject;
    this.say(`This browser offers no WebGL2. The ${name} cannot be drawn without it. Try another browser.`);
  }

  /** Words in place of a picture; null shows it. */
  private say(text: string | null): void {
    this.message.hidden = text === null;
    if (text !== null) setText(this.message, text);
  }
}
