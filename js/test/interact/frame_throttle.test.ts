import { expect, test, vi } from "vitest";
import { FrameThrottle } from "../../src/interact/frame_throttle.ts";

test("of many values a frame the newest is passed on, now if one cannot wait, and none after the end", () => {
  vi.useFakeTimers();
  const taken: number[] = [];
  const controller = new AbortController();
  const newest = new FrameThrottle<number>((value) => taken.push(value), controller.signal);
  newest.offer(1);
  newest.offer(2);
  expect(taken).toEqual([]);
  vi.advanceTimersByTime(20);
  expect(taken).toEqual([2]);
  newest.offer(3);
  expect(newest.flush()).toBe(true);
  vi.advanceTimersByTime(20);
  expect(taken).toEqual([2, 3]);
  newest.offer(4);
  controller.abort();
  vi.advanceTimersByTime(20);
  expect(taken).toEqual([2, 3]);
  vi.useRealTimers();
});
