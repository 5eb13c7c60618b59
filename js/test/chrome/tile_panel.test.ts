// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { encode } from "../../harness/encode.ts";
import { FakeModel } from "../../harness/model.ts";
import { TilePanel, type TileStage } from "../../src/chrome/tile_panel.ts";
import { element } from "../../src/dom/element.ts";
import { Link } from "../../src/frame/link.ts";
import type { Facts, Traits, WireColors } from "../../src/wire/wire.ts";
import { bare } from "../recorded.ts";

const COLORS: WireColors = {
  ...{ picture: 1, name: "slope", label: "Slope", unit: "", scale: "linear", range: [0, 10] },
  values: encode(Float32Array.of(5, 10)),
};
const MEASURES = ["slope", "area"].map((name) => ({ name, label: name }));
const LAYERS = [
  { name: "first", units: 3 },
  { name: "second", units: 4 },
];

let controller: AbortController;
let model: FakeModel<Traits>;
let panel: TilePanel;
let canvas: HTMLElement;
/** What the stage was told. */
let told: Record<string, unknown[]>;
let ways: string[];
/** Tells how much of the panel is seen. */
let sight: (entries: { intersectionRatio: number }[]) => void;

beforeEach(() => {
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(callback: typeof sight) {
        sight = callback;
      }
      observe() {}
      disconnect() {}
    },
  );
  controller = new AbortController();
  model = new FakeModel<Traits>({
    ...bare<Traits>("slice_explorer"),
    _colors: COLORS,
    _layers: LAYERS,
    _measures: MEASURES,
    visible_layers: [0],
  });
  ways = [];
  const events = { home: () => ways.push("home"), zoom: (factor: number) => ways.push(`zoom ${factor}`) };
  canvas = element("div");
  panel = new TilePanel(new Link(model, controller.signal), "Whole slice", events);
  told = {};
  const note =
    (name: string) =>
    (...values: unknown[]) => {
      told[name] = values;
    };
  const stage: TileStage = {
    setColors: note("colors"),
    setRamp: note("ramp"),
    setLayers: note("layers"),
    setMarks: note("marks"),
  };
  panel.serve(stage, canvas);
});
afterEach(() => {
  controller.abort();
  vi.unstubAllGlobals();
});

const marker = () => panel.colorBar.root.querySelector<HTMLElement>(".sw-marker") as HTMLElement;
const table = () => panel.facts.root.querySelector("table")?.textContent;
const facts = (more: Partial<Facts>): Facts => ({ rows: [["Class", "8"]], ...more });

test("colors the stage and its bar by the same values and the same ramp", () => {
  const [colors] = told.colors as [{ label: string; values: Float32Array }];
  expect([colors.label, Array.from(colors.values)]).toEqual(["Slope", [5, 10]]);
  expect(panel.colorBar.root.querySelector(".sw-label")?.textContent).toBe("Slope");
  expect(told.ramp).toEqual(["viridis"]);
  model.receive({ colormap: "magma" });
  expect(told.ramp).toEqual(["magma"]);
  model.receive({ _colors: {} });
  expect(told.colors).toEqual([null]);
  expect(panel.colorBar.root.hidden).toBe(true);
});

test("shows what is chosen of layers and colors, and sends what is clicked", () => {
  const chips = () => Array.from(panel.toolbar.root.querySelectorAll<HTMLElement>(".sw-chip"));
  const pressed = () => chips().map((chip) => chip.getAttribute("aria-pressed"));
  expect([told.layers, pressed()]).toEqual([
    [[0], 2, Number.POSITIVE_INFINITY],
    ["true", "false"],
  ]);
  chips()[1].click();
  expect(model.sent.at(-1)).toEqual({ visible_layers: [0, 1] });
  expect([told.layers, pressed()]).toEqual([
    [[0, 1], 2, Number.POSITIVE_INFINITY],
    ["true", "true"],
  ]);
  const menu = panel.toolbar.root.querySelector("select") as HTMLSelectElement;
  expect(menu.value).toBe("slope");
  menu.value = "area";
  menu.dispatchEvent(new Event("change"));
  expect(model.sent.at(-1)).toEqual({ color_by: "area" });
});

test("moves the view by its buttons", () => {
  for (const button of panel.toolbar.buttons.querySelectorAll("button")) button.click();
  expect(ways).toEqual(["zoom 0.5", "zoom 2", "home"]);
});

test("marks the tile that is pointed at, else the selected one, and tells the facts of both", () => {
  expect([told.marks, marker().hidden, table()]).toEqual([[-1, -1], true, ""]);
  model.receive({ selected: 1, _selected_facts: facts({ tile: 1 }) });
  expect([told.marks, marker().style.left]).toEqual([[-1, 1], "100%"]);
  expect(table()).toContain("1 selected");
  model.receive({ hovered: 0, _facts: facts({ tile: 0 }) });
  expect([told.marks, marker().style.left]).toEqual([[0, 1], "50%"]);
  expect(table()).toContain("0 here");
  model.receive({ hovered: -1 }); // whose facts may stay behind
  expect(table()).not.toContain("here");
  expect(table()).toContain("1 selected");
});

test("tells the facts of a sampled point, which is in no tile", () => {
  model.receive({ _facts: facts({ point: [1, 2] }) });
  expect(table()).toContain("1, 2 here");
  expect(marker().hidden).toBe(true);
});

test("tells the main facts at a finger where the panel is out of sight", () => {
  const tip = canvas.querySelector<HTMLElement>(".sw-tip") as HTMLElement;
  canvas.dispatchEvent(Object.assign(new Event("pointerdown"), { clientX: 1, clientY: 1 }));
  model.receive({ hovered: 0, _facts: facts({ tile: 0 }) });
  expect(tip.hidden).toBe(true);
  sight([{ intersectionRatio: 0 }]);
  expect([tip.hidden, tip.textContent]).toEqual([false, "Tile 0Class8"]);
});
