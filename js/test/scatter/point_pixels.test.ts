import { expect, test } from "vitest";
import { countWithin, drawPoints, pointLook } from "../../src/scatter/point_pixels.ts";
import type { Box } from "../../src/wire/wire.ts";

const BOX: Box = [0, 10, 0, 10];
const [RED, BLUE] = [
  [1, 0, 0],
  [0, 0, 1],
] as const;

function drawn(points: number[], labels: number[], colors: Parameters<typeof drawPoints>[3], opacity = 1) {
  const image = { width: 100, height: 100, data: new Uint8ClampedArray(40_000) } as ImageData;
  const look = { radius: 3, opacity, rim: [0, 0, 0], ratio: 1 } as const;
  for (const _ of drawPoints(image, Float32Array.from(points), Uint8Array.from(labels), colors, BOX, look));
  return (x: number, y: number) => [...image.data.subarray(4 * (100 * y + x), 4 * (100 * y + x) + 4)];
}

test("a point is in the color of its label where it lies, and what has no color is left out", () => {
  const at = drawn([2, 8, 5, 5], [0, 1], [RED, null]);
  expect(at(20, 20)).toEqual([255, 0, 0, 255]);
  expect(at(50, 50)).toEqual([0, 0, 0, 0]);
  expect(at(27, 20)).toEqual([0, 0, 0, 0]);
});

test("translucent points let each other show", () => {
  const [one, two] = [drawn([5, 5], [0], [RED], 0.5), drawn([5, 5, 5, 5], [0, 1], [RED, BLUE], 0.5)];
  expect(one(50, 50)[3]).toBe(128);
  const [red, , blue, alpha] = two(50, 50);
  expect(alpha).toBeGreaterThan(185);
  expect(Math.min(red, blue)).toBeGreaterThan(70);
});

test("points over the rim are cut, and those beyond are not drawn", () => {
  const at = drawn([0, 10, 10, 0, 20, 5, -300, 4, 5, 1e9], [0, 0, 0, 0, 0], [RED]);
  expect(at(0, 0)).toEqual([255, 0, 0, 255]);
  expect(at(99, 99)[3]).toBeGreaterThan(0);
  expect(at(99, 50)).toEqual([0, 0, 0, 0]);
});

test("many points are smaller and fainter than few", () => {
  const [few, many] = [10, 1e5].map((count) => pointLook(count, [0, 0, 0], 1));
  expect(few.radius).toBeGreaterThan(many.radius);
  expect(few.opacity).toBeGreaterThan(many.opacity);
  expect(countWithin(Float32Array.of(1, 1, 11, 1, 5, -1), BOX)).toBe(1);
});
