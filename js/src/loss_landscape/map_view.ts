import { type Size, toPixels, toSlice } from "../canvas/box.ts";
import { FittedCanvas } from "../canvas/fitted_canvas.ts";
import { Frames } from "../canvas/frames.ts";
import { RAMP_SIZE, rampTexels } from "../color/ramps.ts";
import { element, svg } from "../dom/element.ts";
import { listenToKeys } from "../interact/keyboard.ts";
import { RestingPointer } from "../interact/resting_pointer.ts";
import { drawDots, drawHalo } from "../raster/marks.ts";
import { PlaneAxes } from "../slice/plane_axes.ts";
import type { Box, Point } from "../wire/wire.ts";
import { fromShares, type Landscape } from "./landscape.ts";
import type { Dots, Marks } from "./marks.ts";
import type { ViewEvents } from "./surface_view.ts";

const UNIT: Box = [0, 1, 0, 1];
/** An arrow key moves the crosshair by this share of the window, and with Shift by five times as much. */
const STEP = 0.01;

/** A landscape from above: colors, level lines, and what is marked on it. */
export class MapView {
  readonly root: HTMLElement;
  private readonly canvas: FittedCanvas;
  private readonly frames: Frames;
  private readonly axes = new PlaneAxes();
  private readonly cross = svg("path", { d: "M-9 0H9M0-9V9", class: "sw-landscape-cross" });
  private landscape: Landscape | null = null;
  private marks: Marks = { lines: [], dots: [] };
  private moving: readonly Dots[] = [];
  private texels = rampTexels("viridis");
  private fill: { readonly key: string; readonly image: ImageData } | null = null;
  private ramp = "viridis";
  /** What keys point at, in shares of the window. */
  private at: Point = [0.5, 0.5];

  constructor(
    private readonly events: ViewEvents,
    signal: AbortSignal,
  ) {
    const crossing = svg("svg", { class: "sw-landscape-crossing", "aria-hidden": "true" }, this.cross);
    this.root = element(
      "div",
      { class: "sw-stage sw-landscape-map", tabindex: 0, role: "application" },
      this.axes.root,
      crossing,
    );
    this.axes.setNames(["u", "v"]);
    this.frames = new Frames(() => this.draw(), signal);
    this.canvas = new FittedCanvas(this.root, () => this.frames.invalidate(), signal);
    const place = (pixel: Point) => this.placeOf(pixel);
    const pointer = new RestingPointer(
      this.root,
      { pointed: (pixel) => events.pointed(place(pixel)), left: () => events.pointed(null) },
      signal,
    );
    const click = (event: MouseEvent) => {
      const at = place(pointer.pixelOf(event));
      if (at) events.clicked(at);
    };
    this.root.addEventListener("click", click, { signal });
    this.listenToKeys(signal);
  }

  set(landscape: Landscape, ramp: string, words: string): void {
    this.landscape = landscape;
    if (ramp !== this.ramp) this.texels = rampTexels(ramp);
    this.ramp = ramp;
    const label = `${words} Arrow keys move a crosshair, Enter lets the marble go there.`;
    if (this.root.getAttribute("aria-label") !== label) this.root.setAttribute("aria-label", label);
    this.frames.invalidate();
  }

  setMarks(marks: Marks, moving: readonly Dots[]): void {
    this.marks = marks;
    this.moving = moving;
    this.frames.invalidate();
  }

  private listenToKeys(signal: AbortSignal): void {
    const go = (du: number, dv: number) => (event: KeyboardEvent) => {
      const by = event.shiftKey ? 5 * STEP : STEP;
      this.at = [within(this.at[0] + by * du), within(this.at[1] + by * dv)];
      this.frames.invalidate();
      this.tell((at) => this.events.pointed(at));
    };
    const release = () => this.tell((at) => this.events.clicked(at));
    listenToKeys(
      this.root,
      {
        ArrowLeft: go(-1, 0),
        ArrowRight: go(1, 0),
        ArrowUp: go(0, 1),
        ArrowDown: go(0, -1),
        Enter: release,
        " ": release,
      },
      signal,
    );
  }

  private tell(told: (at: Point) => void): void {
    if (this.landscape) told(fromShares(this.at, this.landscape.window));
  }

  private placeOf(pixel: Point): Point | null {
    const { landscape } = this;
    const { size } = this.canvas;
    if (landscape === null || size.width === 0) return null;
    const share = toSlice(UNIT, pixel, size);
    return share.every((c) => c >= 0 && c <= 1) ? fromShares(share, landscape.window) : null;
  }

  private draw(): boolean {
    const { landscape, canvas, marks, moving } = this;
    const { width, height, size, ratio } = canvas;
    if (landscape === null || size.width === 0) return false;
    this.axes.layout(landscape.window, size);
    const [x, y] = toPixels(UNIT, this.at, size);
    this.cross.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
    const context = canvas.element.getContext("2d");
    if (!context) return false;
    const key = [landscape.id, width, height, this.ramp].join(" ");
    if (this.fill?.key !== key) {
      const image = context.createImageData(width, height);
      paint(image, landscape, new Int32Array(this.texels.slice().buffer));
      this.fill = { key, image };
    }
    context.putImageData(this.fill.image, 0, 0);
    for (const { ends, style } of marks.lines)
      drawHalo(context, onCanvas(ends, { width, height }), style, ratio);
    for (const { positions, style } of [...marks.dots, ...moving])
      drawDots(context, onCanvas(positions, { width, height }), style, ratio);
    this.root.dataset.frames = String(this.frames.count + 1);
    return true;
  }
}

function within(share: number): number {
  return Math.max(0, Math.min(1, share));
}

/** Device pixels of places (n, 3), without their heights. */
function onCanvas(places: Float32Array, { width, height }: Size): Float32Array {
  const pixels = new Float32Array((2 * places.length) / 3);
  for (let i = 0; i < places.length / 3; i++) {
    pixels[2 * i] = places[3 * i] * width;
    pixels[2 * i + 1] = (1 - places[3 * i + 1]) * height;
  }
  return pixels;
}

/** Colors by the height between the points of the grid; holes stay transparent. */
function paint(image: ImageData, { columns, rows, heights }: Landscape, texels: Int32Array): void {
  const pixels = new Int32Array(image.data.buffer);
  const across = cellsOf(columns, image.width);
  const up = cellsOf(rows, image.height);
  for (let y = 0; y < image.height; y++) {
    const [row, share] = up[image.height - 1 - y];
    for (let x = 0; x < image.width; x++) {
      const [column, along] = across[x];
      const first = row * columns.length + column;
      const above = first + columns.length;
      const lower = (1 - along) * heights[first] + along * heights[first + 1];
      const upper = (1 - along) * heights[above] + along * heights[above + 1];
      const height = (1 - share) * lower + share * upper;
      if (!Number.isNaN(height)) pixels[y * image.width + x] = texels[Math.round(height * (RAMP_SIZE - 1))];
    }
  }
}

/** For the middle of each pixel, from the lower left, the interval it lies in and where in it, from 0 to 1. */
function cellsOf(ticks: Float32Array, pixels: number): [cell: number, share: number][] {
  let cell = 0;
  return Array.from({ length: pixels }, (_, pixel) => {
    const at = (pixel + 0.5) / pixels;
    while (cell < ticks.length - 2 && at > ticks[cell + 1]) cell += 1;
    return [cell, Math.max(0, Math.min(1, (at - ticks[cell]) / (ticks[cell + 1] - ticks[cell])))];
  });
}
