// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { guardTouch } from "../../src/interact/long_press.ts";
import { RestingPointer } from "../../src/interact/resting_pointer.ts";

let controller: AbortController;
let stage: HTMLElement;
const pointed = vi.fn();
const left = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetAllMocks();
  controller = new AbortController();
  document.body.innerHTML = "<div><p></p><button data-own-gesture></button></div>";
  stage = document.body.firstElementChild as HTMLElement;
  new RestingPointer(stage, { pointed, left }, controller.signal);
});

afterEach(() => {
  controller.abort();
  vi.useRealTimers();
});

function touch(type: string, [clientX, clientY] = [10, 20], more = {}, target: Element = stage) {
  const event = new MouseEvent(type, { clientX, clientY, bubbles: true, cancelable: true });
  target.dispatchEvent(Object.assign(event, { pointerType: "touch", isPrimary: true, ...more }));
  return event;
}
const wait = () => vi.advanceTimersByTime(600);

test("points at what is under the finger, also after it is lifted, until the next touch", () => {
  touch("pointerdown");
  expect(pointed).not.toHaveBeenCalled();
  wait();
  expect(pointed).toHaveBeenCalledExactlyOnceWith([10, 20]);
  touch("pointerup");
  touch("pointerleave");
  expect(left).not.toHaveBeenCalled();
  touch("pointerdown", [50, 50]);
  expect(left).toHaveBeenCalledOnce();
});

test.each([
  ["a tap", () => touch("pointerup")],
  ["a swipe", () => touch("pointermove", [10, 40])],
  ["a scroll of the page", () => touch("pointercancel")],
  ["a pinch", () => touch("pointerdown", [80, 80], { isPrimary: false })],
  ["a widget that is gone", () => controller.abort()],
])("%s is none", (_, happens) => {
  touch("pointerdown");
  happens();
  wait();
  expect(pointed).not.toHaveBeenCalled();
});

test("a finger that trembles is still", () => {
  touch("pointerdown");
  touch("pointermove", [13, 22]);
  wait();
  expect(pointed).toHaveBeenCalledOnce();
});

test("a mouse and a star have none", () => {
  touch("pointerdown", [10, 20], { pointerType: "mouse" });
  touch("pointerdown", [10, 20], {}, stage.lastElementChild as Element);
  wait();
  expect(pointed).not.toHaveBeenCalled();
});

test("selects nothing, and the next tap does again", () => {
  const clicked = vi.fn();
  stage.addEventListener("click", clicked);
  touch("pointerdown");
  wait();
  touch("click", [10, 20], {}, stage.firstElementChild as Element);
  expect(clicked).not.toHaveBeenCalled();
  touch("pointerdown");
  touch("click");
  expect(clicked).toHaveBeenCalledOnce();
});

test("the host's menu opens by a right click, and not by a finger", () => {
  const opened = vi.fn();
  document.addEventListener("contextmenu", opened, { signal: controller.signal });
  guardTouch(stage, controller.signal);
  expect(touch("contextmenu").defaultPrevented).toBe(true);
  expect(opened).not.toHaveBeenCalled();
  expect(touch("contextmenu", [1, 1], { pointerType: "mouse" }).defaultPrevented).toBe(false);
  expect(opened).toHaveBeenCalledOnce();
});
