import { describe, expect, test } from "vitest";
import { Random } from "../../harness/random.ts";
import { PointGrid } from "../../src/scatter/point_grid.ts";
import type { Point } from "../../src/wire/wire.ts";

const next = new Random(7).uniform;

function scattered(count: number, at: () => Point): Float32Array {
  const points = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) points.set(at(), 2 * i);
  return points;
}

const CROWDS: Record<string, Float32Array> = {
  even: scattered(500, () => [next(), next()]),
  "on a line": scattered(200, () => [next(), 3]),
  equal: scattered(50, () => [1, 1]),
  "with an outlier": scattered(300, () => (next() < 0.01 ? [1e6, -1e6] : [next(), next()])),
  one: Float32Array.of(0.5, 0.25),
};

describe.each(Object.entries(CROWDS))("points that are %s", (_, points) => {
  const grid = new PointGrid(points);
  const away = ([x, y]: Point, i: number) => (points[2 * i] - x) ** 2 + (points[2 * i + 1] - y) ** 2;
  const all = [...Array(points.length / 2).keys()];
  const odd = (i: number) => i % 2 === 1 || points.length === 2;

  test("the nearest is that of a search through all", () => {
    for (let k = 0; k < 100; k++) {
      const at: Point = [4 * next() - 1.5, 4 * next() - 1.5];
      const least = Math.min(...all.filter(odd).map((i) => away(at, i)));
      const found = grid.nearest(at, odd);
      expect(odd(found)).toBe(true);
      expect(away(at, found)).toBe(least);
      const within = Math.sqrt(least);
      expect(grid.nearest(at, odd, within * 0.99)).toBe(-1);
      expect(away(at, grid.nearest(at, odd, within * 1.01))).toBe(least);
    }
  });

  test("the next in a direction is the nearest of those that lie that way", () => {
    for (const direction of [
      [1, 0],
      [0, -1],
    ] as Point[]) {
      const at: Point = [next(), next()];
      const ahead = all.filter((i) => {
        const [x, y] = [points[2 * i] - at[0], points[2 * i + 1] - at[1]];
        const along = x * direction[0] + y * direction[1];
        return along > 0 && Math.abs(x * direction[1] - y * direction[0]) <= along;
      });
      const found = grid.next(at, direction, () => true);
      if (ahead.length === 0) expect(found).toBe(-1);
      else expect(away(at, found)).toBe(Math.min(...ahead.map((i) => away(at, i))));
    }
  });
});

test("of no points none is the nearest", () => {
  expect(new PointGrid(new Float32Array(0)).nearest([0, 0], () => true)).toBe(-1);
});
