import { expect, test } from "vitest";
import {
  fromShares,
  inWorld,
  RANGE,
  readLandscape,
  segmentsOf,
  toShares,
} from "../../src/loss_landscape/landscape.ts";
import { marbleAt, marksOf } from "../../src/loss_landscape/marks.ts";
import type { LandscapeTraits, WireSpot } from "../../src/wire/wire.ts";
import { stateOf } from "../recorded.ts";

const NO_WAY = new Float32Array(0);
const [, wire] = stateOf<LandscapeTraits>("landscape")._landscapes;

test("cells with a hole at a corner are left out, and the others lie on the grid", () => {
  const { mesh, cellHeights, heights } = readLandscape(wire);
  // Of 40 x 40 cells, the hole of 5 x 5 points takes 6 x 6.
  expect([mesh.tileCount, cellHeights.length]).toEqual([40 * 40 - 36, 40 * 40 - 36]);
  expect(mesh.positions.slice(0, 2)).toEqual(new Float32Array([-0.5, -0.5]));
  expect(mesh.positions[2]).toBeCloseTo(RANGE * heights[0], 6);
  expect(mesh.positions.slice(-3, -1)).toEqual(new Float32Array([0.5, 0.5]));
  expect(Array.from(mesh.tileVertices.slice(0, 4))).toEqual([0, 1, 42, 41]);
  expect(cellHeights.every((height) => height >= 0 && height <= 1)).toBe(true);
});

test("level lines lie on the facets of the surface", () => {
  const { mesh, contours } = readLandscape(wire);
  const world = inWorld(contours);
  const { positions, tileVertices } = mesh;
  // Each end lies in a cell; there the fan of two triangles is affine on either side of the diagonal.
  const heightAt = (x: number, y: number) => {
    for (let cell = 0; cell < mesh.tileCount; cell++) {
      const corners = Array.from(tileVertices.slice(4 * cell, 4 * cell + 4), (corner) =>
        Array.from(positions.slice(3 * corner, 3 * corner + 3)),
      );
      const [a, b, c, d] = corners;
      const s = (x - a[0]) / (b[0] - a[0]);
      const t = (y - a[1]) / (d[1] - a[1]);
      if (Math.min(s, t) < -1e-4 || Math.max(s, t) > 1 + 1e-4) continue;
      return s >= t
        ? a[2] + s * (b[2] - a[2]) + t * (c[2] - b[2])
        : a[2] + t * (d[2] - a[2]) + s * (c[2] - d[2]);
    }
    return Number.NaN;
  };
  for (let i = 0; i < world.length; i += 3 * 97)
    expect(heightAt(world[i], world[i + 1])).toBeCloseTo(world[i + 2], 4);
});

test("places go to shares of the window and back", () => {
  expect(toShares([1, 5], [0, 4, 5, 6])).toEqual([0.25, 0]);
  expect(fromShares([0.25, 1], [0, 4, 5, 6])).toEqual([1, 6]);
});

test("a path is as many segments as it has steps", () => {
  expect(segmentsOf(Float32Array.from([0, 0, 0, 1, 1, 1, 2, 2, 2]))).toEqual(
    Float32Array.from([0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2]),
  );
  expect([segmentsOf(Float32Array.from([0, 0, 0])).length, segmentsOf(NO_WAY).length]).toEqual([0, 0]);
});

test("marks are those that are shown, and the marble is on its way", () => {
  const spot: WireSpot = { kind: "minimum", at: [-1, 1], height: 0.25, loss: "1", words: "" };
  const landscape = readLandscape({ ...wire, spots: [spot] });
  const of = (parts: Parameters<typeof marksOf>[1], selected = -1) =>
    marksOf(landscape, parts, NO_WAY, selected);
  expect(of([]).lines.map(({ ends }) => ends.length)).toEqual([0]);
  expect(of(["contours"]).lines[0].ends).toBe(landscape.contours);
  const minima = of(["minima"], 0).dots.filter(({ positions }) => positions.length > 0);
  expect(minima.map(({ positions }) => positions)).toEqual([
    Float32Array.from([0, 1, 0.25]),
    Float32Array.from([0, 1, 0.25]),
  ]);
  expect(of(["minima"]).dots.filter(({ positions }) => positions.length > 0).length).toBe(1);
  expect(marbleAt(Float32Array.from([1, 2, 3, 4, 5, 6]), 1).positions).toEqual(Float32Array.from([4, 5, 6]));
});
