import { PixelImage } from "../chrome/pixel_image.ts";
import { element, setText, svg } from "../dom/element.ts";
import { ownGesture } from "../interact/own_gesture.ts";
import { RestingPointer } from "../interact/resting_pointer.ts";
import type { Point } from "../wire/wire.ts";
import type { DataMap } from "./data_map.ts";

export interface MapHandEvents {
  /** A hand moves an anchor, to a sample or to anywhere; returns the number under which the move was sent. */
  moved(index: number, at: Point, done: boolean, sample: number | null): number;
  /** An anchor is the one that a click moves; null for the one that is nearest to it. */
  chosen(index: number | null): void;
  /** The image of a sample is wanted. */
  wanted(row: number): void;
}

const REACH = 12; // CSS pixels from a pointer to the sample that is meant
const RESTS = 80; // ms, before an image is asked for
const OFFSET = 14; // CSS pixels from a sample to what is said of it
const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** What a hand does on the data map: point at samples, take them as anchors, move anchors from one to the next. */
export class MapHand {
  /** Whether anchors that are moved go to samples. */
  snapping = false;
  private readonly ring = svg("circle", { r: 6, class: "sw-map-ring" });
  private readonly lead = svg("path", { class: "sw-map-lead" });
  private readonly over = svg("svg", { class: "sw-map-over", "aria-hidden": "true" }, this.lead, this.ring);
  private readonly image = new PixelImage("sw-map-image");
  private readonly name = element("div");
  private readonly act = element("div", { class: "sw-map-act" });
  private readonly tip: HTMLElement;
  private readonly pointer: RestingPointer;
  private readonly images = new Map<
    number,
    { pixels: Uint8ClampedArray<ArrayBuffer>; width: number; height: number }
  >();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private anchors: readonly Point[] = [];
  private names: readonly string[] = [];
  private samples: readonly number[] = [];
  private pixels: readonly Point[] = [];
  private chosen: number | null = null;
  /** The point that is pointed at; -1 for none. */
  private pointed = -1;
  /** The point that each anchor was aimed at, and the last message about it. */
  private aimed = { index: -1, point: -1 };
  private sent = { index: -1, row: -1, seq: 0 };

  constructor(
    private readonly map: DataMap,
    private readonly events: MapHandEvents,
    signal: AbortSignal,
  ) {
    this.tip = element(
      "div",
      { class: "sw-tip sw-map-tip", "aria-hidden": "true", hidden: true },
      this.image.canvas,
      element("div", {}, this.name, this.act),
    );
    map.root.append(this.over, this.tip);
    const { root } = map;
    this.pointer = new RestingPointer(
      root,
      { pointed: (pixel) => this.point(this.at(pixel)), left: () => this.point(-1) },
      signal,
    );
    const click = (event: MouseEvent) => ownGesture(event) || this.take(this.at(this.pointer.pixelOf(event)));
    root.addEventListener("click", click, { signal });
    // Before the handle itself takes them.
    root.addEventListener("keydown", (event) => this.onKey(event), { signal, capture: true });
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
    this.show();
  }

  setAnchors(points: readonly Point[], names: readonly string[], samples: readonly number[]): void {
    [this.anchors, this.names, this.samples] = [points, names, samples];
    if (this.chosen !== null && this.chosen >= points.length) this.choose(null);
    this.show();
  }

  /** The handles lie at these pixels. */
  layout(pixels: readonly Point[]): void {
    this.pixels = pixels;
    this.show();
  }

  choose(index: number | null): void {
    this.chosen = index;
    this.map.root.querySelectorAll<HTMLElement>(".sw-handle").forEach((node) => {
      node.classList.toggle("sw-chosen", node.dataset.index === String(index));
    });
    this.events.chosen(index);
    this.show();
  }

  /** The image of a sample has come. */
  setImage(row: number, pixels: Uint8ClampedArray<ArrayBuffer>, width: number, height: number): void {
    this.images.clear(); // one is seen at a time
    this.images.set(row, { pixels, width, height });
    this.show();
  }

  /** Other data or another window lie under the pointer now. */
  refresh(): void {
    this.show();
    this.pointer.refresh();
  }

  leave(): void {
    this.images.clear();
    this.point(-1);
  }

  /** The point that a pixel means. */
  at(pixel: Point, reach = REACH): number {
    const { map } = this;
    if (!map.data) return -1;
    const at = map.fromPixels(pixel);
    const [edge] = map.fromPixels([pixel[0] + reach, pixel[1]]);
    return map.data.grid.nearest(at, (i) => map.shows(i), edge - at[0]);
  }

  /** A point becomes an anchor: the chosen one, or else the nearest. */
  take(point: number): void {
    const index = point < 0 ? -1 : this.goes(point);
    if (index >= 0) this.put(index, point);
  }

  /** Where an anchor goes that a hand has at a place; `other` is the other of the two ways to move it. */
  aim(index: number, at: Point, other: boolean): Point {
    const { data } = this.map;
    const point = data && this.snapping !== other ? data.grid.nearest(at, this.free(index)) : -1;
    this.aimed = { index, point };
    return data && point >= 0 ? data.at(point) : at;
  }

  /** A hand has moved an anchor to where it was aimed. */
  moved(index: number, at: Point, done: boolean): number {
    const { data } = this.map;
    const row =
      data && this.aimed.index === index && this.aimed.point >= 0 ? data.rowOf(this.aimed.point) : -1;
    // From one sample to the next, and nothing between them.
    if (!done && row >= 0 && this.sent.index === index && this.sent.row === row) return this.sent.seq;
    const seq = this.events.moved(index, at, done, row < 0 ? null : row);
    this.sent = { index, row: done ? -1 : row, seq };
    return seq;
  }

  private put(index: number, point: number): void {
    const { data, handles } = this.map;
    if (!data) return;
    this.aimed = { index, point };
    handles.put(index, data.at(point));
  }

  /** Points that are shown, and no other anchor. */
  private free(index: number): (point: number) => boolean {
    const { map, samples } = this;
    return (point) => {
      const held = samples.indexOf(map.data?.rowOf(point) ?? -1);
      return map.shows(point) && (held < 0 || held === index);
    };
  }

  /** Which anchor a point would become; -1 where it is one already. */
  private goes(point: number): number {
    const { map, anchors, chosen, samples } = this;
    if (!map.data || samples.includes(map.data.rowOf(point))) return -1;
    if (chosen !== null) return chosen;
    const [x, y] = map.data.at(point);
    const away = anchors.map((anchor) => Math.hypot(anchor[0] - x, anchor[1] - y));
    return away.indexOf(Math.min(...away));
  }

  /** On a handle: Enter takes the nearest sample, and so do arrows, in their direction, while anchors go to samples. */
  private onKey(event: KeyboardEvent): void {
    const { data } = this.map;
    const node = event.target instanceof Element ? event.target.closest<HTMLElement>(".sw-handle") : null;
    const plain = !(event.ctrlKey || event.metaKey || event.altKey);
    if (!node || !data || !plain) return;
    const index = Number(node.dataset.index);
    const [from, direction] = [this.anchors[index], ARROWS[event.key]];
    const point =
      event.key === "Enter" && !event.shiftKey
        ? data.grid.nearest(from, this.free(index))
        : direction && this.snapping
          ? data.grid.next(from, direction, this.free(index))
          : null;
    if (point === null) return;
    event.preventDefault();
    event.stopPropagation();
    if (point >= 0) this.put(index, point);
  }

  private point(point: number): void {
    if (point === this.pointed) return;
    this.pointed = point;
    clearTimeout(this.timer);
    const row = point < 0 ? -1 : (this.map.data?.rowOf(point) ?? -1);
    if (row >= 0 && !this.images.has(row)) this.timer = setTimeout(() => this.events.wanted(row), RESTS);
    this.show();
  }

  private show(): void {
    const { map, pointed, tip } = this;
    const seen = map.data !== null && pointed >= 0 && !map.handles.dragging;
    tip.hidden = !seen;
    this.over.toggleAttribute("hidden", !seen);
    if (!seen || !map.data) return;
    const row = map.data.rowOf(pointed);
    const [x, y] = map.toPixels(map.data.at(pointed));
    const index = this.goes(pointed);
    const from = index < 0 ? null : this.pixels[index];
    this.ring.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    this.lead.setAttribute(
      "d",
      from ? `M${from.map(Math.round).join(" ")}L${[x, y].map(Math.round).join(" ")}` : "",
    );
    setText(this.name, map.data.nameOf(row));
    const anchor = this.names[index] ?? `anchor ${index + 1}`;
    setText(
      this.act,
      index < 0 ? `is ${this.names[this.samples.indexOf(row)] ?? "an anchor"}` : `click: ${anchor} goes here`,
    );
    const image = this.images.get(row);
    this.image.canvas.hidden = !image;
    if (image) this.image.show(image.pixels, image.width, image.height);
    const { width, height } = map.size();
    const side = x < width / 2 ? `left: ${x + OFFSET}px` : `right: ${width - x + OFFSET}px`;
    tip.style.cssText = `${side}; ${y < height / 2 ? `top: ${y + OFFSET}px` : `bottom: ${height - y + OFFSET}px`}`;
  }
}
