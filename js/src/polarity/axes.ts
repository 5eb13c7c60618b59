import { type Size, toPixels } from "../canvas/box.ts";
import { formatTicks } from "../color/numbers.ts";
import { linearTicks } from "../color/ticks.ts";
import { element } from "../dom/element.ts";
import type { Box } from "../wire/wire.ts";

/** Ticks so near to a corner, in CSS pixels, would run into others or into the names there. */
const CORNER = 24;
const DIGIT = 7;

/** The two dimensions along the lower and the left side of a picture: round numbers, and a name each. */
export class Axes {
  readonly root = element("div", { class: "sw-plane-axes", "aria-hidden": "true" });
  private names: readonly [string, string] = ["", ""];
  private window: Box = [0, 1, 0, 1];
  private size: Size = { width: 0, height: 0 };

  setNames(names: readonly [string, string]): void {
    this.names = names;
    this.draw();
  }

  setWindow(window: Box, size: Size): void {
    this.window = window;
    this.size = size;
    this.draw();
  }

  private draw(): void {
    const { names, window, size } = this;
    if (size.width === 0) return;
    const [x0, x1, y0, y1] = window;
    const across = ticks(
      x0,
      x1,
      (value) => toPixels(window, [value, y0], size)[0],
      size.width - DIGIT * names[0].length,
    );
    const up = ticks(y0, y1, (value) => toPixels(window, [x0, value], size)[1], size.height);
    this.root.replaceChildren(
      ...across.map(({ text, at }) => place("sw-across", text, "left", at)),
      ...up.map(({ text, at }) => place("sw-up", text, "top", at)),
      element("span", { class: "sw-across sw-plane-name" }, names[0]),
      element("span", { class: "sw-up sw-plane-name" }, names[1]),
    );
  }
}

function ticks(lo: number, hi: number, place: (value: number) => number, length: number) {
  const values = linearTicks(lo, hi);
  const texts = formatTicks(values);
  return values
    .map((value, i) => ({ text: texts[i], at: place(value) }))
    .filter(({ at }) => at >= CORNER && at <= length - CORNER);
}

function place(className: string, text: string, side: "left" | "top", at: number): HTMLElement {
  const node = element("span", { class: `${className} sw-plane-tick` }, text);
  node.style[side] = `${at.toFixed(1)}px`;
  return node;
}
