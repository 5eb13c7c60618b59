import { describe, expect, test } from "vitest";
import { parseRgb } from "../../src/canvas/theme.ts";
import { lineOpacity } from "../../src/color/ink.ts";
import { classColor, layerColor } from "../../src/color/palette.ts";
import { rampTexels } from "../../src/color/ramps.ts";
import { clickLayer } from "../../src/controls/chips.ts";
import { fillPixels } from "../../src/slice/input_image.ts";
import { placeLabels } from "../../src/slice/label_placement.ts";

describe("layer chips", () => {
  test("a click toggles and keeps the order", () => {
    expect(clickLayer([0, 1, 2], 1, 3, false)).toEqual([0, 2]);
    expect(clickLayer([2], 0, 3, false)).toEqual([0, 2]);
    expect(clickLayer([0], 0, 3, false)).toEqual([]);
  });

  test("a shift-click leaves only that layer, and again brings all back", () => {
    expect(clickLayer([0, 1, 2], 0, 3, true)).toEqual([0]);
    expect(clickLayer([1, 2], 0, 3, true)).toEqual([0]);
    expect(clickLayer([0], 0, 3, true)).toEqual([0, 1, 2]);
  });
});

describe("labels", () => {
  const label = { width: 44, height: 60 };
  const bounds = { width: 800, height: 480 };

  test("leave the scale bar in the lower left corner free", () => {
    const stars: [number, number][] = [
      [96, 385],
      [387, 390],
      [218, 95],
    ];
    const [[x, y]] = placeLabels(stars, label, bounds);
    expect(x >= 150 || y + label.height <= bounds.height - 36).toBe(true);
  });

  test("leave the names of axes free, above on the left and below on the right", () => {
    const name = { width: 100, height: 20 };
    const below = [200, 240].map((y): [number, number] => [70, y]);
    const [[left, top]] = placeLabels([[70, 44], ...below], name, bounds);
    expect(left >= 90 || top >= 28).toBe(true);
    const above = [200, 240].map((y): [number, number] => [730, y]);
    const [[x, y]] = placeLabels([[730, 436], ...above], name, bounds);
    expect(x + name.width <= bounds.width - 90 || y + name.height <= bounds.height - 28).toBe(true);
  });

  test("never cover a star and stay inside", () => {
    for (let k = 0; k < 200; k++) {
      const star = (i: number): [number, number] => [
        40 + 720 * ((k * 0.618 + i * 0.37) % 1),
        40 + 400 * ((k * 0.755 + i * 0.61) % 1),
      ];
      const stars = [star(0), star(1), star(2)];
      const apart = stars.every((a, i) =>
        stars.every((b, j) => i === j || Math.hypot(a[0] - b[0], a[1] - b[1]) > 120),
      );
      if (!apart) continue;
      for (const [x, y] of placeLabels(stars, label, bounds)) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(x + label.width).toBeLessThanOrEqual(bounds.width);
        expect(y + label.height).toBeLessThanOrEqual(bounds.height);
        for (const [sx, sy] of stars) {
          expect(sx > x && sx < x + label.width && sy > y && sy < y + label.height).toBe(false);
        }
      }
    }
  });
});

describe("images", () => {
  const plane = {
    ...{ height: 1, width: 2, range: [0, 2] as const },
    origin: Float32Array.of(0, 1),
    axes: Float32Array.of(1, 0, 0, 1),
  };

  test("gray is origin + u axes[0] + v axes[1] within its range", () => {
    const pixels = new Uint8ClampedArray(8);
    fillPixels(pixels, { ...plane, channels: 1 }, [1, -3]);
    expect(Array.from(pixels)).toEqual([128, 128, 128, 255, 0, 0, 0, 255]);
  });

  test("three channels are red, green and blue", () => {
    const pixels = new Uint8ClampedArray(4);
    const origin = Float32Array.of(0, 1, 2);
    fillPixels(pixels, { ...plane, width: 1, channels: 3, origin, axes: new Float32Array(6) }, [0, 0]);
    expect(Array.from(pixels)).toEqual([0, 128, 255, 255]);
  });
});

describe("colors", () => {
  test("ramps run from dark to light and unknown names give viridis", () => {
    const texels = rampTexels("viridis");
    expect(Array.from(texels.slice(0, 4))).toEqual([0x44, 0x01, 0x54, 255]);
    expect(Array.from(texels.slice(-4))).toEqual([0xfd, 0xe7, 0x25, 255]);
    expect(rampTexels("nonesuch")).toEqual(texels);
  });

  test("classes begin again after the palette, layers go from light to dark", () => {
    expect(classColor(10)).toEqual(classColor(0));
    const light = ([r, g, b]: readonly number[]) => 0.21 * r + 0.72 * g + 0.07 * b;
    const ramp = [0, 1, 2, 3, 4].map((layer) => light(layerColor(layer, 5)));
    expect([...ramp].sort((a, b) => b - a)).toEqual(ramp);
    expect(layerColor(0, 1)).toEqual(layerColor(4, 5));
  });

  test("opacity falls with density and never to nothing", () => {
    expect(lineOpacity(0)).toBe(lineOpacity(0.01));
    expect(lineOpacity(1)).toBeLessThan(lineOpacity(0.3));
    expect(lineOpacity(100)).toBeGreaterThan(0);
  });

  test("computed colors", () => {
    expect(parseRgb("rgb(255, 0, 51)")).toEqual([1, 0, 0.2]);
    expect(parseRgb("rgba(0, 0, 0, 0.5)")).toEqual([0, 0, 0]);
    expect(parseRgb("transparent")).toBeNull();
  });
});
