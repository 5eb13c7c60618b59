import { describe, expect, test } from "vitest";
import { crookedGrid, type Grid } from "../../harness/crooked_grid.ts";
import { encode } from "../../harness/encode.ts";
import { randomPicture } from "../../harness/frames.ts";
import { Random } from "../../harness/random.ts";
import type { FittedCanvas } from "../../src/canvas/fitted_canvas.ts";
import { FAINTEST, pack, tileColors } from "../../src/color/fill.ts";
import { rampTexels } from "../../src/color/ramps.ts";
import { drawHairlines } from "../../src/raster/hairlines.ts";
import { fillPolygons, type Pixels } from "../../src/raster/polygons.ts";
import { RasterScene } from "../../src/raster/raster_scene.ts";
import { readPicture } from "../../src/wire/picture.ts";
import type { WirePicture } from "../../src/wire/wire.ts";

const [WIDTH, HEIGHT] = [97, 61];
const BLACK = 0xff000000 | 0;

function blank(): Pixels {
  return { width: WIDTH, height: HEIGHT, data: new Int32Array(WIDTH * HEIGHT).fill(BLACK) };
}

/** Corners of a mesh' window in pixels, magnified about its middle. */
function corners(positions: Float32Array, zoom = 1): Float32Array {
  return positions.map((p, i) =>
    i % 2 === 0 ? WIDTH * (0.5 + zoom * (p - 0.5)) : HEIGHT * (0.5 - zoom * (p - 0.5)),
  );
}

/** Which polygon holds a point, by its sides alone; several along a common side. */
function holders(picture: Grid, at: Float32Array, x: number, y: number): number[] {
  const { tileOffsets, tileVertices, tileCount } = picture;
  return Array.from({ length: tileCount }, (_, tile) => tile).filter((tile) => {
    const loop = Array.from(tileVertices.slice(tileOffsets[tile], tileOffsets[tile + 1]));
    return loop.every((a, i) => {
      const b = loop[(i + 1) % loop.length];
      const [ax, ay, bx, by] = [at[2 * a], at[2 * a + 1], at[2 * b], at[2 * b + 1]];
      return (bx - ax) * (y - ay) - (by - ay) * (x - ax) <= 1e-2;
    });
  });
}

function fill(picture: Grid, at: Float32Array): Pixels {
  const pixels = blank();
  const ids = Int32Array.from({ length: picture.tileCount }, (_, i) => i + 1);
  fillPolygons(pixels, { corners: at, offsets: picture.tileOffsets, loops: picture.tileVertices }, ids);
  return pixels;
}

describe("filling", () => {
  test.each([1, 5])("every pixel belongs to a polygon around its center, magnified %s times", (zoom) => {
    const picture = crookedGrid(12);
    const at = corners(picture.positions, zoom);
    const { data } = fill(picture, at);
    const random = new Random(7);
    for (let i = 0; i < 300; i++) {
      const [column, row] = [Math.floor(WIDTH * random.uniform()), Math.floor(HEIGHT * random.uniform())];
      const found = data[row * WIDTH + column] - 1;
      expect(holders(picture, at, column + 0.5, row + 0.5)).toContain(found);
    }
  });

  test("no pixel is left over and none is filled twice", () => {
    const picture = crookedGrid(40);
    const at = corners(picture.positions);
    const whole = fill(picture, at).data;
    expect(whole.every((id) => id >= 1 && id <= picture.tileCount)).toBe(true);
    // Filled in the opposite order the picture is the same: no pixel has two owners.
    const tiles = Array.from({ length: picture.tileCount }, (_, i) => picture.tileCount - 1 - i);
    const backwards = blank();
    for (const tile of tiles) {
      const offsets = picture.tileOffsets.slice(tile, tile + 2);
      fillPolygons(backwards, { corners: at, offsets, loops: picture.tileVertices }, Int32Array.of(tile + 1));
    }
    expect(backwards.data).toEqual(whole);
  });

  test("polygons outside the canvas leave it alone", () => {
    const picture = crookedGrid(3);
    const { data } = fill(
      picture,
      corners(picture.positions).map((p) => p + 1000),
    );
    expect(data.every((value) => value === BLACK)).toBe(true);
  });
});

/** How much of the color of one segment a canvas has taken in, in pixels. */
function ink(from: readonly [number, number], to: readonly [number, number], pieces = 1): number {
  const pixels = blank();
  const at = new Float32Array(2 * (pieces + 1));
  for (let i = 0; i <= pieces; i++) {
    at[2 * i] = from[0] + (i / pieces) * (to[0] - from[0]);
    at[2 * i + 1] = from[1] + (i / pieces) * (to[1] - from[1]);
  }
  const ends = Uint16Array.from({ length: 2 * pieces }, (_, i) => (i + 1) >> 1);
  const colors = Uint8Array.of(0, 0, 0, 0, 255, 255, 255, 128);
  drawHairlines(pixels, at, ends, new Uint8Array(pieces).fill(1), colors);
  return pixels.data.reduce((sum, value) => sum + (value & 0xff) / 128, 0);
}

describe("hairlines", () => {
  test.each([
    [
      [10.3, 20.7],
      [60.2, 20.7],
    ],
    [
      [30.5, 5.1],
      [30.5, 50.9],
    ],
    [
      [80.1, 50.2],
      [10.4, 12.9],
    ],
    [
      [20.2, 55.3],
      [41.9, 8.8],
    ],
  ] as const)("the ink of a line from %s to %s is its length", (from, to) => {
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    expect(ink(from, to) / length).toBeCloseTo(1, 1);
    // A translucent line of many pieces has no beads: where two meet, each covers its part of the pixel.
    expect(ink(from, to, 13) / length).toBeCloseTo(1, 1);
  });

  test("what lies outside the canvas is cut off", () => {
    expect(ink([-50, 30], [150, 30]) / WIDTH).toBeCloseTo(1, 1);
    expect(ink([20, -500], [20, 500]) / HEIGHT).toBeCloseTo(1, 1);
    expect(ink([-50, -10], [150, -10])).toBe(0);
    expect(ink([5, 5], [5, 5])).toBe(0);
  });

  test("a style without alpha is not drawn", () => {
    const pixels = blank();
    drawHairlines(
      pixels,
      Float32Array.of(1, 1, 50, 50),
      Uint16Array.of(0, 1),
      Uint8Array.of(0),
      new Uint8Array(4),
    );
    expect(pixels.data.every((value) => value === BLACK)).toBe(true);
  });
});

describe("decision boundaries", () => {
  /** The strokes that a scene makes over tiles without data points: color and curve, in the order of drawing. */
  function strokes(boundary: number[], reference?: number[]): { color: string; path: number[] }[] {
    const made: { color: string; path: number[] }[] = [];
    let path: number[] = [];
    const context = {
      canvas: {},
      fillRect: () => {},
      drawImage: () => {},
      strokeStyle: "",
      createImageData: (width: number, height: number) => ({
        width,
        height,
        data: new Uint8ClampedArray(4 * width * height),
      }),
      putImageData: () => {},
      beginPath: () => {
        path = [];
      },
      moveTo: (x: number, y: number) => path.push(x, y),
      lineTo: (x: number, y: number) => path.push(x, y),
      stroke: () => made.push({ color: context.strokeStyle, path }),
    };
    const canvas = { width: 100, height: 50, ratio: 1 } as FittedCanvas;
    const drawing = context as unknown as CanvasRenderingContext2D;
    const scene = new RasterScene(drawing, canvas, () => drawing);
    const segments = (ends: number[]) => encode(Float32Array.from(ends), ends.length / 4, 4);
    scene.setPicture(
      readPicture({
        ...(randomPicture(8).wire as WirePicture),
        boundary: segments(boundary),
        ...(reference ? { reference_boundary: segments(reference) } : {}),
      }),
    );
    const theme = { background: [1, 1, 1], foreground: [0, 0, 0], dark: false } as const;
    let exact = false;
    while (!exact) exact = scene.draw([0, 1, 0, 1], theme); // a busy machine takes several frames
    return made;
  }

  const [PALE, RED, BLUE] = ["rgba(255, 255, 255, 0.9)", "rgb(219, 20, 31)", "rgb(0, 114, 178)"];

  test("the reference's lies under the present one, each with its halo", () => {
    expect(strokes([0, 0, 1, 1], [0, 0.5, 1, 0.5])).toEqual([
      { color: PALE, path: [0, 25, 100, 25] },
      { color: BLUE, path: [0, 25, 100, 25] },
      { color: PALE, path: [0, 50, 100, 0] },
      { color: RED, path: [0, 50, 100, 0] },
    ]);
  });

  test("without a reference there is one", () => {
    expect(strokes([0, 0, 1, 1]).map(({ color }) => color)).toEqual([PALE, RED]);
  });
});

describe("colors of tiles", () => {
  const ramp = rampTexels("viridis");
  const texel = (i: number) => new Int32Array(ramp.slice().buffer)[i];
  const base = {
    picture: 1,
    name: "slope",
    label: "",
    unit: "",
    confidence: null,
    patterns: null,
    classes: [],
    zero: "",
  } as const;
  const white = [1, 1, 1] as const;

  test("linear and logarithmic values run along the ramp, and beyond its ends they stop", () => {
    const linear = {
      ...base,
      scale: "linear",
      range: [0, 2],
      values: Float32Array.of(-1, 0, 1, 2, 9),
    } as const;
    expect(Array.from(tileColors(linear, ramp, [], white))).toEqual([0, 0, 128, 255, 255].map(texel));
    const log = { ...base, scale: "log", range: [1, 100], values: Float32Array.of(0, 1, 10, 100) } as const;
    expect(Array.from(tileColors(log, ramp, [], white))).toEqual([0, 0, 128, 255].map(texel));
  });

  test("a value that is no number is neutral", () => {
    for (const scale of ["linear", "log"] as const) {
      const colors = { ...base, scale, range: [0.5, 1] as const, values: Float32Array.of(Number.NaN) };
      expect(tileColors(colors, ramp, [], [0.2, 0.4, 0.6])[0]).toBe(pack([0.2, 0.4, 0.6]));
    }
  });

  test("classes have their color, paler when unsure", () => {
    const palette = [
      [1, 0, 0],
      [0, 0, 1],
    ] as const;
    const values = Float32Array.of(0, 1, 2);
    const confidence = Float32Array.of(1, 0, 1);
    const colors = { ...base, scale: "class", range: [0, 2], values, confidence } as const;
    const [sure, unsure, again] = tileColors(colors, ramp, palette, white);
    expect([sure, again]).toEqual([pack([1, 0, 0]), pack([1, 0, 0])]);
    expect(unsure).toBe(pack([1 - FAINTEST, 1 - FAINTEST, 1]));
  });
});

test("a line with a margin is as lines of one pixel side by side", () => {
  const colors = Uint8Array.of(255, 255, 255, 100);
  const draw = (line: number[], margin = 0) => {
    const pixels = blank();
    drawHairlines(pixels, Float32Array.from(line), [0, 1], Uint8Array.of(0), colors, margin);
    return Array.from(pixels.data, (value) => value & 0xff);
  };
  const sum = (...pictures: number[][]) => pictures[0].map((_, i) => pictures.reduce((s, p) => s + p[i], 0));
  const lines: [number, number, number, number][] = [
    [5, 20.5, 60, 20.5], // in the middle of pixels
    [5, 20.2, 60, 20.2], // between them
    [30.3, 5, 30.3, 50],
    [5, 0.3, 60, 0.3], // with a part outside
    [5, HEIGHT - 0.7, 60, HEIGHT - 0.7],
    [10, 10, 50, 40],
    [50, 12, 10, 47],
  ];
  for (const [x0, y0, x1, y1] of lines) {
    const across = Math.abs(x1 - x0) >= Math.abs(y1 - y0) ? [0, 1] : [1, 0];
    const beside = [-1, 0, 1].map((k) =>
      draw([x0 + k * across[0], y0 + k * across[1], x1 + k * across[0], y1 + k * across[1]]),
    );
    const [wide, apart] = [draw([x0, y0, x1, y1], 1), sum(...beside)];
    // Rounding takes a little of each of the three.
    expect(Math.max(...wide.map((value, i) => Math.abs(value - apart[i])))).toBeLessThanOrEqual(3);
    expect(Math.max(...wide)).toBeGreaterThan(90);
  }
});
