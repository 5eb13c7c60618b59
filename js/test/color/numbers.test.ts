import { describe, expect, test } from "vitest";
import { format, formatCount, formatTicks } from "../../src/color/numbers.ts";
import { linearTicks, logTicks, normalize } from "../../src/color/ticks.ts";

describe("numbers", () => {
  test.each([
    [0, "0"],
    [1, "1"],
    [-0.5, "−0.5"],
    [2.7193, "2.72"],
    [0.001234, "0.00123"],
    [0.00001234, "1.23\u2009×\u200910⁻⁵"],
    [0.0001, "10⁻⁴"],
    [12345, "12\u2009300"],
    [999999, "1\u2009000\u2009000"],
    [99999999, "10⁸"],
    [-1.5e12, "−1.5\u2009×\u200910¹²"],
    [Number.NaN, "–"],
    [Number.POSITIVE_INFINITY, "∞"],
  ])("%d reads %s", (value, text) => {
    expect(format(value)).toBe(text);
  });

  test("counts keep every digit", () => {
    expect(formatCount(0)).toBe("0");
    expect(formatCount(12345)).toBe("12\u2009345");
    expect(formatCount(1234567)).toBe("1\u2009234\u2009567");
  });

  test("the ticks of one scale share one form", () => {
    expect(formatTicks([1e-4, 1e-3, 1e-2])).toEqual(["10⁻⁴", "10⁻³", "10⁻²"]);
    expect(formatTicks([0, 5, 10])).toEqual(["0", "5", "10"]);
  });
});

describe("ticks", () => {
  test.each([
    [0, 1],
    [0.13, 0.94],
    [-3, 17],
    [1e-9, 7e-9],
    [12345, 54321],
  ])("linear from %d to %d: round, inside, two to five", (lo, hi) => {
    const ticks = linearTicks(lo, hi);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.length).toBeLessThanOrEqual(5);
    for (const tick of ticks) {
      expect(tick).toBeGreaterThanOrEqual(lo);
      expect(tick).toBeLessThanOrEqual(hi);
    }
  });

  test("linear ticks carry no dust", () => {
    expect(linearTicks(0, 1)).toEqual([0, 0.5, 1]);
    expect(linearTicks(0.05, 0.35)).toEqual([0.1, 0.2, 0.3]);
  });

  test.each([
    [1e-6, 1e2],
    [1e-3, 1],
    [0.7, 30],
    [2, 5],
    [1, 1.3],
  ])("logarithmic from %d to %d: inside, two to five", (lo, hi) => {
    const ticks = logTicks(lo, hi);
    expect(ticks.length).toBeGreaterThanOrEqual(2);
    expect(ticks.length).toBeLessThanOrEqual(5);
    for (const tick of ticks) {
      expect(tick).toBeGreaterThanOrEqual(lo * 0.999);
      expect(tick).toBeLessThanOrEqual(hi * 1.001);
    }
  });

  test("a constant or broken range does not hang", () => {
    expect(linearTicks(2, 2)).toEqual([2]);
    expect(linearTicks(Number.NaN, Number.NaN)).toEqual([]);
    expect(logTicks(0, 1)).toEqual(linearTicks(0, 1));
  });

  test("places on the scale", () => {
    expect(normalize(10, [1, 100], true)).toBeCloseTo(0.5, 12);
    expect(normalize(10, [0, 40], false)).toBe(0.25);
  });
});
