import { type Size, zoomed } from "../canvas/box.ts";
import type { StageEvents } from "../canvas/stage.ts";
import { ColorBar } from "../chrome/color_bar.ts";
import { CursorInput } from "../chrome/cursor_input.ts";
import { DataMap } from "../chrome/data_map.ts";
import { element } from "../chrome/element.ts";
import { FactsPanel } from "../chrome/facts.ts";
import { iconButton } from "../chrome/icons.ts";
import { StatusLine } from "../chrome/status_line.ts";
import { TiltWheel } from "../chrome/tilt_wheel.ts";
import { Toolbar } from "../chrome/toolbar.ts";
import { decode } from "../decode.ts";
import { guardKeys } from "../interact/host_keys.ts";
import { Hover } from "../interact/hover.ts";
import { Newest } from "../interact/newest.ts";
import type { OneAtATime } from "../interact/one_at_a_time.ts";
import { Viewport } from "../interact/viewport.ts";
import { type Picture, readColors } from "../picture.ts";
import { SeenPictures } from "../seen_pictures.ts";
import {
  type Drag,
  type Maybe,
  type Point,
  present,
  type Traits,
  type WireAgain,
  type WirePicture,
} from "../wire.ts";
import type { NumberedLink } from "./numbered_link.ts";
import { SliceView, type SliceViewEvents } from "./slice_view.ts";

const EMPTY = "Nothing to show yet: give the explorer a network and three anchors.";

/** Everything of a SliceExplorer, in `host`: toolbar, canvas beside panel, status line, and their talk with Python. */
export class Explorer {
  readonly root: HTMLElement;
  /** The column of the canvas, and in it the canvases that there are. */
  readonly main = element("div", { class: "sw-main" });
  readonly stages = element("div", { class: "sw-stages" });
  readonly panel = element("div", { class: "sw-panel" });
  readonly toolbar: Toolbar;
  private readonly dice: HTMLElement;
  readonly viewport: Viewport;
  readonly view: SliceView;
  /** All that look at the same window of the slice. */
  readonly views = new Set<SliceView>();
  private readonly status = new StatusLine();
  readonly colorBar = new ColorBar();
  private readonly cursor = new CursorInput();
  private readonly facts = new FactsPanel();
  private readonly map: DataMap;
  private readonly tilt: TiltWheel;
  private readonly hover: Hover;
  private readonly gestures: OneAtATime;
  private pointer: Point | null = null;
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
    link.problem = (text) => this.status.set("", text);
    this.viewport = new Viewport(
      { moved: () => this.moved(), wanted: (view) => link.send({ view }) },
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
    const reroll = () => link.send({ reroll: link.get("reroll") + 1 });
    this.dice = iconButton("dice", "New random tilt direction", reroll, signal);
    this.toolbar.buttons.prepend(this.dice);
    this.main.append(this.stages);
    this.root = element(
      "div",
      { class: "sw-root", "data-frames": 0 },
      this.toolbar.root,
      element("div", { class: "sw-body" }, this.main, this.panel),
      this.status.root,
    );
    host.append(this.root);
    guardKeys(this.root, signal);

    this.map = new DataMap({ moved: (...move) => this.dragged("map", ...move) }, signal);
    this.tilt = new TiltWheel(
      {
        tilted: (index, angle, gesture, done) => {
          const tilt = { index, angle, gesture, seq: link.nextSeq(), done };
          this.gestures.offer(tilt.seq, () => link.send({ tilt }));
        },
      },
      signal,
    );
    const { map, tilt } = this;
    this.panel.append(this.colorBar.root, map.root, tilt.root, this.cursor.root, this.facts.root);
    this.view = this.look("Tessellation", this.stageEvents(), signal);
    map.setTheme(this.view.stage.theme);
    const tracked = new Newest<Pick<Traits, "hovered" | "pointer">>((at) => link.send(at), signal);
    this.hover = new Hover(
      this.view.canvas,
      this.view.stage,
      () => this.view.handles.dragging || map.handles.dragging,
      {
        pointed: (tile, at) => {
          this.pointer = at;
          this.showInput();
          const pointed = { hovered: tile, pointer: at };
          if (link.get("tracks_pointer") || this.view.stage.picture?.grid) tracked.offer(pointed);
          else if (tile !== link.get("hovered")) link.send(pointed);
        },
        clicked: (tile, at) =>
          link.send({ selected: tile === link.get("selected") ? -1 : tile, pointer: at }),
      },
      signal,
    );
    this.listen();
  }

  /** Another canvas on the same window of the slice, with the same anchors. */
  look(what: string, stage: StageEvents, signal: AbortSignal): SliceView {
    const events: SliceViewEvents = {
      ...stage,
      dragged: (index, at, done) => {
        const seq = this.dragged("slice", index, at, done);
        for (const other of this.views) if (other !== view) other.handles.follow(index, at, seq, done);
        return seq;
      },
      grabbed: (index) => this.tilt.choose(index),
      picked: (pixel) => (pixel ? this.hover.choose(pixel) : this.link.send({ selected: -1 })),
      neighbour: (pixel, right, down) => this.hover.neighbour(pixel, [right, down]),
    };
    const view = new SliceView(this.root, this.stages, what, this.viewport, events, signal);
    this.views.add(view);
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
    this.gestures.offer(drag.seq, () => this.link.send({ drag }));
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
      restored: () => status.set(link.get("status"), link.get("error")),
      unavailable: (lost) =>
        lost
          ? status.set("The browser took the graphics context away; waiting to get it back.", "")
          : status.set(
              "",
              "This browser offers no WebGL2. The tessellation cannot be drawn with it. Choose another renderer.",
            ),
    };
  }

  private moved(): void {
    for (const view of this.views) view.moved();
    this.hover.refresh();
    this.showInput();
  }

  private showInput(): void {
    const { picture } = this.view.stage;
    if (!picture) return;
    const [u0, u1, v0, v1] = this.viewport.box;
    const center: Point = [(u0 + u1) / 2, (v0 + v1) / 2];
    this.cursor.show(picture.image, this.pointer ?? center, this.pointer === null);
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
    link.listen(["map"], () => {
      const wire = link.get("map");
      map.setMap(present(wire) ? wire : null);
    });
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
    map.handles.setPoints(picture.handles, picture.seq);
    map.handles.setNames(names);
    this.tilt.setAnchors(names, picture.anchors.length);
    this.hover.refresh();
    this.showInput();
  }

  private showMarks(): void {
    const { link, colorBar, facts } = this;
    const [hovered, selected] = [link.get("hovered"), link.get("selected")];
    const [here, kept] = [link.get("facts"), link.get("selected_facts")];
    this.view.stage.setMarks(hovered, selected);
    colorBar.mark(hovered >= 0 ? hovered : selected);
    const pointed = present(here) && (hovered >= 0 || here.point !== undefined);
    facts.set(pointed ? here : null, selected >= 0 && present(kept) ? kept : null);
  }

  private showState(): void {
    const { link, status } = this;
    const [state, error] = [link.get("state"), link.get("error")];
    this.root.dataset.state = state;
    const blank = !present(link.get("picture"));
    status.set(blank ? "" : link.get("status"), error); // said once, and in the middle while there is room
    this.facts.root.hidden = blank;
    const waiting = link.get("status") || "Computing …";
    const words = state === "empty" ? EMPTY : state === "error" ? "There is no picture." : waiting;
    this.view.say(blank ? words : null);
    if (state === "error") this.letGo();
  }

  /** Handles go back to where the tiles are. */
  private letGo(): void {
    for (const view of this.views) view.handles.letGo();
    this.map.handles.letGo();
  }
}
