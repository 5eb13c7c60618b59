import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchSight } from "../../src/canvas/sight.ts";
import { WebglCanvas } from "../../src/webgl/webgl_canvas.ts";

let report: (seen: boolean) => void = () => {};
let watching = 0;
let gone: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  gone = new AbortController();
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(callback: (entries: { isIntersecting: boolean }[]) => void) {
        report = (isIntersecting) => callback([{ isIntersecting }]);
      }
      observe() {
        watching += 1;
      }
      disconnect() {
        watching -= 1;
      }
    },
  );
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
});

afterEach(() => {
  gone.abort();
  expect(watching).toBe(0);
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("what comes in sight is told at once, what leaves it after a while", () => {
  const seen = vi.fn();
  watchSight(document.body, seen, gone.signal);
  report(true);
  report(false);
  vi.advanceTimersByTime(500);
  report(true); // it was back in time
  vi.advanceTimersByTime(5000);
  expect(seen.mock.calls).toEqual([[true], [true]]);
  report(false);
  vi.advanceTimersByTime(5000);
  expect(seen.mock.calls).toEqual([[true], [true], [false]]);
  report(false);
  gone.abort();
  vi.advanceTimersByTime(5000);
  expect(seen).toHaveBeenCalledTimes(3);
});

test("a canvas has a graphics context in sight only, and another canvas each time", () => {
  const asked: HTMLCanvasElement[] = [];
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(function (this: HTMLCanvasElement) {
    if (this.isConnected) asked.push(this);
    return null;
  });
  const host = document.createElement("div");
  document.body.append(host);
  const restored = vi.fn();
  const events = { resized() {}, lost() {}, restored };
  const canvas = new WebglCanvas(host, false, () => "scene", events, gone.signal);
  expect([canvas.resting, asked.length]).toEqual([true, 0]);
  report(true);
  report(true);
  expect([canvas.resting, asked.length, restored.mock.calls.length]).toEqual([false, 1, 1]);
  report(false);
  vi.advanceTimersByTime(5000);
  expect(canvas.resting).toBe(true);
  report(true);
  expect(asked).toHaveLength(2);
  expect(asked[0]).not.toBe(asked[1]);
  expect(host.querySelectorAll("canvas")).toHaveLength(1);
  gone.abort();
  expect(host.querySelector("canvas")).toBeNull();
});
