import { type Size, toPixels, zoomed } from "../canvas/box.ts";
import { FittedCanvas } from "../canvas/fitted_canvas.ts";
import { Frames } from "../canvas/frames.ts";
import { EVERYTHING, type Showing } from "../canvas/screen.ts";
import { cssColor, type Theme } from "../canvas/theme.ts";
import { DATA_HALO } from "../color/points.ts";
import { element, svg } from "../dom/element.ts";
import type { MapData } from "../scatter/map_data.ts";
import { extremes } from "../scatter/point_grid.ts";
import { PointLayer } from "../scatter/point_layer.ts";
import type { Box, Point } from "../wire/wire.ts";
import { AnchorLabels } from "./anchor_labels.ts";
import { type HandleEvents, type HandleFrame, Handles, stars } from "./handles.ts";
import { keyboard } from "./keyboard.ts";
import { MapHand, type MapHandEvents } from "./map_hand.ts";
import { axisNames, scaleBar } from "./plane_axes.ts";
import { Viewport } from "./viewport.ts";
import { zoomPan } from "./zoom_pan.ts";

const MARGIN = 0.06; // of the data's extent, so that no point sits on the frame
const MOST_NAMED = 20; // names of more classes hide the points

/** All data in two dimensions, with the anchors as handles on it. */
export class DataMap implements HandleFrame {
  readonly root = element("div", { class: "sw-map", tabindex: 0, role: "application" });
  readonly handles: Handles;
  readonly hand: MapHand;
  data: MapData | null = null;
  private readonly canvas: FittedCanvas;
  private readonly layer: PointLayer;
  private readonly frames: Frames;
  private readonly viewport: Viewport;
  private readonly scales = svg("svg", { class: "sw-scales", "aria-hidden": "true" });
  private readonly labels = new AnchorLabels();
  private theme: Theme | null = null;
  private showing = EVERYTHING;

  constructor(events: MapHandEvents, signal: AbortSignal) {
    this.frames = new Frames(() => this.draw(), signal);
    this.layer = new PointLayer(() => this.frames.invalidate(), signal);
    this.viewport = new Viewport({ moved: () => this.moved(), wanted: () => {} }, signal);
    this.canvas = new FittedCanvas(this.root, (size) => this.viewport.resize(size), signal);
    this.root.append(this.scales, this.labels.root);
    const held: HandleEvents = {
      aimed: (index, at, other) => this.hand.aim(index, at, other),
      moved: (index, at, done) => this.hand.moved(index, at, done),
      grabbed: (index) => this.hand.choose(index),
      laidOut: (pixels) => {
        this.labels.layout(pixels, this.size());
        this.hand.layout(pixels);
      },
    };
    this.handles = new Handles(this.root, stars("Anchor on the map"), this, held, signal);
    this.hand = new MapHand(this, events, signal);
    zoomPan(this.root, this.viewport, () => this.size(), signal);
    const middle = (): Point => [this.size().width / 2, this.size().height / 2];
    const keys = {
      select: () => this.hand.take(this.hand.at(middle(), Number.POSITIVE_INFINITY)),
      clear: () => this.hand.choose(null),
      neighbour: () => {},
    };
    keyboard(this.root, this.viewport, keys, signal);
  }

  setData(data: MapData | null): void {
    this.data = data;
    this.hand.leave();
    if (!data) return;
    const [x0, x1] = extremes(data.points, 0);
    const [y0, y1] = extremes(data.points, 1);
    const whole: Box = [x0, x1 > x0 ? x1 : x0 + 1, y0, y1 > y0 ? y1 : y0 + 1];
    this.viewport.arrived(zoomed(whole, 1 / (1 + 2 * MARGIN)));
    this.color();
    const how = "Arrow keys move the window, plus and minus zoom. Enter takes the sample in the middle.";
    this.root.setAttribute("aria-label", `${data.words} ${how}`);
    this.moved();
  }

  /** The stars bear the same names as on the slice, and the samples' that they are. */
  setAnchors(
    points: readonly Point[],
    names: readonly string[],
    samples: readonly number[],
    seq: number | null,
  ): void {
    const short = names.map((name, i) => (samples[i] >= 0 ? `${name} #${samples[i]}` : name));
    this.labels.setAnchors(points, short, null);
    this.hand.setAnchors(points, names, samples);
    this.handles.setPoints(points, seq);
    this.handles.setNames(
      names.map((name, i) => [name, this.data?.nameOf(samples[i])].filter(Boolean).join(", ")),
    );
  }

  setShowing(showing: Showing): void {
    this.showing = showing;
    this.color();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.color();
  }

  shows(index: number): boolean {
    return (
      this.data !== null && (this.data.names.length === 0 || this.showing.classes(this.data.labels[index]))
    );
  }

  size(): Size {
    return this.canvas.size;
  }

  toPixels(point: Point): Point {
    return this.viewport.toPixels(point);
  }

  fromPixels(pixel: Point): Point {
    return this.viewport.toSlice(pixel);
  }

  private moved(): void {
    this.layer.move();
    this.handles.layout();
    this.hand.refresh();
    this.measure();
    this.frames.invalidate();
  }

  private measure(): void {
    const [{ box }, size] = [this.viewport, this.size()];
    if (!this.data || size.width === 0) return;
    this.scales.replaceChildren(...scaleBar(box, size), ...axisNames(this.data.axes, size));
  }

  private color(): void {
    const { data, theme } = this;
    if (!data || !theme) return;
    this.layer.set(data, data.colors(theme, this.showing), theme.dark ? [1, 1, 1] : DATA_HALO);
    this.frames.invalidate();
  }

  private draw(): boolean {
    const { canvas, data, theme } = this;
    const context = canvas.size.width > 0 ? canvas.element.getContext("2d") : null;
    if (!data || !theme || !context) return false;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (!this.layer.draw(context, this.viewport.box, canvas.ratio)) this.frames.invalidate();
    context.scale(canvas.ratio, canvas.ratio);
    this.drawNames(context, data, theme);
    return true;
  }

  /** Each class is named where most of it is: no legend to look up. */
  private drawNames(context: CanvasRenderingContext2D, data: MapData, theme: Theme): void {
    if (data.names.length > MOST_NAMED) return;
    context.font = `600 12px ${getComputedStyle(this.root).fontFamily}`;
    Object.assign(context, { textAlign: "center", textBaseline: "middle", lineJoin: "round", lineWidth: 4 });
    context.strokeStyle = cssColor(theme.background, 0.85);
    context.fillStyle = cssColor(theme.foreground);
    data.names.forEach((name, index) => {
      const middle = this.showing.classes(index) ? data.middles[index] : null;
      if (!middle) return;
      const [x, y] = toPixels(this.viewport.box, middle, this.size());
      context.strokeText(name, x, y);
      context.fillText(name, x, y);
    });
  }
}
