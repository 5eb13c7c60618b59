import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drawWithin } from "../../src/canvas/frame_share.ts";

let now = 0;
let frame = 0;

beforeEach(() => {
  now = 1000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  Object.defineProperty(document, "timeline", {
    configurable: true,
    get: () => ({ currentTime: frame }),
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  Reflect.deleteProperty(document, "timeline");
});

/** Draws without an end, in steps of some ms; tells how long. */
function drawn(first: boolean, step = 1): number {
  const began = now;
  drawWithin(first, () => {
    now += step;
    return true;
  });
  return now - began;
}

test("canvases of a page share the time of a frame, and each has some", () => {
  frame += 1;
  const alone = drawn(false);
  const others = Array.from({ length: 9 }, () => drawn(false));
  expect(alone).toBeGreaterThanOrEqual(20);
  expect(Math.min(...others)).toBeGreaterThan(0);
  expect(others.reduce((sum, ms) => sum + ms)).toBeLessThan(alone);
  frame += 1;
  expect(drawn(false)).toBe(alone);
});

test("what a hand is at has all the time, whoever was before it", () => {
  frame += 1;
  const alone = drawn(true);
  frame += 1;
  drawn(false);
  expect(drawn(true)).toBe(alone);
});

test("it ends when all is done", () => {
  frame += 1;
  let left = 3;
  drawWithin(false, () => --left > 0);
  expect(left).toBe(0);
});
