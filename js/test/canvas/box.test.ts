import { describe, expect, test } from "vitest";
import {
  between,
  enclose,
  gestured,
  panned,
  place,
  toPixels,
  toSlice,
  zoomed,
  zoomLimits,
} from "../../src/canvas/box.ts";
import type { Box } from "../../src/wire/wire.ts";

const size = { width: 800, height: 400 };
const box: Box = [-1, 3, -2, 0];

describe("windows and pixels", () => {
  test("pixels count from the top left, v upwards", () => {
    expect(toPixels(box, [-1, 0], size)).toEqual([0, 0]);
    expect(toPixels(box, [3, -2], size)).toEqual([800, 400]);
    expect(toSlice(box, [400, 100], size)).toEqual([1, -0.5]);
  });

  test("enclose enlarges about the center and never cuts", () => {
    expect(enclose([0, 1, 0, 1], 2)).toEqual([-0.5, 1.5, 0, 1]);
    expect(enclose([0, 4, 0, 1], 2)).toEqual([0, 4, -0.5, 1.5]);
    expect(enclose(box, 2)).toBe(box);
  });

  test("a gesture keeps the point under the hand", () => {
    // Magnified twice about pixel (200, 100), then moved by (30, -10).
    const gesture = { k: 2, x: -200 + 30, y: -100 - 10 };
    const seen = gestured(box, gesture, size);
    const before = toSlice(box, [200, 100], size);
    const after = toPixels(seen, before, size);
    expect(after[0]).toBeCloseTo(230, 9);
    expect(after[1]).toBeCloseTo(90, 9);
    expect(seen[1] - seen[0]).toBeCloseTo(2, 12);
  });

  test("the identity gesture changes nothing", () => {
    expect(gestured(box, { k: 1, x: 0, y: 0 }, size)).toEqual(box);
  });

  test("forty gestures inwards keep their aim to a fraction of a pixel", () => {
    let view: Box = box;
    const aim = toSlice(box, [500, 300], size);
    for (let i = 0; i < 40; i++) {
      const [x, y] = toPixels(view, aim, size);
      view = gestured(view, { k: 2, x: -x, y: -y }, size);
    }
    expect(view[1] - view[0]).toBeLessThan(1e-11);
    const [x, y] = toPixels(view, aim, size);
    expect(Math.abs(x - 500)).toBeLessThan(1);
    expect(Math.abs(y - 300)).toBeLessThan(1);
  });

  test("a picture of width 1e-9 is placed without jitter", () => {
    const window: Box = [0.3, 0.3 + 1e-9, -0.7, -0.7 + 1e-9];
    const view: Box = [0.3 + 2.5e-10, 0.3 + 7.5e-10, -0.7 + 2.5e-10, -0.7 + 7.5e-10];
    const { scale, offset } = place(window, view);
    expect(scale[0]).toBeCloseTo(2, 5);
    expect(offset[0]).toBeCloseTo(-0.5, 5);
    expect(scale[1]).toBeCloseTo(2, 5);
    expect(offset[1]).toBeCloseTo(-0.5, 5);
  });

  test("zoom and pan are relative to the window", () => {
    expect(zoomed(box, 2)).toEqual([0, 2, -1.5, -0.5]);
    expect(panned(box, 0.25, -0.5)).toEqual([0, 4, -3, -1]);
  });

  test("between windows sizes change by equal factors and the fixed point stays", () => {
    const [a, b]: [Box, Box] = [
      [0, 8, 0, 4],
      [0, 2, 0, 1],
    ];
    expect(between(a, b, 0)).toBe(a);
    expect(between(a, b, 1)).toBe(b);
    const middle = between(a, b, 0.5);
    expect(middle[0]).toBe(0);
    expect(middle[1]).toBeCloseTo(4, 12);
  });

  test("zoom ends before float64 does", () => {
    expect(zoomLimits([0, 1, 0, 1])[1]).toBeGreaterThan(1e9);
    expect(zoomLimits([1, 1 + 1e-13, 1, 1 + 1e-13])[1]).toBe(1);
  });
});
