import { describe, expect, test } from "vitest";
import { Random } from "../../harness/random.ts";
import { Density } from "../../src/polarity/density.ts";
import { scatter } from "../../src/polarity/dots.ts";
import { seated } from "../../src/polarity/picture_grid.ts";
import type { Box } from "../../src/wire/wire.ts";

const all = (points: Float32Array) => Uint32Array.from({ length: points.length / 2 }, (_, i) => i);

/** Area of a bin, and the sum of the densities times it: the share of the points that is in the window. */
function mass(density: Density, [x0, x1, y0, y1]: Box): number {
  const bin = ((x1 - x0) * (y1 - y0)) / (density.columns * density.rows);
  return density.values.reduce((sum, value) => sum + value, 0) * bin;
}

describe("the density", () => {
  const bounds: Box = [-2, 2, -1, 1];

  test("has the mass of the points in the window, however it is divided into bins", () => {
    const random = new Random(1);
    const points = Float32Array.from({ length: 4000 }, () => 0.2 * random.normal());
    points.set([50, 50, -7, 0], 0); // two of 2000 are outside
    for (const window of [bounds, [-3, 3, -3, 3], [-2, 30, -9, 1]] as Box[]) {
      const density = new Density(window, bounds);
      density.count(points, all(points));
      expect(mass(density, window)).toBeCloseTo(1998 / 2000, 4);
    }
  });

  test("is told at a place: largest where the points are, and none beyond the window", () => {
    const density = new Density(bounds, bounds);
    const largest = density.count(Float32Array.from([1.5, -0.75]), Uint32Array.of(0));
    const bin = 4 / density.columns;
    expect(density.at(1.5 + bin / 4, -0.75 - bin / 4)).toBe(largest);
    expect([density.at(-1.5, -0.75), density.at(1.5, 0.75)]).toEqual([0, 0]);
    for (const [x, y] of [
      [-3, 0],
      [3, 0],
      [0, -2],
      [0, 2],
    ])
      expect(density.at(x, y)).toBe(0);
  });

  test("of even points is even, one over the area, at the same height for every pool", () => {
    const points: number[] = [];
    for (let x = 0; x < 400; x++)
      for (let y = 0; y < 200; y++) points.push(-2 + (x + 0.5) / 100, -1 + (y + 0.5) / 100);
    const density = new Density(bounds, bounds);
    density.count(Float32Array.from(points), all(Float32Array.from(points)));
    const middle =
      density.values[Math.floor(density.rows / 2) * density.columns + Math.floor(density.columns / 2)];
    expect(middle).toBeCloseTo(1 / 8, 2);
  });

  test("of one point is a round hill around it, y up", () => {
    const density = new Density([-1, 1, -1, 1], [-1, 1, -1, 1]);
    const largest = density.count(Float32Array.of(0.5025, 0.7525), Uint32Array.of(0));
    const at = (column: number, row: number) => density.values[row * density.columns + column];
    const [column, row] = [Math.floor(0.75125 * density.columns), Math.floor(0.12375 * density.rows)];
    expect(at(column, row)).toBeCloseTo(largest, 5);
    for (const d of [1, 3, 5]) {
      expect(at(column + d, row)).toBeCloseTo(at(column, row + d), 5);
      expect(at(column - d, row)).toBeCloseTo(at(column + d, row), 5);
      expect(at(column + d, row)).toBeLessThan(at(column + d - 1, row));
    }
  });
});

describe("dots", () => {
  test("are squares where the points are, y up, and darker where two lie on each other", () => {
    const pixels = new Uint32Array(100);
    const points = Float32Array.of(0.15, 0.85, 0.15, 0.85, 0.75, 0.25, 5, 5);
    scatter(pixels, 10, 10, 1, points, Uint32Array.of(0, 1, 2, 3), [0, 1, 0, 1]);
    const alphas = Array.from(pixels, (pixel) => pixel >>> 24);
    expect(alphas.flatMap((alpha, i) => (alpha > 0 ? [i] : []))).toEqual([11, 77]);
    expect(alphas[11]).toBeGreaterThan(alphas[77]);
    expect(alphas[11]).toBeLessThan(255);
  });
});

describe("pictures", () => {
  test("that stay drawn stay where they are", () => {
    const before = seated([], Uint32Array.of(3, 5, 7, 9));
    const after = seated(before, Uint32Array.of(3, 6, 9, 5));
    expect([...after].sort()).toEqual([3, 5, 6, 9]);
    for (const image of [3, 5, 9]) expect(after.indexOf(image)).toBe(before.indexOf(image));
  });

  test("that are drawn twice have two places, and places go with the pictures", () => {
    expect([...seated([4, 4, 1], Uint32Array.of(4, 1, 1))].sort()).toEqual([1, 1, 4]);
    expect(seated([4, 4, 1], Uint32Array.of(4, 1, 1))[2]).toBe(1);
    expect(seated([1, 2, 3], Uint32Array.of(2))).toEqual([2]);
  });
});
