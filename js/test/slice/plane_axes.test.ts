import { describe, expect, test } from "vitest";
import { toPixels } from "../../src/canvas/box.ts";
import { formatEven } from "../../src/color/numbers.ts";
import { evenTicks, roundBelow } from "../../src/color/ticks.ts";
import { PlaneAxes } from "../../src/slice/plane_axes.ts";
import type { Box } from "../../src/wire/wire.ts";

const SIZE = { width: 700, height: 480 };

function laidOut(box: Box, names: readonly string[]): Element {
  const axes = new PlaneAxes();
  axes.setNames(names);
  axes.layout(box, SIZE);
  return axes.root;
}

const read = (text: string) => Number(text.replace("−", "-").replace(/[^-\d.e]/g, ""));

describe("axes", () => {
  const boxes: Box[] = [
    [-4, 6, -3, 3.857],
    [0.51234, 0.51235, -7, -6.999993],
    [-31_000, 42_000, 0, 50_000],
    [1e-3, 3e-3, 1e-3, 2.37e-3],
  ];

  test.each(boxes)("say where a coordinate is, from %s to %s and from %s to %s", (...box) => {
    const texts = [...laidOut(box, ["x", "y"]).querySelectorAll("text")];
    const [across, up] = ["middle", "start"].map((anchor) =>
      texts.filter(
        (node) => node.getAttribute("text-anchor") === anchor && /\d/.test(node.textContent ?? ""),
      ),
    );
    expect(across.length).toBeGreaterThan(2);
    expect(up.length).toBeGreaterThan(1);
    for (const node of across) {
      const [x] = toPixels(box, [read(node.textContent ?? ""), 0], SIZE);
      expect(Number(node.getAttribute("x"))).toBeCloseTo(x, 0);
    }
    for (const node of up) {
      const [, y] = toPixels(box, [0, read(node.textContent ?? "")], SIZE);
      expect(Number(node.getAttribute("y")) - 4).toBeCloseTo(y, 0);
    }
    expect(texts.slice(-2).map((node) => node.textContent)).toEqual(["x", "y"]);
  });

  test("a scale bar stays while it looks as before, and no longer", () => {
    const axes = new PlaneAxes();
    axes.layout([0, 7, 0, 4.8], SIZE);
    const [bar] = axes.root.children;
    axes.layout([1, 8.0001, 2, 6.8], SIZE);
    expect(axes.root.firstChild).toBe(bar);
    axes.layout([1, 8.3, 2, 6.8], SIZE);
    expect(axes.root.firstChild).not.toBe(bar);
    const [longer] = axes.root.children;
    axes.layout([1, 8.3, 2, 6.8], { ...SIZE, height: 300 });
    expect(axes.root.firstChild).not.toBe(longer);
    const [lower] = axes.root.children;
    axes.setNames(["x", "y"]);
    axes.layout([1, 8.3, 2, 6.8], { ...SIZE, height: 300 });
    expect(axes.root.firstChild).not.toBe(lower);
  });

  test("axes follow every move of the window", () => {
    const axes = new PlaneAxes();
    axes.setNames(["x", "y"]);
    axes.layout([0, 7, 0, 4.8], SIZE);
    const [first] = axes.root.children;
    axes.layout([0.001, 7.001, 0, 4.8], SIZE);
    expect(axes.root.firstChild).not.toBe(first);
  });

  test("a scale bar is as long as it says, where coordinates have no names", () => {
    for (const scale of [1e-9, 0.37, 3, 8.2, 1e6]) {
      const box: Box = [0, 7 * scale, 0, 4.8 * scale];
      const root = laidOut(box, []);
      const path = [...root.querySelectorAll("path")].at(-1)?.getAttribute("d") ?? "";
      const pixels = Number(path.match(/h([\d.]+)/)?.[1]);
      const told = roundBelow((140 * 7 * scale) / SIZE.width);
      expect(pixels).toBeCloseTo((told * SIZE.width) / (7 * scale), 6);
      expect(pixels).toBeLessThanOrEqual(140);
      expect(pixels).toBeGreaterThan(140 / 2.6);
      expect(root.querySelector("text")?.textContent).toMatch(
        /^[125].* in input space$|^10|^0\.[0-9]*[125] /,
      );
    }
  });

  test("ticks are even, inside, and written so that each differs from the next", () => {
    for (const [lo, hi] of [
      [-1, 1],
      [0.3, 0.300001],
      [1e6, 1.00001e6],
      [-2e-5, 3e-5],
    ]) {
      const ticks = evenTicks(lo, hi, 6);
      expect(ticks.length).toBeGreaterThan(2);
      expect(ticks.length).toBeLessThan(12);
      expect(Math.min(...ticks)).toBeGreaterThanOrEqual(lo - 1e-9 * (hi - lo));
      expect(Math.max(...ticks)).toBeLessThanOrEqual(hi + 1e-9 * (hi - lo));
      expect(new Set(formatEven(ticks)).size).toBe(ticks.length);
    }
  });
});
