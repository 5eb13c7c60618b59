import { scaleOf } from "../canvas/scale.ts";
import { EVERYTHING, type Showing } from "../canvas/screen.ts";
import { cssColor, type Theme } from "../canvas/theme.ts";
import { formatCount } from "../color/numbers.ts";
import { classColor } from "../color/palette.ts";
import { DATA_HALO } from "../color/points.ts";
import { element, setText, svg } from "../dom/element.ts";
import { decode } from "../wire/decode.ts";
import { type Maybe, type Point, present, type WireMap } from "../wire/wire.ts";
import { AnchorLabels } from "./anchor_labels.ts";
import { type HandleEvents, type HandleFrame, Handles, stars } from "./handles.ts";
import { scaleBar } from "./plane_axes.ts";

const MARGIN = 0.06; // of the data's extent, so that no point sits on the frame

/** All data in two dimensions, with the anchors as handles on it. */
export class DataMap implements HandleFrame {
  readonly root: HTMLElement;
  readonly handles: Handles;
  private readonly box = element("div", { class: "sw-map" });
  private readonly canvas = element("canvas", { role: "img" });
  private readonly across = element("span");
  private readonly ruler = svg("svg", { class: "sw-scales", "aria-hidden": "true" });
  private readonly labels = new AnchorLabels();
  private readonly observer: ResizeObserver;
  private data: { points: Float32Array; labels: Uint8Array; names: readonly string[] } | null = null;
  /** The map coordinates at the middle, and CSS pixels per unit. */
  private center: Point = [0, 0];
  private extent: Point = [1, 1];
  private theme: Theme | null = null;
  private showing = EVERYTHING;
  /** In CSS pixels. Asking the page for it on every move would lay out the whole notebook anew. */
  private measured = { width: 0, height: 0 };

  constructor(events: HandleEvents, signal: AbortSignal) {
    this.box.append(this.canvas, this.ruler, this.labels.root);
    this.root = element(
      "section",
      { class: "sw-section sw-map-section", role: "group", hidden: true, "aria-label": "Map of the data" },
      element(
        "div",
        { class: "sw-heading" },
        element("span", { class: "sw-label" }, "Data map"),
        this.across,
      ),
      this.box,
    );
    this.across.className = "sw-muted";
    const laidOut = (pixels: readonly Point[]) => this.labels.layout(pixels, this.measured);
    this.handles = new Handles(this.box, stars("Anchor on the map"), this, { ...events, laidOut }, signal);
    this.observer = new ResizeObserver(() => {
      this.measured = { width: this.box.clientWidth, height: this.box.clientHeight };
      this.draw();
    });
    this.observer.observe(this.box);
    signal.addEventListener("abort", () => this.observer.disconnect(), { once: true });
  }

  setMap(map: Maybe<WireMap>): void {
    this.root.hidden = !present(map);
    if (!present(map)) return;
    const points = decode(map.points, ["float32", "float64"]);
    this.data = {
      points: Float32Array.from(points),
      labels: Uint8Array.from(decode(map.labels, ["uint8", "int32", "uint16"])),
      names: map.names,
    };
    const [x0, x1] = extremes(points, 0);
    const [y0, y1] = extremes(points, 1);
    this.center = [(x0 + x1) / 2, (y0 + y1) / 2];
    this.extent = [(x1 - x0) * (1 + 2 * MARGIN) || 1, (y1 - y0) * (1 + 2 * MARGIN) || 1];
    setText(this.across, map.axes.join("  ×  "));
    const words = `${formatCount(points.length / 2)} data on ${map.axes.join(" and ")}: ${map.names.join(", ")}`;
    this.canvas.setAttribute("aria-label", words);
    this.draw();
  }

  /** The stars bear the same names as on the slice. */
  setAnchors(points: readonly Point[], names: readonly string[], seq: number | null): void {
    this.labels.setAnchors(points, names, null);
    this.handles.setPoints(points, seq);
    this.handles.setNames(names);
  }

  setShowing(showing: Showing): void {
    this.showing = showing;
    this.draw();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.draw();
  }

  size(): { width: number; height: number } {
    return this.measured;
  }

  /** CSS pixels per map unit: equal on both axes, for distances on a map are meant to be compared. */
  private get scale(): number {
    const { width, height } = this.size();
    return Math.min(width / this.extent[0], height / this.extent[1]) || 1;
  }

  toPixels([x, y]: Point): Point {
    const { width, height } = this.size();
    return [width / 2 + (x - this.center[0]) * this.scale, height / 2 - (y - this.center[1]) * this.scale];
  }

  fromPixels([x, y]: Point): Point {
    const { width, height } = this.size();
    return [this.center[0] + (x - width / 2) / this.scale, this.center[1] - (y - height / 2) / this.scale];
  }

  private draw(): void {
    const { width, height } = this.size();
    const context = width > 0 ? this.canvas.getContext("2d") : null;
    if (!this.data || !this.theme || !context) return;
    const ratio = (window.devicePixelRatio || 1) * scaleOf(this.box);
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    context.scale(ratio, ratio);
    this.drawPoints(context);
    this.drawNames(context, this.theme);
    this.ruler.replaceChildren(
      ...scaleBar([0, width / this.scale, 0, height / this.scale], { width, height }),
    );
    this.handles.layout();
  }

  private drawPoints(context: CanvasRenderingContext2D): void {
    const { points, labels } = this.data!;
    const count = labels.length;
    // A few dozen points may be bold; thousands must let each other show.
    const radius = Math.max(1.25, Math.min(3, 60 / Math.sqrt(count)));
    context.strokeStyle = cssColor(DATA_HALO, 0.6);
    context.lineWidth = 0.5;
    context.globalAlpha = Math.max(0.35, Math.min(0.9, 20 / Math.sqrt(count)));
    for (let i = 0; i < count; i++) {
      if (!this.showing.classes(labels[i])) continue;
      const [x, y] = this.toPixels([points[2 * i], points[2 * i + 1]]);
      context.fillStyle = cssColor(classColor(labels[i]));
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fill();
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  /** Each class is named where most of it is: no legend to look up. */
  private drawNames(context: CanvasRenderingContext2D, theme: Theme): void {
    const { points, labels, names } = this.data!;
    context.font = `600 12px ${getComputedStyle(this.box).fontFamily}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 4;
    context.strokeStyle = cssColor(theme.background, 0.85);
    context.fillStyle = cssColor(theme.foreground);
    names.forEach((name, index) => {
      const middle = this.showing.classes(index) ? medianOf(points, labels, index) : null;
      if (!middle) return;
      const [x, y] = this.toPixels(middle);
      context.strokeText(name, x, y);
      context.fillText(name, x, y);
    });
  }
}

function extremes(points: ArrayLike<number>, axis: 0 | 1): [number, number] {
  let [lo, hi] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = axis; i < points.length; i += 2) {
    lo = Math.min(lo, points[i]);
    hi = Math.max(hi, points[i]);
  }
  return lo <= hi ? [lo, hi] : [0, 1];
}

/** The median of a class, coordinate by coordinate: unlike the mean it stays inside the crowd. */
function medianOf(points: Float32Array, labels: Uint8Array, label: number): Point | null {
  const [xs, ys]: [number[], number[]] = [[], []];
  labels.forEach((other, i) => {
    if (other !== label) return;
    xs.push(points[2 * i]);
    ys.push(points[2 * i + 1]);
  });
  if (xs.length === 0) return null;
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  return [median(xs), median(ys)];
}
