import { hsl } from "d3-color";
import { expect, test } from "vitest";
import { rampOf, rampTexels } from "../../src/color/ramps.ts";
import { AS_TOLD, Recoloring } from "../../src/color/recoloring.ts";
import type { Colors } from "../../src/wire/picture.ts";

test("patterns have hues a golden angle apart, in three shades", () => {
  const texels = rampTexels(rampOf("pattern", "viridis"));
  for (let i = 0; i < 256; i++) {
    const { r, g, b } = hsl((i * 180 * (Math.sqrt(5) - 1)) % 360, 0.55, [0.45, 0.6, 0.75][i % 3]).rgb();
    [r, g, b, 255].forEach((channel, c) => {
      expect(Math.abs(texels[4 * i + c] - channel)).toBeLessThanOrEqual(0.51);
    });
  }
  expect(rampOf("log", "magma")).toBe("magma");
});

test("at a depth they are those in the first layers, without a range or a scale", () => {
  const colors: Colors = {
    ...{
      picture: 1,
      name: "pattern",
      label: "Activation pattern",
      unit: "",
      scale: "pattern",
      range: [0, 255],
    },
    ...{ confidence: null, classes: [], zero: "", values: Float32Array.of(7, 8) },
    patterns: Uint8Array.of(3, 3, 5, 6, 7, 8),
  };
  const values = (depth: number) => [...new Recoloring().shown(colors, null, { ...AS_TOLD, depth }).values];
  expect([1, 2, 3, Number.POSITIVE_INFINITY].map(values)).toEqual([
    [3, 3],
    [5, 6],
    [7, 8],
    [7, 8],
  ]);
  const chosen = new Recoloring().shown(colors, null, { ...AS_TOLD, range: [1, 2], scale: "log" });
  expect(chosen).toMatchObject({ range: [0, 255], scale: "pattern", switchable: false });
});
