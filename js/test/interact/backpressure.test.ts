import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Backpressure } from "../../src/interact/backpressure.ts";

const controller = new AbortController();
let sent: number[];
let gestures: Backpressure;
const offer = (seq: number) => gestures.offer(seq, () => sent.push(seq));

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  gestures = new Backpressure(controller.signal);
});

afterEach(() => {
  vi.useRealTimers();
});

test("while an answer is awaited only the newest message is kept", () => {
  for (const seq of [1, 2, 3, 4]) offer(seq);
  expect(sent).toEqual([1]);
  gestures.answered(1);
  expect(sent).toEqual([1, 4]);
  gestures.answered(4);
  offer(5);
  expect(sent).toEqual([1, 4, 5]);
});

test("an answer to an earlier message is not waited for", () => {
  offer(7);
  gestures.answered(6);
  offer(8);
  expect(sent).toEqual([7]);
  gestures.answered(9);
  expect(sent).toEqual([7, 8]);
});

test("an answer that does not come is given up", () => {
  offer(1);
  offer(2);
  vi.advanceTimersByTime(60_000);
  expect(sent).toEqual([1, 2]);
  vi.advanceTimersByTime(60_000);
  offer(3);
  expect(sent).toEqual([1, 2, 3]);
});

test("what nobody will answer is not waited for", () => {
  offer(1);
  offer(2);
  gestures.abandon();
  expect(sent).toEqual([1, 2]);
  gestures.abandon();
  offer(3);
  expect(sent).toEqual([1, 2, 3]);
});
