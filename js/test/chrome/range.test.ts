// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { encode } from "../../harness/encode.ts";
import { ColorBar } from "../../src/chrome/color_bar.ts";
import { AS_TOLD, type Choice, Recoloring } from "../../src/color/recoloring.ts";
import { readColors } from "../../src/wire/picture.ts";
import type { WireColors } from "../../src/wire/wire.ts";

const WIDTH = 200;
const COLORS: WireColors = {
  ...{ picture: 1, name: "slope", label: "Slope", unit: "", scale: "log", range: [0.1, 10] },
  values: encode(Float32Array.of(0.2, 1, 5)),
};

let controller: AbortController;
let bar: ColorBar;
let choice: Choice;
let scales: string[];

/** Shows what is chosen, as a panel does. */
function show(chosen: Partial<Choice> = {}, colors = COLORS): void {
  choice = { ...choice, ...chosen };
  bar.setColors(new Recoloring().shown(readColors(colors), null, choice), []);
}

beforeEach(() => {
  controller = new AbortController();
  choice = AS_TOLD;
  scales = [];
  bar = new ColorBar(
    true,
    { chosen: (range) => show({ range }), scaled: (scale) => scales.push(scale) },
    controller.signal,
  );
  document.body.replaceChildren(bar.root);
  const box = { left: 0, width: WIDTH } as DOMRect;
  vi.spyOn(part(".sw-ramp"), "getBoundingClientRect").mockReturnValue(box);
  bar.setRamp("viridis");
  show();
});
afterEach(() => {
  controller.abort();
  vi.restoreAllMocks();
});

const part = <E extends HTMLElement>(selector: string) => bar.root.querySelector(selector) as E;
const ends = () => [...bar.root.querySelectorAll<HTMLElement>(".sw-range-end")];
const places = () => ends().map(({ style }) => Number.parseFloat(style.getPropertyValue("--sw-at")));
const numbers = () => [...bar.root.querySelectorAll<HTMLInputElement>(".sw-range input")];
const pointer = (type: string, x: number) =>
  Object.assign(new Event(type, { bubbles: true }), { button: 0, pointerId: 1, clientX: x });

function drag(end: number, from: number, ...to: number[]): void {
  ends()[end].dispatchEvent(pointer("pointerdown", WIDTH * from));
  for (const at of to) window.dispatchEvent(pointer("pointermove", WIDTH * at));
  window.dispatchEvent(pointer("pointerup", WIDTH * (to.at(-1) ?? from)));
}

test("an end follows the hand, by the bar's own scale, and the ramp with it", () => {
  expect(places()).toEqual([0, 1]);
  drag(0, 0, 0.1, 0.5);
  expect(choice.range).toEqual([1, 10]);
  expect(places()).toEqual([0.5, 1]);
  expect(ends()[0].getAttribute("aria-valuetext")).toBe("1");
  drag(1, 1, 0.75);
  expect(choice.range?.[1]).toBeCloseTo(3.16, 6);
  expect(numbers().map(({ value }) => value)).toEqual(["1", "3.16"]);
});

test("an end that is dragged far in does not run away from the hand while the bar shrinks", () => {
  show({ range: [0.1, 1000] }); // a bar of four decades
  drag(1, 1, 0.9, 0.8, 0.75);
  expect(choice.range?.[1]).toBeCloseTo(100, 6);
});

test("an end stays before the other", () => {
  drag(0, 0, 2);
  const [low, high] = choice.range as readonly [number, number];
  expect(low).toBeLessThan(high);
  drag(1, 1, -2);
  const [lower, higher] = choice.range as readonly [number, number];
  expect(lower).toBeLessThan(higher);
});

test("keys move an end, to the bar's end, and back to the range of most tiles", () => {
  const press = (end: number, key: string, shiftKey = false) =>
    ends()[end].dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey }));
  press(0, "ArrowRight");
  const [coarse] = choice.range as readonly [number, number];
  expect(Math.log10(coarse / 0.1)).toBeCloseTo(0.04, 2);
  press(0, "ArrowRight", true);
  expect(choice.range?.[0]).toBeGreaterThan(coarse);
  press(0, "Home");
  expect(choice.range).toEqual([0.1, 10]);
  press(0, "Delete");
  expect(choice.range).toBe(null);
});

test("a double click brings the range of most tiles back, and so does the button", () => {
  drag(0, 0, 0.5);
  part(".sw-ramp").dispatchEvent(new Event("dblclick"));
  expect(choice.range).toBe(null);
  drag(0, 0, 0.5);
  expect(bar.root.classList.contains("sw-chosen")).toBe(true);
  part(".sw-range button").click();
  expect([choice.range, bar.root.classList.contains("sw-chosen")]).toEqual([null, false]);
});

test("numbers are typed, beyond the bar, too; what fits no logarithm goes back", () => {
  const type = (i: number, text: string) => {
    numbers()[i].value = text;
    numbers()[i].dispatchEvent(new Event("change"));
  };
  type(1, "50");
  expect([choice.range, places()[1]]).toEqual([[0.1, 50], 1]);
  for (const [i, wrong] of [
    [0, "0"],
    [0, "60"],
    [1, ""],
  ] as const) {
    type(i, wrong);
    expect(choice.range).toEqual([0.1, 50]);
    expect(numbers().map(({ value }) => value)).toEqual(["0.1", "50"]);
  }
});

test("the scale is switched where both are possible, and classes have neither", () => {
  const scale = () => part<HTMLButtonElement>(".sw-log");
  expect(scale().textContent).toBe("log scale");
  scale().click();
  show({ scale: "linear" });
  expect(scale().textContent).toBe("linear scale");
  scale().click();
  expect(scales).toEqual(["linear", "log"]);
  show({}, { ...COLORS, scale: "linear", range: [-1, 1], values: encode(Float32Array.of(-1, 1)) });
  expect(scale().hidden).toBe(true);
  show({}, { ...COLORS, scale: "class", range: [0, 1], classes: ["a", "b"] });
  expect([scale().hidden, part(".sw-range").hidden]).toEqual([true, true]);
});
