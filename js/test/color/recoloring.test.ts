import { describe, expect, test } from "vitest";
import { AS_TOLD, type Choice, Recoloring } from "../../src/color/recoloring.ts";
import { robustRange } from "../../src/color/robust_range.ts";
import { ancestors } from "../../src/wire/ancestors.ts";
import { type Colors, readColors, readPicture } from "../../src/wire/picture.ts";
import type { WireColors, WirePicture } from "../../src/wire/wire.ts";
import { play, send, stateOf } from "../recorded.ts";

const picture = readPicture(stateOf("truncated")._picture as WirePicture);
const slope = readColors(stateOf("truncated")._colors as WireColors);
const shown = (colors: Colors, choice: Partial<Choice> = {}, of = picture) =>
  new Recoloring().shown(colors, of, { ...AS_TOLD, ...choice });

test("colors are shown as they came where nothing is chosen", () => {
  const { values, range, scale, extent, chosen } = shown(slope);
  expect([values, range, scale, extent, chosen]).toEqual([
    slope.values,
    slope.range,
    "log",
    slope.range,
    false,
  ]);
  expect(values).toBe(slope.values);
});

test("a range of one's own is shown on a bar that holds the range of most tiles, too", () => {
  const [low, high] = slope.range;
  const inner = [low * 1.1, high * 0.9] as const;
  expect(shown(slope, { range: inner })).toMatchObject({ range: inner, extent: [low, high], chosen: true });
  const wider = [low / 2, high * 3] as const;
  expect(shown(slope, { range: wider })).toMatchObject({ range: wider, extent: wider });
});

test("a logarithm takes no range from zero, and classes take none at all", () => {
  expect(shown(slope, { range: [0, 1] })).toMatchObject({ range: slope.range, chosen: false });
  const classes: Colors = { ...slope, scale: "class", range: [0, 2] };
  expect(shown(classes, { range: [1, 2], scale: "log" })).toMatchObject({ range: [0, 2], scale: "class" });
});

test("the other scale has a range of its own, that of most tiles", () => {
  const linear = shown(slope, { scale: "linear" });
  expect([linear.scale, linear.range]).toEqual(["linear", robustRange(slope.values, false)]);
  const logarithmic: Colors = { ...slope, scale: "linear", range: linear.range };
  expect(shown(logarithmic, { scale: "log" }).range).toEqual(robustRange(slope.values, true));
});

describe("values without a logarithm", () => {
  const some: Colors = { ...slope, picture: -1, values: Float32Array.of(2, 0, 1), zero: "no volume" };

  test("have no color on a logarithmic scale, and one on a linear scale", () => {
    const log = shown(some);
    expect([[...log.values], log.zero]).toEqual([[2, Number.NaN, 1], "no volume"]);
    const linear = shown(some, { scale: "linear" });
    expect([[...linear.values], linear.zero]).toEqual([[2, 0, 1], ""]);
    expect(shown({ ...some, scale: "linear", zero: "" }, { scale: "log" }).zero).toBe("0");
  });

  test("leave only the linear scale where they are negative", () => {
    const negative: Colors = { ...some, scale: "linear", values: Float32Array.of(2, -1, 1) };
    expect(shown(negative, { scale: "log" })).toMatchObject({ scale: "linear", switchable: false });
    expect(shown(some).switchable).toBe(true);
  });
});

test("areas are those of the tiles that are outlined, at every depth; other measures stay the final tiles'", async () => {
  const model = play("explorer");
  await send(model, { color_by: "area" });
  const area = readColors(model.get("_colors") as WireColors);
  expect(area.name).toBe("area");
  const tiles = readPicture(model.get("_picture") as WirePicture);
  const { of } = ancestors(tiles, 1);
  const sums = shown(area, { depth: 1 }, tiles);
  area.values.forEach((_, tile) => {
    const sum = area.values.reduce((total, value, i) => total + (of[i] === of[tile] ? value : 0), 0);
    expect(sums.values[tile] / sum).toBeCloseTo(1, 5);
  });
  expect([sums.summed, sums.range]).toEqual([true, robustRange(sums.values, true)]);
  expect(shown(slope, { depth: 1 })).toMatchObject({ summed: false, values: slope.values });
  // Of another picture than the one that is shown nothing can be summed.
  expect(shown({ ...area, picture: -1 }, { depth: 1 }, tiles)).toMatchObject({ summed: false });
});

test("what depends on the values alone is found once, while a range is dragged", () => {
  const recoloring = new Recoloring();
  const first = recoloring.shown(slope, picture, { ...AS_TOLD, scale: "linear" });
  const second = recoloring.shown(slope, picture, { ...AS_TOLD, scale: "linear", range: [0, 1] });
  expect(second.values).toBe(first.values);
  expect(second.extent[0]).toBe(0);
});

test.each([
  [[], false, [0, 1]],
  [[0, -1, Number.NaN], true, [0.1, 1]],
  [[3, 3], false, [2.5, 3.5]],
  [[3, 3], true, [1.5, 6]],
  [Array.from({ length: 101 }, (_, i) => i), false, [1, 99]],
  [[1e-9, ...Array(200).fill(1)], true, [0.5, 2]],
])("the range of most of %s values is that of Python", (values, logarithmic, [low, high]) => {
  const range = robustRange(Float32Array.from(values), logarithmic);
  range.forEach((end, i) => {
    expect(end).toBeCloseTo([low, high][i], 6);
  });
});
