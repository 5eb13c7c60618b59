import { afterEach, describe, expect, test } from "vitest";
import { binned, counted } from "../../src/tile_histograms/bins.ts";
import { Histogram, type Range } from "../../src/tile_histograms/histogram.ts";
import { watchForLeaks } from "../leaks.ts";

watchForLeaks();
afterEach(() => document.body.replaceChildren());

describe("bins", () => {
  test("hold each value, and multiples of a step have bins around them", () => {
    const values = Float32Array.from({ length: 200 }, (_, i) => 3 + ((i * i) % 61));
    const { low, width, of, counts } = binned(values, 1);
    expect(counts.length).toBeLessThanOrEqual(24);
    expect([...counts].reduce((sum, count) => sum + count)).toBe(200);
    expect(low).toBe(2.5);
    expect(Number.isInteger(width)).toBe(true);
    values.forEach((value, i) => {
      expect(value).toBeGreaterThan(low + of[i] * width);
      expect(value).toBeLessThan(low + (of[i] + 1) * width);
    });
  });

  test("are there where all values are one, and where there are none", () => {
    expect([...binned(new Float32Array([2, 2, 2])).counts].reduce((sum, count) => sum + count)).toBe(3);
    expect(binned(new Float32Array(0), 1).of).toHaveLength(0);
  });

  test("count some of the tiles", () => {
    expect([...counted(Uint32Array.of(0, 1, 1, 2), [1, 2, 3], 3)]).toEqual([0, 2, 1]);
  });
});

describe("a histogram", () => {
  test("is swept over by keys, within its bins, and Escape lets go", () => {
    const controller = new AbortController();
    const told: (Range | null)[] = [];
    const histogram = new Histogram("Sides", (range) => told.push(range), controller.signal);
    document.body.append(histogram.root);
    histogram.set({ low: 2.5, width: 1, counts: [4, 2, 1], step: 1 }, [1, 0, 0], null);
    const chart = histogram.root.querySelector<HTMLElement>(".sw-chart") as HTMLElement;
    const press = (key: string, shiftKey = false) =>
      chart.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
    press("ArrowRight");
    press("ArrowRight");
    press("ArrowRight", true);
    press("ArrowRight", true);
    press("ArrowLeft");
    press("Escape");
    expect(told).toEqual([[0, 0], [1, 1], [1, 2], [1, 2], [0, 0], null]);
    histogram.set({ low: 2.5, width: 1, counts: [4, 2, 1], step: 1 }, [], [0, 1]);
    expect(histogram.root.textContent).toContain("3 to 4: 6");
    controller.abort();
  });
});
