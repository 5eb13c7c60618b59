// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeModel } from "../../harness/model.ts";
import { element } from "../../src/dom/element.ts";
import { fullScreen } from "../../src/frame/full_screen.ts";
import { heightHandle } from "../../src/frame/height_handle.ts";
import { Link } from "../../src/frame/link.ts";

let controller: AbortController;
let model: FakeModel<{ height: number }>;
let handle: HTMLElement;

beforeEach(() => {
  controller = new AbortController();
  model = new FakeModel({ height: 480 });
  handle = heightHandle(new Link(model, controller.signal));
  document.body.append(handle);
});
afterEach(() => {
  controller.abort();
  document.body.replaceChildren();
});

const pointer = (type: string, y: number) =>
  Object.assign(new Event(type, { bubbles: true }), { button: 0, pointerId: 1, clientY: y });

test("a hand makes the picture taller, and no smaller than can be used; a double click brings it back", () => {
  handle.dispatchEvent(pointer("pointerdown", 500));
  window.dispatchEvent(pointer("pointermove", 620));
  expect([model.get("height"), handle.getAttribute("aria-valuenow")]).toEqual([600, "600"]);
  window.dispatchEvent(pointer("pointermove", -5000));
  expect(model.get("height")).toBe(120);
  window.dispatchEvent(pointer("pointerup", 0));
  window.dispatchEvent(pointer("pointermove", 620));
  expect(model.get("height")).toBe(120);
  handle.dispatchEvent(new Event("dblclick"));
  expect(model.get("height")).toBe(480);
});

test("so do the arrow keys", () => {
  const press = (key: string) => handle.dispatchEvent(new KeyboardEvent("keydown", { key }));
  press("ArrowDown");
  expect(model.get("height")).toBe(500);
  press("ArrowUp");
  press("ArrowUp");
  expect(model.get("height")).toBe(460);
});

test("a button and a key fill the screen and leave it, where a page may", async () => {
  const [root, canvas] = [element("div"), element("div", { tabindex: 0 })];
  let filled: Element | null = null;
  const change = () => document.dispatchEvent(new Event("fullscreenchange"));
  const set = (which: Element | null) => {
    filled = which;
    change();
    return Promise.resolve();
  };
  Object.defineProperties(document, {
    fullscreenEnabled: { configurable: true, value: true },
    fullscreenElement: { configurable: true, get: () => filled },
    exitFullscreen: { configurable: true, value: () => set(null) },
  });
  root.requestFullscreen = () => set(root);
  const button = fullScreen(root, canvas, controller.signal);
  button.click();
  expect([filled, button.title]).toEqual([root, "Leave full screen (F, Escape)"]);
  canvas.dispatchEvent(new KeyboardEvent("keydown", { key: "f" }));
  expect([filled, button.title]).toEqual([null, "Full screen (F)"]);
  Object.defineProperty(document, "fullscreenEnabled", { configurable: true, value: false });
  expect(fullScreen(root, canvas, controller.signal).hidden).toBe(true);
});
