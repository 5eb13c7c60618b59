import { type Size, zoomed } from "../canvas/box.ts";
import { ColorBar } from "../chrome/color_bar.ts";
import { FactsPanel } from "../chrome/facts.ts";
import { FactsTip } from "../chrome/facts_tip.ts";
import { Toolbar } from "../chrome/toolbar.ts";
import { element } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import { Complaint } from "../frame/complaint.ts";
import { Help } from "../frame/help.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import { StatusLine } from "../frame/status_line.ts";
import type { Backpressure } from "../interact/backpressure.ts";
import { Hand } from "../interact/hand.ts";
import { guardKeys } from "../interact/host_keys.ts";
import { guardTouch } from "../interact/long_press.ts";
import { decode } from "../wire/decode.ts";
import { type Picture, readColors } from "../wire/picture.ts";
import { SeenPictures } from "../wire/seen_pictures.ts";
import {
  type Drag,
  type Maybe,
  type Point,
  present,
  type WireAgain,
  type WirePicture,
} from "../wire/wire.ts";
import { cures } from "./cures.ts";
import { CursorInput } from "./cursor_input.ts";
import { DataMap } from "./data_map.ts";
import { ON_A_SLICE } from "./gestures.ts";
import { LegendLink } from "./legend_link.ts";
import { Pointing } from "./pointing.ts";
import { describeSlice } from "./slice_alternative.ts";
import { sliceUndo } from "./slice_undo.ts";
import { SliceView, type SliceViewEvents } from "./slice_view.ts";
import type { StageEvents } from "./stage.ts";
import { TiltWheel } from "./tilt_wheel.ts";
import { Viewport } from "./viewport.ts";
import { waitingWords } from "./waiting_words.ts";

/** Everything of a SliceExplorer, in `host`: toolbar, canvas beside panel, status line, and their talk with Python. */
export class SliceExplorerView {
  readonly root: HTMLElement;
  /** The column of the canvas, and in it the canvases that there are. */
  readonly main = element("div", { class: "sw-main" });
  readonly stages = element("div", { class: "sw-stages" });
  readonly panel = element("div", { class: "sw-panel" });
  readonly body = element("div", { class: "sw-body" }, this.main, this.panel);
  readonly toolbar: Toolbar;
  private readonly dice: HTMLElement;
  readonly viewport: Viewport;
  readonly view: SliceView;
  /** All that look at the same window of the slice. */
  readonly views = new Set<SliceView>();
  readonly status: StatusLine;
  readonly colorBar = new ColorBar(false);
  private readonly legend: LegendLink;
  private readonly complaint: Complaint;
  private readonly cursor = new CursorInput();
  private readonly facts = new FactsPanel();
  private readonly map: DataMap;
  private readonly tilt: TiltWheel;
  private readonly pointing: Pointing;
  private readonly hand: Hand;
  readonly help: Help;
  private readonly tip: FactsTip;
  private readonly gestures: Backpressure;
  private readonly seen: SeenPictures;

  /** `mostTiles` is how many tiles may be held in pictures that are not on the screen. */
  constructor(
    private readonly link: NumberedLink,
    host: HTMLElement,
    mostTiles = 0,
  ) {
    this.seen = new SeenPictures(mostTiles);
    const { signal } = link;
    this.gestures = link.queue();
    this.status = new StatusLine(signal);
    link.problem = (text) => this.status.set("", text);
    this.viewport = new Viewport(
      { moved: () => this.moved(), wanted: (view) => link.send({ view, gesture: this.hand.gesture }) },
      signal,
    );
    this.toolbar = new Toolbar(
      "Whole slice",
      {
        layersChosen: (visible) => link.send({ visible_layers: visible }),
        measureChosen: (name) => link.send({ color_by: name }),
        home: () => this.viewport.goHome(),
        zoom: (factor) => this.viewport.go(zoomed(this.viewport.box, factor)),
      },
      signal,
    );
    const reroll = () => {
      this.tilt.reset();
      link.send({ reroll: link.get("reroll") + 1 });
    };
    this.dice = iconButton("dice", "New random tilt direction", reroll, signal);
    this.toolbar.buttons.prepend(this.dice);
    this.main.append(this.stages);
    this.root = element(
      "div",
      { class: "sw-root", "data-frames": 0 },
      this.toolbar.root,
      this.body,
      this.status.root,
    );
    host.append(this.root);
    guardKeys(this.root, signal);
    guardTouch(this.root, signal);
    this.hand = new Hand(this.root, signal);
    this.help = new Help(this.root, ON_A_SLICE, signal);
    this.toolbar.buttons.prepend(sliceUndo(link, this.root));
    this.toolbar.buttons.append(this.help.button);

    this.map = new DataMap({ moved: (...move) => this.dragged("map", ...move) }, signal);
    this.tilt = new TiltWheel(
      {
        tilted: (index, angle, gesture, done) => {
          const tilt = { index, angle, gesture, seq: link.nextSeq(), done };
          const began = this.hand.gesture;
          this.gestures.offer(tilt.seq, () => link.send({ tilt, gesture: began }));
        },
      },
      signal,
    );
    const { map, tilt } = this;
    this.complaint = new Complaint(cures(this.viewport), signal);
    this.legend = new LegendLink(link, this.main, this.views, map);
    this.panel.append(this.colorBar.root, map.root, tilt.root, this.cursor.root, this.facts.root);
    this.view = this.look("Tessellation", this.stageEvents(), signal);
    this.tip = new FactsTip(this.view.canvas, this.facts.root, signal);
    this.view.canvas.append(this.complaint.root);
    map.setTheme(this.view.stage.theme);
    const busy = () => this.view.handles.dragging || map.handles.dragging;
    this.pointing = new Pointing(link, this.view, busy, () => this.showInput());
    this.listen();
  }

  /** Another canvas on the same window of the slice, with the same anchors. */
  look(what: string, stage: StageEvents & Partial<SliceViewEvents>, signal: AbortSignal): SliceView {
    const events: SliceViewEvents = {
      describe: (picture) => describeSlice(picture, this.link),
      ...stage,
      dragged: (index, at, done) => {
        const seq = this.dragged("slice", index, at, done);
        for (const other of this.views) if (other !== view) other.handles.follow(index, at, seq, done);
        return seq;
      },
      grabbed: (index) => this.tilt.choose(index),
      picked: (pixel) => (pixel ? this.pointing.hover.choose(pixel) : this.link.send({ selected: -1 })),
      neighbour: (pixel, right, down) => this.pointing.hover.neighbour(pixel, [right, down]),
    };
    const view = new SliceView(this.root, this.stages, what, this.viewport, events, signal);
    this.views.add(view);
    this.legend.tell(view);
    const forget = () => {
      this.views.delete(view);
      for (const other of this.views) other.handles.letGo();
    };
    signal.addEventListener("abort", forget, { once: true });
    return view;
  }

  private dragged(where: Drag["where"], index: number, at: Point, done: boolean): number {
    const drag = { index, where, at, seq: this.link.nextSeq(), done };
    this.root.dataset.sent = String(drag.seq);
    const { gesture } = this.hand;
    this.gestures.offer(drag.seq, () => this.link.send({ drag, gesture }));
    return drag.seq;
  }

  private stageEvents(): StageEvents {
    const { link, status, root } = this;
    return {
      resized: (size: Size) => {
        this.viewport.resize(size);
        const aspect = size.width / size.height;
        if (Math.abs(aspect - link.get("aspect")) > 1e-6) link.send({ aspect });
      },
      drawn: (picture, frames) => {
        root.dataset.frames = String(frames);
        if (!picture) return;
        root.dataset.pictureId = String(picture.id);
        root.dataset.drawn = String(picture.seq ?? 0);
      },
      themed: (theme) => this.map.setTheme(theme),
      unavailable: () =>
        status.set("", "This browser has no canvas. Tessellations are drawn on one. Try another browser."),
    };
  }

  private moved(): void {
    for (const view of this.views) view.moved();
    this.pointing.hover.refresh();
    this.showInput();
  }

  private showInput(): void {
    const { picture } = this.view.stage;
    if (!picture) return;
    const [u0, u1, v0, v1] = this.viewport.box;
    const center: Point = [(u0 + u1) / 2, (v0 + v1) / 2];
    this.cursor.show(picture.image, this.pointing.at ?? center, this.pointing.at === null);
  }

  /** From the model to the parts. */
  private listen(): void {
    const { link, map, tilt, toolbar, colorBar } = this;
    const { stage } = this.view;
    link.whenAbsent(() => this.letGo());
    link.listen(["renderer"], () => stage.setRenderer(link.get("renderer")));
    link.listen(["picture", "anchor_names"], () => this.showPicture());
    link.listen(["colors", "class_names"], () => {
      const wire = link.get("colors");
      const colors = present(wire) ? readColors(wire) : null;
      stage.setColors(colors);
      colorBar.setColors(colors, link.get("class_names"));
    });
    link.listen(["dots"], () => {
      const wire = link.get("dots");
      stage.setDots(present(wire) ? { ...wire, points: decode(wire.points, ["float32"]) } : null);
    });
    link.listen(["colormap"], () => {
      stage.setRamp(link.get("colormap"));
      colorBar.setRamp(link.get("colormap"));
    });
    link.listen(["layers", "visible_layers"], () => {
      const [layers, visible] = [link.get("layers"), link.get("visible_layers")];
      stage.setLayers(visible, layers.length);
      toolbar.setLayers(layers, visible);
    });
    link.listen(["measures", "color_by"], () =>
      toolbar.setMeasures(link.get("measures"), link.get("color_by")),
    );
    link.listen(["can_tilt"], () => {
      tilt.root.hidden = !link.get("can_tilt");
      this.dice.hidden = !link.get("can_tilt");
    });
    link.listen(["map"], () => map.setMap(link.get("map")));
    link.listen(["view"], () => this.viewport.follow(link.get("view")));
    link.listen(["hovered", "selected", "facts", "selected_facts"], () => this.showMarks());
    link.listen(["status", "error", "state", "picture"], () => this.showState());
    link.listen(["height"], () => this.root.style.setProperty("--sw-height", `${link.get("height")}px`));
  }

  /** What a trait shows; null for nothing, and for a picture that has to be asked for again. */
  picture(wire: Maybe<WirePicture | WireAgain>): Picture | null {
    if (!present(wire)) return null;
    const picture = this.seen.read(wire);
    if (picture === null) this.link.send({ missing: this.link.get("missing") + 1 });
    return picture;
  }

  private showPicture(): void {
    const { view, viewport, map } = this;
    const picture = this.picture(this.link.get("picture"));
    if (!picture) return;
    const names = this.link.get("anchor_names");
    view.setPicture(picture);
    this.facts.setSampled(picture.grid !== null);
    viewport.arrived(picture.window);
    for (const each of this.views) each.setAnchors(picture, names);
    map.setAnchors(picture.handles, names, picture.seq);
    this.tilt.setAnchors(names, picture.anchors.length);
    this.pointing.hover.refresh();
    this.showInput();
  }

  private showMarks(): void {
    const { link, colorBar, facts } = this;
    const [hovered, selected] = [link.get("hovered"), link.get("selected")];
    const [here, kept] = [link.get("facts"), link.get("selected_facts")];
    this.view.stage.setMarks(hovered, selected);
    colorBar.mark(hovered >= 0 ? hovered : selected);
    const pointed = present(here) && (hovered >= 0 || here.point !== undefined);
    this.tip.set(pointed ? here : null);
    facts.set(pointed ? here : null, selected >= 0 && present(kept) ? kept : null);
  }

  private showState(): void {
    const { link, status } = this;
    const [state, error] = [link.get("state"), link.get("error")];
    this.root.dataset.state = state;
    const blank = !present(link.get("picture"));
    status.set(blank ? "" : link.get("status"), ""); // said once, and in the middle while there is room
    this.complaint.show(error);
    this.facts.root.hidden = blank;
    this.view.say(blank ? waitingWords(state, link.get("status")) : null);
    if (state === "error") this.letGo();
  }

  /** Handles go back to where the tiles are. */
  private letGo(): void {
    for (const view of this.views) view.handles.letGo();
    this.map.handles.letGo();
  }
}
