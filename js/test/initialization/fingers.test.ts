import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Point } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { CLUSTER, mount, SIDE } from "./mounted_initialization.ts";

const leaks = watchForLeaks();
const FREE: Point = [-2, -2];

beforeEach(() => {
  vi.useFakeTimers();
  for (const name of ["clientWidth", "clientHeight", "offsetWidth"] as const)
    vi.spyOn(HTMLElement.prototype, name, "get").mockReturnValue(SIDE);
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, SIDE, SIDE));
});

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

function shown() {
  const all = mount();
  window.dispatchEvent(new Event("resize"));
  vi.advanceTimersByTime(100);
  return all;
}

test("a finger scrolls the page but on a point; a tap adds, a long press deletes", () => {
  const { model, drag, pointer, stages, remove } = shown();
  const prevented = () => {
    const event = new Event("touchstart", { bubbles: true, cancelable: true });
    stages[2].dispatchEvent(event);
    return event.defaultPrevented;
  };
  pointer("pointerdown", FREE, "touch");
  expect(prevented()).toBe(false);
  pointer("pointercancel", FREE, "touch");
  expect(model.get("points").length).toBe(CLUSTER.length);
  drag([FREE], "touch");
  expect(model.get("points").length).toBe(CLUSTER.length + 1);
  pointer("pointerdown", FREE, "touch");
  expect(prevented()).toBe(true);
  vi.advanceTimersByTime(1000);
  pointer("pointerup", FREE, "touch");
  vi.advanceTimersByTime(50);
  expect(model.get("points")).toEqual(CLUSTER);
  remove();
  expect([leaks.listeners(), vi.getTimerCount()]).toEqual([[], 0]);
});

test("a finger that is held first draws, and the page stays", () => {
  const { model, pointer, stages } = shown();
  const prevented = (type: string) => {
    const event = new Event(type, { bubbles: true, cancelable: true });
    stages[2].dispatchEvent(event);
    return event.defaultPrevented;
  };
  const path: Point[] = [FREE, [FREE[0] + 0.5, FREE[1]], [FREE[0] + 1, FREE[1]], [FREE[0] + 1.1, FREE[1]]];
  pointer("pointerdown", FREE, "touch");
  vi.advanceTimersByTime(400);
  expect(prevented("touchmove")).toBe(false);
  vi.advanceTimersByTime(200);
  expect(prevented("touchmove")).toBe(true);
  for (const point of path.slice(1)) pointer("pointermove", point, "touch");
  pointer("pointerup", path[3], "touch");
  vi.advanceTimersByTime(50);
  const drawn = model.get("points").slice(CLUSTER.length);
  // No two nearer to each other than 16 pixels.
  expect(drawn.map((point) => point.map((x) => x.toFixed(4)))).toEqual(
    path.slice(0, 3).map((point) => point.map((x) => x.toFixed(4))),
  );
  expect(prevented("touchmove")).toBe(false);
  // One that moves at once is the page's.
  pointer("pointerdown", FREE, "touch");
  pointer("pointermove", [FREE[0] + 1, FREE[1]], "touch");
  vi.advanceTimersByTime(1000);
  pointer("pointercancel", [FREE[0] + 1, FREE[1]], "touch");
  vi.advanceTimersByTime(50);
  expect(model.get("points").length).toBe(CLUSTER.length + 3);
});
