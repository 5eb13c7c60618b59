// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { guardKeys } from "../../src/interact/host_keys.ts";
import { Claim, magnification } from "../../src/interact/wheel.ts";

describe("keys within a widget", () => {
  let controller: AbortController;
  let button: HTMLButtonElement;
  const reached: string[] = [];

  beforeEach(() => {
    controller = new AbortController();
    document.body.innerHTML = "<div><button></button></div>";
    guardKeys(document.body.firstElementChild as HTMLElement, controller.signal);
    button = document.querySelector("button")!;
    reached.length = 0;
    document.addEventListener("keydown", ({ key }) => reached.push(key), { signal: controller.signal });
  });

  afterEach(() => controller.abort());

  const press = (key: string, more: KeyboardEventInit = {}) =>
    button.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...more }));

  test.each(["x", "d", "m", "b", "0", "Z", "Enter", "Escape", "ArrowUp", " ", "Tab"])(
    "%s stays within",
    (key) => {
      press(key);
      press(key.toUpperCase(), { shiftKey: key !== "Enter" });
      expect(reached).toEqual([]);
      expect(button.hasAttribute("data-lm-suppress-shortcuts")).toBe(true);
    },
  );

  test.each([
    ["Backspace", { ctrlKey: true }],
    ["M", { ctrlKey: true, shiftKey: true }],
    ["_", { ctrlKey: true, shiftKey: true }],
    ["ArrowUp", { ctrlKey: true, shiftKey: true }],
    ["ArrowDown", { altKey: true }],
    ["a", { metaKey: true }],
  ])("%s with %o would change cells", (key, more) => {
    press(key, more);
    expect(reached).toEqual([]);
  });

  test.each([
    ["s", { ctrlKey: true }],
    ["s", { metaKey: true }],
    ["b", { ctrlKey: true }],
    ["C", { ctrlKey: true, shiftKey: true }],
    ["Enter", { shiftKey: true }],
    ["Enter", { ctrlKey: true }],
    ["1", { altKey: true }],
    ["F11", {}],
  ])("%s with %o is the host's", (key, more) => {
    press("x");
    press(key, more);
    expect(reached).toEqual([key]);
    expect(button.hasAttribute("data-lm-suppress-shortcuts")).toBe(false);
  });

  test("elsewhere keys are not touched, and here not after the widget is gone", () => {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "x", bubbles: true }));
    expect(reached).toEqual(["x"]);
    controller.abort();
    press("d");
    expect(button.hasAttribute("data-lm-suppress-shortcuts")).toBe(false);
  });
});

describe("the wheel over a canvas", () => {
  let controller: AbortController;
  let stage: HTMLElement;
  let claim: Claim;

  beforeEach(() => {
    vi.useFakeTimers();
    controller = new AbortController();
    stage = document.createElement("div");
    claim = new Claim(stage, controller.signal);
  });

  afterEach(() => {
    controller.abort();
    vi.useRealTimers();
  });

  const wheel = (more: WheelEventInit = {}) => claim.takes(new WheelEvent("wheel", { deltaY: 100, ...more }));
  const hinting = () => stage.classList.contains("sw-hinting");

  test("scrolls the page, and a hint says for a while how it would zoom", () => {
    expect(wheel()).toBe(false);
    expect(hinting()).toBe(true);
    vi.advanceTimersByTime(5000);
    expect(hinting()).toBe(false);
  });

  test.each(["pointerdown", "focusin"])("is the canvas's after %s, until the pointer leaves", (type) => {
    wheel();
    stage.dispatchEvent(new Event(type));
    expect(wheel()).toBe(true);
    expect(hinting()).toBe(false);
    stage.dispatchEvent(new Event("pointerleave"));
    expect(wheel()).toBe(false);
  });

  test("is given back by Escape, and is the canvas's with Ctrl or Cmd in any case", () => {
    stage.dispatchEvent(new Event("pointerdown"));
    stage.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    expect(wheel()).toBe(false);
    expect(wheel({ ctrlKey: true })).toBe(true);
    expect(wheel({ metaKey: true })).toBe(true);
  });

  test("zooms as far with Ctrl as without, and faster for two fingers on a trackpad", () => {
    const turn = (deltaY: number, more: WheelEventInit = {}) =>
      magnification(new WheelEvent("wheel", { deltaY, ...more }));
    expect(turn(-100, { ctrlKey: true })).toBe(turn(-100));
    expect(turn(-100)).toBeGreaterThan(0);
    expect(turn(-3, { ctrlKey: true })).toBe(10 * turn(-3));
    expect(turn(3, { deltaMode: 1 })).toBeLessThan(0);
  });
});
