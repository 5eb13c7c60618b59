import { expect, test } from "vitest";
import { encode } from "../../harness/encode.ts";
import { ColorBar } from "../../src/chrome/color_bar.ts";
import { AS_TOLD, Recoloring } from "../../src/color/recoloring.ts";
import { readColors } from "../../src/wire/picture.ts";
import type { WireColors } from "../../src/wire/wire.ts";

const COLORS: WireColors = {
  ...{ picture: 1, name: "volume", label: "Volume factor", unit: "", scale: "log", range: [0.1, 10] },
  values: encode(Float32Array.of(1, Number.NaN)),
};

const shown = (colors: WireColors) => new Recoloring().shown(readColors(colors), null, AS_TOLD);

function show(colors: WireColors) {
  const bar = new ColorBar(true, { chosen() {}, scaled() {} }, new AbortController().signal);
  bar.setColors(shown(colors), []);
  const part = (name: string) => bar.root.querySelector(`.sw-${name}`) as HTMLElement;
  return { bar, part };
}

test("says what tiles are that have no place on the ramp, where there are such", () => {
  const { bar, part } = show({ ...COLORS, zero: "no volume", values: encode(Float32Array.of(1, 0)) });
  expect([part("zero").hidden, part("zero").textContent]).toEqual([false, "no volume"]);
  bar.setColors(shown(COLORS), []);
  expect(part("zero").hidden).toBe(true);
});

test("marks the value of a tile on the ramp, and none that is not on it", () => {
  const { bar, part } = show(COLORS);
  bar.mark(0);
  expect([part("marker").hidden, part("marker").style.left]).toEqual([false, "50%"]);
  bar.mark(1);
  expect(part("marker").hidden).toBe(true);
});

test("of classes is a legend without ramp", () => {
  const { part } = show({ ...COLORS, scale: "class", range: [0, 1], classes: ["a", "<b>b</b>"] });
  expect([part("gauge").hidden, part("legend").hidden]).toEqual([true, false]);
  expect(part("legend").textContent).toBe("a<b>b</b>");
});

test.each<[number, number]>([
  [0.00134, 0.00156],
  [0.00123, 0.00228],
  [0.1, 10],
])("numbers from %s to %s do not run into each other, and their ticks stay", (low, high) => {
  const { part } = show({ ...COLORS, range: [low, high] });
  const ticks = [...part("ticks").children] as HTMLElement[];
  const told = ticks.filter((tick) => tick.textContent !== "");
  expect(ticks.length).toBeGreaterThan(2);
  expect(told.length).toBeGreaterThan(1);
  const at = told.map((tick) => Number.parseFloat(tick.style.left) / 100);
  // In a bar of 240 pixels a letter of 12 pixels' type takes about 6.5.
  const widths = told.map((tick) => (6.5 * (tick.textContent as string).length) / 240);
  for (let i = 1; i < told.length; i++) {
    expect(at[i] - at[i - 1]).toBeGreaterThan((widths[i] + widths[i - 1]) / 2);
  }
});
