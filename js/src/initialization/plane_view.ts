import { type Size, toPixels, toSlice } from "../canvas/box.ts";
import { FittedCanvas } from "../canvas/fitted_canvas.ts";
import { scaleOf } from "../canvas/scale.ts";
import { readTheme, type Theme } from "../canvas/theme.ts";
import type { DotStyle } from "../color/points.ts";
import { element, setText } from "../dom/element.ts";
import { drawDots } from "../raster/marks.ts";
import { PlaneAxes } from "../slice/plane_axes.ts";
import type { Point } from "../wire/wire.ts";
import type { PlanePicture } from "./plane_picture.ts";
import { PointHand } from "./point_hand.ts";
import type { PointSet } from "./point_set.ts";

/** Neither a line's color nor one of the ramp's, on light and on dark. */
const DATA_POINT: DotStyle = { core: [0.9, 0.33, 0.05], rim: [1, 1, 1], radius: 4.5, margin: 1.25 };
const SELECTED: DotStyle = { core: [0.9, 0.33, 0.05], rim: [0.08, 0.08, 0.11], radius: 7, margin: 2 };

/** One network's picture of the plane, with the data points on it, which a hand may move. */
export class PlaneView {
  readonly root: HTMLElement;
  readonly stage: HTMLElement;
  private readonly canvas: FittedCanvas;
  private readonly axes = new PlaneAxes();
  private readonly note = element("span", { class: "sw-muted" });
  private readonly edge = element("div", { class: "sw-badge", hidden: true }, "Points stay in the window");
  private picture: PlanePicture | null = null;
  private image: ImageData | null = null;
  /** What the image is of; null where it has to be drawn anew. */
  private drawn: string | null = null;
  private theme: Theme;

  /** `changed` is told when something has to be drawn. */
  constructor(
    readonly name: string,
    private readonly points: PointSet,
    private readonly changed: () => void,
    signal: AbortSignal,
  ) {
    this.stage = element(
      "div",
      { class: "sw-stage sw-plane", role: "application", tabindex: 0 },
      this.axes.root,
      this.edge,
      element("div", { class: "sw-progress" }),
    );
    const caption = element(
      "div",
      { class: "sw-plane-caption" },
      element("span", { class: "sw-label" }, name),
      this.note,
    );
    this.root = element("div", { class: "sw-plane-view" }, caption, this.stage);
    this.axes.setNames(["x₁", "x₂"]);
    this.theme = readTheme(this.stage);
    this.canvas = new FittedCanvas(this.stage, () => this.restart(), signal);
    new PointHand(this.stage, this, points, signal);
  }

  toPixels(point: Point): Point {
    return toPixels(this.points.window, point, this.size);
  }

  toPlane(pixel: Point): Point {
    return toSlice(this.points.window, pixel, this.size);
  }

  pixelOf({ clientX, clientY }: MouseEvent): Point {
    const frame = this.stage.getBoundingClientRect();
    const scale = scaleOf(this.stage);
    return [(clientX - frame.left) / scale, (clientY - frame.top) / scale];
  }

  /** Nothing has come yet. */
  get blank(): boolean {
    return this.picture === null;
  }

  get largest(): number {
    return this.picture?.largest ?? 0;
  }

  setPicture(picture: PlanePicture | null): void {
    this.picture = picture;
    setText(this.note, picture?.words ?? "");
    this.restart();
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    this.restart();
  }

  /** Draws, with densities up to `top`. */
  draw(layer: number, top: number): void {
    const { canvas, picture, points, theme } = this;
    const { width, height, size } = canvas;
    this.edge.hidden = !points.atEdge;
    this.describe(layer);
    this.axes.layout(points.window, size);
    // An opaque canvas is black from when its context is asked for.
    if (!picture || size.width === 0) return;
    const context = canvas.element.getContext("2d", { alpha: false });
    if (!context) return;
    const wanted = `${layer} ${top}`;
    if (this.drawn !== wanted || this.image?.width !== width || this.image.height !== height) {
      this.image = context.createImageData(width, height);
      const pixels = { width, height, data: new Int32Array(this.image.data.buffer) };
      picture.draw(pixels, { layer, top, theme, ratio: canvas.ratio });
      this.drawn = wanted;
    }
    context.putImageData(this.image, 0, 0);
    const centers = points.points.flatMap((point) => this.toPixels(point).map((c) => c * canvas.ratio));
    drawDots(context, Float32Array.from(centers), DATA_POINT, canvas.ratio);
    const chosen = centers.slice(2 * points.selected, 2 * points.selected + 2);
    if (points.selected >= 0) drawDots(context, Float32Array.from(chosen), SELECTED, canvas.ratio);
  }

  private get size(): Size {
    return this.canvas.size;
  }

  private describe(layer: number): void {
    const { points, selected } = this.points;
    const at = points[selected];
    const which = at
      ? ` Point ${selected + 1} at ${at.map((c) => c.toFixed(2)).join(", ")} is selected.`
      : "";
    const label = `${this.name}: layer ${layer}, ${this.picture?.words ?? "nothing yet"}, ${points.length} data points.${which}`;
    if (this.stage.getAttribute("aria-label") !== label) this.stage.setAttribute("aria-label", label);
  }

  /** Everything has to be drawn anew. */
  restart(): void {
    this.drawn = null;
    this.changed();
  }
}
