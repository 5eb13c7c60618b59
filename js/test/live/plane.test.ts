import { expect, test } from "vitest";
import { hinged, inputAt, outOfPlane, type Plane, placeOf, tilted } from "../../src/live/plane.ts";
import type { Point } from "../../src/wire/wire.ts";

const WIDTH = 5;
const plane: Plane = {
  origin: Float64Array.of(1, -2, 0.5, 3, 0),
  axes: Float64Array.of(0.6, 0.8, 0, 0, 0, 0, 0, 1, 0, 0),
  home: [-1, 1, -1, 1],
  places: [
    [0, 0],
    [2, 0.5],
    [-0.3, 1.4],
  ],
};
/** Numbers from -3 to 3, the same in each run. */
function* numbers(): Generator<number> {
  for (let state = 1; ; state = (state * 48271) % 0x7fffffff) yield (6 * state) / 0x7fffffff - 3;
}
const random = numbers();
const next = () => random.next().value as number;
const RUNS = 200;
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, k) => sum + value * b[k], 0);
const far = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));

test("a hinge keeps the axes orthonormal and both other anchors, and brings the third where it was moved", () => {
  for (let run = 0; run < RUNS; run++) {
    const index = run % 3;
    const moved = Float64Array.from({ length: WIDTH }, next);
    const turned = hinged(plane, index, moved);
    const [u, v] = [turned.axes.subarray(0, WIDTH), turned.axes.subarray(WIDTH)];
    expect(far([dot(u, u), dot(v, v), dot(u, v)], [1, 1, 0])).toBeLessThan(1e-12);
    expect(far(inputAt(turned, turned.places[index]), moved)).toBeLessThan(1e-9);
    for (const other of [0, 1, 2].filter((i) => i !== index)) {
      expect(turned.places[other]).toEqual(plane.places[other]);
      expect(far(inputAt(turned, plane.places[other]), inputAt(plane, plane.places[other]))).toBeLessThan(
        1e-9,
      );
    }
  }
});

test("a tilt keeps the anchor's distance from the line about which the plane turns", () => {
  for (let seed = 0; seed < RUNS; seed++) {
    const angle = next() / 2;
    const toward = outOfPlane(plane, seed);
    expect(Math.abs(dot(toward, toward) - 1)).toBeLessThan(1e-12);
    for (const axis of [0, 1])
      expect(Math.abs(dot(toward, plane.axes.subarray(axis * WIDTH, (axis + 1) * WIDTH)))).toBeLessThan(
        1e-12,
      );
    const moved = tilted(plane, 2, angle, toward);
    for (const other of [0, 1] as const) {
      const fixed = inputAt(plane, plane.places[other]);
      const reach = (input: Float64Array) =>
        Math.sqrt(
          dot(
            input.map((x, k) => x - fixed[k]),
            input.map((x, k) => x - fixed[k]),
          ),
        );
      expect(reach(moved)).toBeCloseTo(reach(inputAt(plane, plane.places[2])), 9);
    }
  }
});

test("places and inputs are inverse to each other", () => {
  for (let run = 0; run < RUNS; run++) {
    const place: Point = [next(), next()];
    expect(far(placeOf(plane, inputAt(plane, place)), place)).toBeLessThan(1e-12);
  }
});

test("an anchor on the line through the two others is refused", () => {
  const middle: Point = [
    (plane.places[0][0] + plane.places[1][0]) / 2,
    (plane.places[0][1] + plane.places[1][1]) / 2,
  ];
  expect(() => hinged(plane, 2, inputAt(plane, middle))).toThrow(/one line/);
});
