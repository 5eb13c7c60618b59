// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FakeModel } from "../../harness/model.ts";
import { TilePanel } from "../../src/chrome/tile_panel.ts";
import { formatCount } from "../../src/color/numbers.ts";
import { element } from "../../src/dom/element.ts";
import { Link } from "../../src/frame/link.ts";
import { ancestors } from "../../src/wire/ancestors.ts";
import { type Picture, readPicture } from "../../src/wire/picture.ts";
import { areasOf } from "../../src/wire/tile_areas.ts";
import type { Traits, WirePicture } from "../../src/wire/wire.ts";
import { play, stateOf } from "../recorded.ts";

let controller: AbortController;
let model: FakeModel<Traits>;
let panel: TilePanel;
let canvas: HTMLElement;
let picture: Picture;
/** How many layers have cut, as the stage was told. */
let depth: number;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      observe() {}
      disconnect() {}
    },
  );
  controller = new AbortController();
  model = play("truncated");
  canvas = element("div");
  panel = new TilePanel(new Link(model, controller.signal), "Whole slice", { home() {}, zoom() {} });
  const nothing = () => {};
  const setLayers = (_: unknown, __: number, cut: number) => {
    depth = cut;
  };
  panel.serve({ setColors: nothing, setRamp: nothing, setMarks: nothing, setLayers }, canvas);
  picture = readPicture(stateOf("truncated")._picture as WirePicture);
  panel.setPicture(picture);
});
afterEach(() => {
  controller.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const part = <E extends HTMLElement>(selector: string) => panel.toolbar.root.querySelector(selector) as E;
const slider = () => part<HTMLInputElement>(".sw-subdivision-slider");
const reading = () => part(".sw-subdivision-reading").textContent;
const play_ = () => part(".sw-subdivision button");
const depths = () => model.sent.map(({ depth: sent }) => sent);

function slide(to: number): void {
  slider().value = String(to);
  slider().dispatchEvent(new Event("input"));
}

test("a hand goes through the layers, and the last of them is all of them", () => {
  expect([reading(), slider().value, slider().max, depth]).toEqual([
    "all layers",
    "3",
    "3",
    Number.POSITIVE_INFINITY,
  ]);
  slide(1);
  expect([depths(), depth]).toEqual([[1], 1]);
  expect(reading()).toBe(`after relu 1 · ${ancestors(picture, 1).count} tiles`);
  slide(3);
  expect([depths(), depth]).toEqual([[1, null], Number.POSITIVE_INFINITY]);
});

test("so do the keys, to either end and no further", () => {
  const press = (key: string) => canvas.dispatchEvent(new KeyboardEvent("keydown", { key }));
  for (const key of "[[[]]]") press(key);
  expect(depths()).toEqual([2, 1, 2, null]);
});

test("the button plays from the first layer to the last, and then shows all as ever", () => {
  play_().click();
  expect([depths(), play_().title]).toEqual([[1], "Pause"]);
  vi.advanceTimersByTime(10_000);
  expect(depths()).toEqual([1, 2, null]);
  expect(play_().title).toMatch(/^Play/);
});

test("it goes on from where it stands, and stands still for a second click or another hand", () => {
  model.receive({ depth: 1 });
  play_().click();
  expect(depths()).toEqual([2]);
  play_().click();
  vi.advanceTimersByTime(10_000);
  expect(depths()).toEqual([2]);
  model.receive({ depth: null });
  play_().click();
  model.receive({ depth: 2 }); // set in Python
  vi.advanceTimersByTime(10_000);
  expect([depths(), play_().title]).toEqual([[2, 1], expect.stringMatching(/^Play/)]);
});

test("facts are of the tile from which the later layers cut others", () => {
  const facts = () => panel.facts.root.querySelector("table")?.textContent;
  model.receive({ hovered: 5, _facts: { tile: 5, rows: [["Class", "1"]] } });
  expect(facts()).toContain("Class1");
  model.receive({ depth: 2 });
  const { of } = ancestors(picture, 2);
  const inside = [...of.keys()].filter((tile) => of[tile] === of[5]);
  expect(facts()).toContain("Tile after relu 2");
  expect(facts()).toContain(`Final tiles in it${formatCount(inside.length)}`);
  expect(facts()).not.toContain("Class");
  const areas = areasOf(picture);
  const area = inside.reduce((sum, tile) => sum + areas[tile], 0);
  expect(facts()).toContain(`Area${Number(area.toPrecision(3))}`);
});

test("there is no depth of samples, nor of one layer, nor a former network's", () => {
  expect(part(".sw-subdivision").hidden).toBe(false);
  panel.setPicture({ ...picture, grid: [4, 4] });
  expect(part(".sw-subdivision").hidden).toBe(true);
  panel.setPicture(picture);
  model.receive({ depth: 3, _layers: stateOf("truncated")._layers.slice(0, 2) });
  expect([depth, reading()]).toEqual([Number.POSITIVE_INFINITY, "all layers"]);
  model.receive({ _layers: stateOf("truncated")._layers.slice(0, 1) });
  expect(part(".sw-subdivision").hidden).toBe(true);
});
