import { type Size, toPixels, toSlice } from "../canvas/box.ts";
import { scaleOf } from "../canvas/scale.ts";
import { formatTicks } from "../color/numbers.ts";
import { linearTicks, logTicks } from "../color/ticks.ts";
import { element, svg } from "../dom/element.ts";
import type { Box, Point } from "../wire/wire.ts";

/** Ticks so near to a corner, in CSS pixels, would run into those of the other side. */
const CORNER = 18;

/** A window of the plane in CSS pixels of its own: a grid with round numbers, and drawings on it in the same pixels. */
export class Plane {
  readonly root: HTMLElement;
  /** What is drawn above the grid. */
  readonly drawing = svg("g", {});
  private readonly grid = svg("g", { class: "sw-chart-grid" });
  private readonly numbers = element("div", { class: "sw-chart-numbers", "aria-hidden": "true" });
  private readonly picture: SVGElement;
  /** Heights are counts: whole, from 0 on; and so are places across. */
  counting = { up: false, across: false };
  private window: Box = [0, 1, 0, 1];
  private size: Size = { width: 0, height: 0 };

  /** `laidOut` is told whenever pixels have changed; `logarithmic` heights are logarithms to base 10. */
  constructor(
    label: string,
    private readonly laidOut: () => void,
    signal: AbortSignal,
    private readonly logarithmic = false,
  ) {
    this.picture = svg("svg", { role: "img", "aria-label": label }, this.grid, this.drawing);
    this.root = element("div", { class: "sw-chart" }, this.picture, this.numbers);
    const observer = new ResizeObserver(() => this.resize());
    observer.observe(this.root);
    signal.addEventListener("abort", () => observer.disconnect(), { once: true });
  }

  describe(label: string): void {
    if (this.picture.getAttribute("aria-label") !== label) this.picture.setAttribute("aria-label", label);
  }

  get bounds(): Box {
    return this.window;
  }

  /** Whether there are any pixels. */
  get seen(): boolean {
    return this.size.width > 0 && this.size.height > 0;
  }

  setWindow(window: Box): void {
    const same = this.window.every((side, i) => side === window[i]);
    this.window = window;
    if (!this.resize() && !same) this.draw();
  }

  toPixels(point: Point): Point {
    return toPixels(this.window, point, this.size);
  }

  fromPixels(pixel: Point): Point {
    return toSlice(this.window, pixel, this.size);
  }

  /** Pixels of the plane where a pointer is. */
  pixelsOf(event: MouseEvent): Point {
    const { left, top } = this.root.getBoundingClientRect();
    const scale = scaleOf(this.root);
    return [(event.clientX - left) / scale, (event.clientY - top) / scale];
  }

  /** The nearest pixel within the plane. */
  inside([x, y]: Point): Point {
    const { width, height } = this.size;
    return [Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y))];
  }

  /** A path through points, in pixels. */
  path(points: Iterable<Point>): string {
    return Array.from(points, (point, i) => {
      const [x, y] = this.toPixels(point).map((pixel) => clamped(pixel).toFixed(2));
      return `${i === 0 ? "M" : "L"}${x} ${y}`;
    }).join("");
  }

  private resize(): boolean {
    const { clientWidth: width, clientHeight: height } = this.root;
    if (width === this.size.width && height === this.size.height) return false;
    this.size = { width, height };
    this.draw();
    return true;
  }

  private draw(): void {
    if (!this.seen) return;
    const [x0, x1, y0, y1] = this.window;
    const { width, height } = this.size;
    const { counting } = this;
    const across = linearTicks(x0, x1).filter((x) => !counting.across || isCount(x));
    const upwards = this.logarithmic ? logTicks(10 ** y0, 10 ** y1) : linearTicks(y0, y1);
    const up = upwards.filter((y) => !counting.up || isCount(y));
    const heights = this.logarithmic ? up.map(Math.log10) : up;
    const lines: SVGElement[] = [];
    const texts: HTMLElement[] = [];
    formatTicks(across).forEach((text, i) => {
      const [x] = this.toPixels([across[i], y0]);
      lines.push(line(across[i] === 0, { x1: x, x2: x, y1: 0, y2: height }));
      if (x > CORNER && x < width - CORNER) texts.push(number("sw-chart-across", text, "left", x));
    });
    formatTicks(up).forEach((text, i) => {
      const [, y] = this.toPixels([x0, heights[i]]);
      lines.push(line(heights[i] === 0 && !this.logarithmic, { x1: 0, x2: width, y1: y, y2: y }));
      if (y > CORNER && y < height - CORNER) texts.push(number("sw-chart-up", text, "top", y));
    });
    this.grid.replaceChildren(...lines);
    this.numbers.replaceChildren(...texts);
    this.laidOut();
  }
}

/** A browser draws nothing of a path with coordinates beyond single precision. */
const FAR = 1e6;

function clamped(pixel: number): number {
  return Number.isFinite(pixel) ? Math.max(-FAR, Math.min(FAR, pixel)) : FAR;
}

function isCount(tick: number): boolean {
  return Number.isInteger(tick) && tick >= 0;
}

function line(axis: boolean, ends: Record<string, number>): SVGElement {
  return svg("line", { ...ends, class: axis ? "sw-chart-axis" : null });
}

function number(className: string, text: string, side: "left" | "top", at: number): HTMLElement {
  const node = element("span", { class: className }, text);
  node.style[side] = `${at.toFixed(1)}px`;
  return node;
}
