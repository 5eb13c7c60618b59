import { type Size, zoomed } from "../canvas/box.ts";
import { TilePanel } from "../chrome/tile_panel.ts";
import { element } from "../dom/element.ts";
import { enterExplorer } from "../frame/explorers_shown.ts";
import { Frame } from "../frame/frame.ts";
import { fullScreen } from "../frame/full_screen.ts";
import { heightHandle } from "../frame/height_handle.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import type { Backpressure } from "../interact/backpressure.ts";
import { decode } from "../wire/decode.ts";
import type { Picture } from "../wire/picture.ts";
import { SeenPictures } from "../wire/seen_pictures.ts";
import {
  type Drag,
  type Maybe,
  type Point,
  present,
  type Traits,
  type WireAgain,
  type WirePicture,
} from "../wire/wire.ts";
import { cures } from "./cures.ts";
import { CursorInput } from "./cursor_input.ts";
import { ON_A_SLICE } from "./gestures.ts";
import { LegendLink } from "./legend_link.ts";
import { MapLink } from "./map_link.ts";
import { Pointing } from "./pointing.ts";
import { describeSlice } from "./slice_alternative.ts";
import { sliceUndo } from "./slice_undo.ts";
import { SliceView, type SliceViewEvents } from "./slice_view.ts";
import type { StageEvents } from "./stage.ts";
import { TiltLink } from "./tilt_link.ts";
import { Viewport } from "./viewport.ts";

const EMPTY = "Nothing to show yet: give the explorer a network and three anchors.";
const NO_CANVAS = "This browser has no canvas. Tessellations are drawn on one. Try another browser.";

/** A slice in a frame, seen by one view or more, with its anchors, and the talk of all of it with Python. */
export class SliceExplorerView {
  readonly frame: Frame<Traits>;
  readonly tiles: TilePanel;
  /** The canvases that there are. */
  readonly stages = element("div", { class: "sw-stages" });
  readonly view: SliceView;
  readonly viewport: Viewport;
  /** Told after each frame of the view. */
  readonly followers = new Set<() => void>();
  /** All that look at the same window of the slice. */
  private readonly views = new Set<SliceView>();
  private readonly legend: LegendLink;
  private readonly cursor = new CursorInput();
  private readonly map: MapLink;
  private readonly tilt: TiltLink;
  private readonly pointing: Pointing;
  private readonly gestures: Backpressure;
  private readonly seen: SeenPictures;

  constructor(
    private readonly link: NumberedLink,
    host: HTMLElement,
  ) {
    this.seen = new SeenPictures(link.get("_most_kept"));
    const { signal } = link;
    this.gestures = link.queue("_drag", "_tilt");
    this.viewport = new Viewport(
      { moved: () => this.moved(), wanted: (view) => link.send({ view, _gesture: this.frame.gesture }) },
      signal,
    );
    const { viewport } = this;
    const ways = {
      home: () => viewport.goHome(),
      zoom: (factor: number) => viewport.go(zoomed(viewport.box, factor)),
    };
    this.tiles = new TilePanel(link, "Whole slice", ways, false);
    const { toolbar, colorBar, facts } = this.tiles;
    this.frame = new Frame(link, host, {
      bars: [toolbar.root],
      gestures: ON_A_SLICE,
      empty: EMPTY,
      coded: true,
    });
    const { main, panel, root } = this.frame;
    this.tilt = new TiltLink(link, this.gestures, () => this.frame.gesture);
    toolbar.buttons.prepend(this.tilt.dice);
    this.frame.flank(toolbar.buttons, sliceUndo(link, root));
    main.append(this.stages, heightHandle(link));
    this.map = new MapLink(
      link,
      (...move) => this.dragged("map", ...move),
      () => this.frame.gesture,
    );
    const { map } = this;
    this.legend = new LegendLink(link, main, this.views, map);
    panel.append(colorBar.root, map.root, this.tilt.wheel.root, this.cursor.root, facts.root);
    this.view = this.look("Tessellation", this.stageEvents(), signal);
    toolbar.buttons.lastChild?.before(fullScreen(root, this.view.canvas, signal));
    this.frame.speakOver(this.view.canvas, this.view.words, cures(viewport));
    map.setTheme(this.view.stage.theme);
    const busy = () => this.view.handles.dragging || map.dragging;
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
      grabbed: (index) => this.tilt.wheel.choose(index),
      picked: (pixel) => (pixel ? this.pointing.hover.choose(pixel) : this.link.send({ selected: -1 })),
      neighbour: (pixel, right, down) => this.pointing.hover.neighbour(pixel, [right, down]),
    };
    const view = new SliceView(this.frame.root, this.stages, what, this.viewport, events, signal);
    this.views.add(view);
    this.legend.tell(view);
    const forget = () => {
      this.views.delete(view);
      for (const other of this.views) other.handles.letGo();
    };
    signal.addEventListener("abort", forget, { once: true });
    return view;
  }

  /** The tile at a pixel of the view; -1 where there is none. */
  tileAt(pixel: Point): number {
    return this.pointing.hover.pick(pixel);
  }

  private dragged(
    where: Drag["where"],
    index: number,
    at: Point,
    done: boolean,
    sample: number | null = null,
  ): number {
    const plain = { index, where, at, seq: this.link.nextSeq(), done };
    const drag: Drag = sample === null ? plain : { ...plain, sample };
    this.frame.root.dataset.sent = String(drag.seq);
    const { gesture } = this.frame;
    this.gestures.offer(drag.seq, () => this.link.send({ _drag: drag, _gesture: gesture }));
    return drag.seq;
  }

  private stageEvents(): StageEvents {
    const { link, frame } = this;
    return {
      resized: (size: Size) => {
        this.viewport.resize(size);
        const aspect = size.width / size.height;
        if (Math.abs(aspect - link.get("_aspect")) > 1e-6) link.send({ _aspect: aspect });
      },
      drawn: (picture, frames) => {
        const { dataset } = frame.root;
        dataset.frames = String(frames);
        for (const follow of this.followers) follow();
        if (!picture) return;
        dataset.pictureId = String(picture.id);
        dataset.drawn = String(picture.seq ?? 0);
      },
      themed: (theme) => this.map.setTheme(theme),
      unavailable: () => frame.status.set("", NO_CANVAS),
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
    const { link, tiles } = this;
    const { stage, canvas } = this.view;
    link.whenAbsent(() => this.letGo());
    link.listen(["_itself"], () => {
      const name = link.get("_itself");
      if (name) enterExplorer(name, tiles.facts.root, link.signal);
    });
    link.listen(["renderer"], () => stage.setRenderer(link.get("renderer")));
    link.listen(["_picture", "anchor_names", "anchor_samples"], () => this.showPicture());
    tiles.serve(stage, canvas);
    link.listen(["_dots"], () => {
      const wire = link.get("_dots");
      stage.setDots(present(wire) ? { ...wire, points: decode(wire.points, ["float32"]) } : null);
    });
    link.listen(["view"], () => this.viewport.follow(link.get("view")));
    link.listen(["_picture"], () => {
      const blank = !present(link.get("_picture"));
      this.frame.setBlank(blank);
      tiles.facts.root.hidden = blank;
    });
    link.listen(["status", "error", "state"], () => link.get("state") === "error" && this.letGo());
  }

  /** What a trait shows; null for nothing, and for a picture that has to be asked for again. */
  picture(wire: Maybe<WirePicture | WireAgain>): Picture | null {
    if (!present(wire)) return null;
    const picture = this.seen.read(wire);
    if (picture === null) this.link.send({ _missing: this.link.get("_missing") + 1 });
    return picture;
  }

  private showPicture(): void {
    const { view, viewport, map } = this;
    const picture = this.picture(this.link.get("_picture"));
    if (!picture) return;
    const names = this.link.get("anchor_names");
    view.setPicture(picture);
    this.tiles.setPicture(picture);
    this.tiles.facts.setSampled(picture.grid !== null);
    viewport.arrived(picture.window);
    for (const each of this.views) each.setAnchors(picture, names);
    map.setPicture(picture, names);
    this.tilt.wheel.setAnchors(names, picture.anchors.length);
    this.pointing.hover.refresh();
    this.showInput();
  }

  /** Handles go back to where the tiles are. */
  private letGo(): void {
    for (const view of this.views) view.handles.letGo();
    this.map.letGo();
  }
}
