import { panned } from "../canvas/box.ts";
import type { Showing } from "../canvas/screen.ts";
import { Alternative } from "../chrome/alternative.ts";
import { formatCount } from "../color/numbers.ts";
import { element, setText } from "../dom/element.ts";
import { WaitingWords } from "../frame/waiting_words.ts";
import type { Picture } from "../wire/picture.ts";
import type { Point } from "../wire/wire.ts";
import { AnchorLabels } from "./anchor_labels.ts";
import { Handles, stars } from "./handles.ts";
import { keyboard } from "./keyboard.ts";
import { PlaneAxes } from "./plane_axes.ts";
import { Stage, type StageEvents } from "./stage.ts";
import type { Viewport } from "./viewport.ts";
import { zoomPan } from "./zoom_pan.ts";

export interface SliceViewEvents extends StageEvents {
  /** A hand moves an anchor; returns the number under which the move was sent. */
  dragged(index: number, at: Point, done: boolean): number;
  /** A picture in words. */
  describe(picture: Picture | null): string;
  /** An anchor is being used. */
  grabbed(index: number): void;
  /** The tile that lies at `pixel` was selected by a key; null when Escape lets it go. */
  picked(pixel: Point | null): void;
  /** Where the neighbour in a direction of the tile at `pixel` lies; null where there is none. */
  neighbour(pixel: Point, right: number, down: number): Point | null;
}

/** A canvas with one slice, its anchors as handles with labels, moved by wheel, hand and keys. */
export class SliceView {
  readonly root: HTMLElement;
  /** What takes the pointer and the keys. */
  readonly canvas: HTMLElement;
  readonly stage: Stage;
  readonly handles: Handles;
  private readonly labels = new AnchorLabels();
  private readonly axes = new PlaneAxes();
  private readonly title = element("span", { class: "sw-label" });
  private readonly detail = element("span", { class: "sw-muted" });
  private readonly caption = element("div", { class: "sw-caption", hidden: true }, this.title, this.detail);
  private readonly alternative: Alternative;
  /** Says that the network is sampled here, and nothing of tiles. */
  private readonly badge = element("div", { class: "sw-badge", hidden: true });
  /** What is said in place of a picture. */
  readonly words = new WaitingWords();

  /** `theme` is the element whose colors count; `parent`, within it, gets the canvas. */
  constructor(
    theme: HTMLElement,
    parent: HTMLElement,
    what: string,
    private readonly viewport: Viewport,
    events: SliceViewEvents,
    signal: AbortSignal,
  ) {
    this.canvas = element(
      "div",
      {
        class: "sw-stage",
        tabindex: 0,
        role: "application",
        "aria-label":
          `${what}. Arrow keys pan, plus and minus zoom, zero goes home. ` +
          "Enter selects the tile in the middle, Alt and arrow keys its neighbours.",
      },
      element("div", { class: "sw-progress", "aria-hidden": "true" }),
      element("div", { class: "sw-crosshair", "aria-hidden": "true" }),
      this.axes.root,
      this.words.root,
      this.badge,
      this.labels.root,
    );
    this.root = element("div", { class: "sw-view" }, this.caption, this.canvas);
    parent.append(this.root);
    this.alternative = new Alternative(this.canvas, () => events.describe(this.stage.picture), signal);
    const drawn: StageEvents["drawn"] = (...frame) => {
      this.alternative.drawn();
      events.drawn(...frame);
    };
    this.stage = new Stage(theme, this.canvas, viewport, { ...events, drawn }, signal);
    this.handles = new Handles(
      this.canvas,
      stars("Anchor"),
      {
        toPixels: (point) => viewport.toPixels(point),
        fromPixels: (pixel) => viewport.toSlice(pixel),
        size: () => this.stage.size,
      },
      {
        moved: events.dragged,
        laidOut: (pixels) => this.labels.layout(pixels, this.stage.size),
        grabbed: events.grabbed,
      },
      signal,
    );
    zoomPan(this.canvas, viewport, () => this.stage.size, signal);
    const middle = (): Point => [this.stage.size.width / 2, this.stage.size.height / 2];
    keyboard(
      this.canvas,
      viewport,
      {
        select: () => events.picked(middle()),
        clear: () => events.picked(null),
        neighbour: (right, down) => {
          const [x, y] = middle();
          const there = events.neighbour([x, y], right, down);
          if (!there) return;
          events.picked(there);
          const { width, height } = this.stage.size;
          viewport.go(panned(viewport.box, (there[0] - x) / width, (y - there[1]) / height));
        },
      },
      signal,
    );
  }

  /** The viewport has moved. */
  moved(): void {
    this.handles.layout();
    this.layoutAxes();
    this.stage.invalidate();
  }

  /** Names of the two coordinates, where the slice is a plane of coordinates. */
  setAxisNames(names: readonly string[]): void {
    this.axes.setNames(names);
    this.layoutAxes();
  }

  /** Marks and classes that are drawn; anchors are part of the page. */
  setShowing(showing: Showing): void {
    this.canvas.classList.toggle("sw-no-anchors", !showing.marks.includes("anchors"));
    this.stage.setShowing(showing);
  }

  private layoutAxes(): void {
    this.axes.layout(this.viewport.box, this.stage.size);
  }

  /** Shows a picture, marked where it is not exact. */
  setPicture(picture: Picture): void {
    const { grid } = picture;
    this.canvas.classList.toggle("sw-sampled", grid !== null);
    this.badge.hidden = grid === null;
    if (grid) setText(this.badge, `sampled · ${grid.map(formatCount).join(" × ")} points`);
    this.stage.setPicture(picture);
  }

  /** Stars, names and thumbnails as a picture has them. */
  setAnchors(picture: Picture, names: readonly string[]): void {
    this.labels.setAnchors(picture.anchors, names, picture.image);
    this.handles.setPoints(picture.anchors, picture.seq);
    this.handles.setNames(names);
  }

  /** What this is a picture of; null when that needs no saying. */
  setCaption(title: string | null, detail = ""): void {
    this.caption.hidden = title === null;
    setText(this.title, title ?? "");
    setText(this.detail, detail);
  }
}
