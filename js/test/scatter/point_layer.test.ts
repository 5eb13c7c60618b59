import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { PointLayer } from "../../src/scatter/point_layer.ts";
import type { Box } from "../../src/wire/wire.ts";

const COUNT = 30_000;
/** Multiples of these, without whole ones, lie evenly in a square. */
const SPREAD = [0.7548776662, 0.569840291];
const HOME: Box = [0, 10, 0, 10];

/** A clock that goes on by some ms whenever it is read: so long a chunk of points takes. */
let now = 0;
let step = 5;
beforeEach(() => {
  [now, step] = [0, 5];
  vi.spyOn(performance, "now").mockImplementation(() => {
    now += step;
    return now;
  });
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(function (this: HTMLCanvasElement) {
    return context(this) as never;
  });
});
afterEach(() => vi.restoreAllMocks());

const put: ImageData[] = [];
function context(canvas: { width: number; height: number }) {
  return {
    canvas,
    createImageData: (width: number, height: number) =>
      ({ width, height, data: new Uint8ClampedArray(4 * width * height) }) as ImageData,
    putImageData: (image: ImageData) => put.push(image),
  };
}

function layer() {
  put.length = 0;
  const made = new PointLayer(() => {}, new AbortController().signal);
  const points = Float32Array.from({ length: 2 * COUNT }, (_, i) => 10 * ((SPREAD[i % 2] * (i >> 1)) % 1));
  made.set({ points, labels: new Uint8Array(COUNT) }, [[1, 0, 0]], [0, 0, 0]);
  const placed: number[][] = [];
  const onto = {
    ...context({ width: 50, height: 50 }),
    drawImage: (_: unknown, ...place: number[]) => placed.push(place),
  } as unknown as CanvasRenderingContext2D;
  return { made, placed, draw: (box: Box) => made.draw(onto, box, 1) };
}

test("many points are drawn in slices of several frames, all of them in the end", () => {
  const { draw, placed } = layer();
  let frames = 1;
  while (!draw(HOME) && frames < 100) frames++;
  expect(frames).toBeGreaterThan(2);
  expect(frames).toBeLessThan(100);
  expect(put.length).toBe(1);
  // Every pixel has points here.
  expect(put[0].data.every((byte, i) => i % 4 !== 3 || byte > 0)).toBe(true);
  expect(placed).toEqual([[0, 0, 50, 50]]);
});

test("under a hand what was drawn is moved along, and drawn anew once the hand rests", () => {
  const { made, draw, placed } = layer();
  while (!draw(HOME));
  for (let i = 1; i <= 20; i++) {
    made.move();
    expect(draw([i / 4, 10 + i / 4, 0, 10])).toBe(true);
  }
  expect(put.length).toBe(1);
  expect(placed.at(-1)).toEqual([-25, 0, 50, 50]);
  now += 1000;
  while (!draw([5, 15, 0, 10]));
  expect(put.length).toBe(2);
  expect(placed.at(-1)).toEqual([0, 0, 50, 50]);
});

test("a hand that goes on before all is drawn anew has what there was, and no half of it", () => {
  const { made, draw } = layer();
  while (!draw(HOME));
  made.move();
  now += 1000;
  expect(draw([1, 11, 0, 10])).toBe(false);
  made.move();
  expect(draw([2, 12, 0, 10])).toBe(true);
  expect(put.length).toBe(1);
});

test("a window that moves all the time does not keep points from being drawn at all", () => {
  const { made, draw } = layer();
  for (let i = 0; put.length === 0 && i < 100; i++) {
    made.move();
    draw([i / 10, 10 + i / 10, 0, 10]);
  }
  expect(put.length).toBe(1);
});

test("few points follow in the same frame", () => {
  step = 0;
  const { made, draw } = layer();
  for (let i = 0; i < 4; i++) {
    made.move();
    expect(draw([i, 10 + i, 0, 10])).toBe(true);
    expect(put.length).toBe(i + 1);
  }
});
