import { afterEach, vi } from "vitest";
import { encode } from "../harness/encode.ts";
import type { Widgets } from "../src/frame/part.ts";
import widget from "../src/playground.ts";
import type { PlaygroundTraits, WireExamples } from "../src/wire/wire.ts";
import { play } from "./recorded.ts";

/** The pad's width and height, in pixels; its window is 4 wide, so that 50 pixels are 1. */
export const SIZE = 200;

export const TWO_POINTS: WireExamples = {
  points: encode(Float32Array.of(0, 0, 1, 1), 2, 2),
  values: encode(Float32Array.of(0, 1)),
  names: ["left", "right"],
  window: [-2, 2, -2, 2],
};

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

/** A playground on the page, with two points that are easily hit. */
export function mountPlayground(traits: Partial<PlaygroundTraits> = {}, widgets?: Widgets) {
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(SIZE);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(SIZE);
  const model = play<PlaygroundTraits>("playground", { _examples: TWO_POINTS, ...traits });
  const el = document.createElement("div");
  document.body.append(el);
  const remove = widget.render({ model, el, host: widgets });
  window.dispatchEvent(new Event("resize")); // sizes are observed, and nothing observes here
  const find = <E extends HTMLElement>(selector: string) => el.querySelector<E>(selector) as E;
  const button = (title: string) => find<HTMLButtonElement>(`button[title^="${title}"]`);
  return { model, el, remove, find, button };
}

/** A key that is pressed on an element; false when it is taken. */
export function press(target: Element, key: string, more: KeyboardEventInit = {}): boolean {
  return target.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }),
  );
}
