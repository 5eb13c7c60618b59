import { enclose, type Size, toSlice } from "../canvas/box.ts";
import { FittedCanvas } from "../canvas/fitted_canvas.ts";
import { DENSITY_RAMP } from "../chrome/density_bar.ts";
import { FactsTip } from "../chrome/facts_tip.ts";
import { format, formatCount } from "../color/numbers.ts";
import { RAMP_SIZE, rampTexels } from "../color/ramps.ts";
import { element, setText } from "../dom/element.ts";
import { RestingPointer } from "../interact/resting_pointer.ts";
import type { Box, Point } from "../wire/wire.ts";
import { Axes } from "./axes.ts";
import { Density } from "./density.ts";
import { Dots } from "./dots.ts";

const TEXELS = new Uint32Array(rampTexels(DENSITY_RAMP).buffer);

/** The density of points in the plane, with the points themselves on it. */
export class DensityView {
  readonly root: HTMLElement;
  /** The picture itself, below its caption. */
  readonly host: HTMLElement;
  /** On the right of the caption. */
  readonly tools = element("span", { class: "sw-view-tools" });
  readonly axes = new Axes();
  /** The largest density there is. */
  largest = 0;
  private readonly canvas: FittedCanvas;
  private readonly field = document.createElement("canvas");
  private readonly dots = new Dots();
  private readonly name: string;
  private readonly tip: FactsTip;
  private readonly pointer: RestingPointer;
  private readonly note = element("span", { class: "sw-muted" });
  private bounds: Box = [-1, 1, -1, 1];
  private window: Box = this.bounds;
  private density = new Density(this.window, this.bounds);
  /** How the points were drawn that are on the screen; null for not at all. */
  private shown: { readonly top: number; readonly dotted: boolean } | null = null;
  private points: Float32Array = new Float32Array(0);
  private chosen: Uint32Array = new Uint32Array(0);

  /** `resized` is told when everything has to be drawn again. */
  constructor(
    name: string,
    private readonly resized: () => void,
    signal: AbortSignal,
  ) {
    const label = element("span", { class: "sw-label" }, name);
    this.name = name.toLowerCase();
    this.host = element("div", { class: "sw-stage sw-density", role: "img" });
    this.canvas = new FittedCanvas(this.host, () => this.layout(), signal);
    this.host.append(this.axes.root, element("div", { class: "sw-progress" }));
    const caption = element("div", { class: "sw-view-caption" }, label, this.note, this.tools);
    this.root = element("div", { class: "sw-view" }, caption, this.host);
    this.tip = new FactsTip(this.host, [], signal);
    const events = { pointed: (pixel: Point) => this.tell(pixel), left: () => this.tip.set(null) };
    this.pointer = new RestingPointer(this.host, events, signal);
  }

  setBounds(bounds: Box): void {
    this.bounds = bounds;
    this.layout();
  }

  /** Shows these of the points, (N, 2). */
  setPoints(points: Float32Array, chosen: Uint32Array, note: string): void {
    this.points = points;
    this.chosen = chosen;
    this.largest = this.density.count(points, chosen);
    this.shown = null;
    setText(this.note, note);
  }

  /** Draws; `top` is the density that has the last color of the ramp, whose places go with its square root. */
  draw(top: number, dotted: boolean): void {
    const { canvas, density, field, dots, shown } = this;
    if (shown?.top === top && shown.dotted === dotted) return;
    const context = canvas.size.width > 0 ? canvas.element.getContext("2d", { alpha: false }) : null;
    const painter = context && field.getContext("2d");
    if (!context || !painter) return;
    this.shown = { top, dotted };
    this.pointer.refresh();
    const [x0, x1, y0, y1] = this.window.map((value) => format(value));
    const words = `Density of the ${this.name}, ${formatCount(this.chosen.length)} points, at most ${format(this.largest)}.`;
    this.host.setAttribute("aria-label", `${words} Window: ${x0} to ${x1} across, ${y0} to ${y1} up.`);
    const image = painter.createImageData(density.columns, density.rows);
    shade(density.values, top, new Uint32Array(image.data.buffer));
    painter.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = true;
    context.drawImage(field, 0, 0, canvas.width, canvas.height);
    if (!dotted) return;
    const { points, chosen, window } = this;
    if (dots.draw(points, chosen, window, canvas.width, canvas.height, canvas.ratio))
      context.drawImage(dots.canvas, 0, 0);
  }

  /** What is known of a place. */
  private tell(pixel: Point): void {
    const { size } = this.canvas;
    if (size.width === 0 || this.chosen.length === 0) return;
    const point = toSlice(this.window, pixel, size);
    const density = this.density.at(...point);
    const share = `${format((100 * density) / (this.largest || 1))}\u2009%`;
    this.tip.set({
      point,
      rows: [
        [`Density of the ${this.name}`, format(density)],
        ["of its largest", share],
      ],
    });
  }

  private layout(): void {
    const { size } = this.canvas;
    this.window = windowOf(this.bounds, size);
    this.density = new Density(this.window, this.bounds);
    Object.assign(this.field, { width: this.density.columns, height: this.density.rows });
    this.largest = this.density.count(this.points, this.chosen);
    this.shown = null;
    this.axes.setWindow(this.window, size);
    this.resized();
  }
}

/** Areas are compared by eye, so that both axes have the same scale. */
function windowOf(bounds: Box, { width, height }: Size): Box {
  return width > 0 && height > 0 ? enclose(bounds, width / height) : bounds;
}

function shade(values: Float32Array, top: number, pixels: Uint32Array): void {
  const gain = (RAMP_SIZE - 1) / Math.sqrt(top || 1);
  for (let i = 0; i < values.length; i++)
    pixels[i] = TEXELS[Math.min(RAMP_SIZE - 1, Math.round(gain * Math.sqrt(values[i])))];
}
