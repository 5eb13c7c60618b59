import { afterEach, beforeEach, expect, test, vi } from "vitest";
import widget from "../../src/loss_landscape.ts";
import type { LandscapeTraits, WireSpot } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { answers, play } from "../recorded.ts";

const leaks = watchForLeaks();
const SPOTS: WireSpot[] = [
  { kind: "minimum", at: [0.25, -0.5], height: 0, loss: "0.05", words: "" },
  { kind: "saddle", at: [0, 0], height: 0.5, loss: "1.25", words: "0.3 above" },
];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("matchMedia", undefined);
  Object.assign(HTMLElement.prototype, { setPointerCapture: () => {} }); // which jsdom lacks
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
});

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Two landscapes on [-1, 1]^2, whose marble has rolled. */
function mount(traits: Partial<LandscapeTraits> = {}) {
  const model = play<LandscapeTraits>("landscape", traits);
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host });
  const all = <E extends Element = HTMLElement>(selector: string) => [...host.querySelectorAll<E>(selector)];
  // The stubbed observer tells no size: a canvas asks for it when the pointer enters.
  for (const map of all(".sw-landscape-map")) map.dispatchEvent(new Event("pointerenter"));
  const labeled = <E extends Element = HTMLInputElement>(label: string) =>
    host.querySelector<E>(`[aria-label="${label}"]`) as E;
  const key = (node: Element, name: string, more: KeyboardEventInit = {}) =>
    node.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, ...more }));
  return { model, host, remove, all, labeled, key };
}

function enter(input: HTMLInputElement, value: string): void {
  input.value = value;
  input.dispatchEvent(new Event("change"));
}

test("mounting and unmounting leaves nothing behind", async () => {
  const { model, host, remove, all } = mount();
  expect(all(".sw-landscape-column").length).toBe(2);
  model.receive({ _landscapes: model.get("_landscapes").slice(0, 1) });
  expect(all(".sw-landscape-column").length).toBe(1);
  expect(leaks.listeners().length).toBeGreaterThan(20);
  remove();
  expect([leaks.listeners(), leaks.observers(), model.listening, vi.getTimerCount()]).toEqual([[], 0, 0, 0]);
  expect(host.childElementCount).toBe(0);
});

test("a click on a map lets a marble go there, Escape takes it away, and undo brings it back", async () => {
  const { model, all, key } = mount();
  const [map] = all(".sw-landscape-map");
  const drawn = () => all(".sw-chart .sw-landscape-line").map((line) => line.getAttribute("d"));
  const before = drawn();
  map.dispatchEvent(new MouseEvent("click", { clientX: 100, clientY: 150, bubbles: true }));
  expect(model.get("marble")).toEqual([-0.5, 0.25]);
  await answers();
  expect(model.get("_ways")[0].words).toContain("loss");
  // The singular values are what they were, the losses of the marble are others.
  expect(drawn().slice(0, 2)).toEqual(before.slice(0, 2));
  expect(drawn()[2]).not.toBe(before[2]);
  expect(all(".sw-landscape-entry").map(({ textContent }) => textContent)).toContain("skip0.0500");
  key(map, "Escape");
  expect(model.get("marble")).toBe(null);
  key(map, "z", { ctrlKey: true });
  expect(model.get("marble")).toEqual([-0.5, 0.25]);
  key(map, "z", { ctrlKey: true });
  expect(model.get("marble")).toEqual([0.75, 0.5]);
});

test("keys move a crosshair, which tells the loss there, and let the marble go", () => {
  const { model, all, key } = mount();
  const [, map] = all(".sw-landscape-map");
  key(map, "ArrowRight");
  key(map, "ArrowUp", { shiftKey: true });
  const { seq, landscape, at } = model.get("_pointed");
  expect([seq > 0, landscape]).toEqual([true, 1]);
  expect(at?.map((c) => c.toFixed(6))).toEqual(["0.020000", "0.000000"]);
  model.receive({ _answered: seq });
  expect(model.get("_pointed").at?.map((c) => c.toFixed(6))).toEqual(["0.020000", "0.100000"]);
  for (let i = 0; i < 60; i++) key(map, "ArrowLeft", { shiftKey: true });
  key(map, "Enter");
  expect(model.get("marble")?.map((c) => c.toFixed(6))).toEqual(["-1.000000", "0.100000"]);
});

test("facts are those of the landscape under the pointer, as text", () => {
  const { model, all } = mount();
  const rows: [string, string][] = [["loss", "<b>1.5</b>"]];
  model.receive({ _facts: { landscape: 1, at: [0, 0], rows } });
  expect(all(".sw-facts tr").map(({ textContent }) => textContent)).toEqual(["onplain", "loss<b>1.5</b>"]);
  model.receive({ _facts: {} });
  expect(all(".sw-facts tr").length).toBe(0);
});

test("numbers are sent when they are some", () => {
  const { model, labeled } = mount();
  enter(labeled("Share of a move that the next one keeps"), "0.9");
  enter(labeled("Number of level lines"), "");
  expect([model.get("momentum"), model.get("levels")]).toEqual([0.9, 12]);
});

test("the color bar sets scale and limits, and takes these back", () => {
  const { model, host } = mount();
  const end = host.querySelector(".sw-colorbar input") as HTMLInputElement;
  const button = (name: string) => host.querySelector<HTMLButtonElement>(`.sw-colorbar ${name}`);
  enter(end, "0.5");
  const [low, high] = model.get("limits") as [number, number];
  expect([low, high > low]).toEqual([0.5, true]);
  // A logarithm has no such end.
  enter(end, "-1");
  expect(model.get("limits")).toEqual([low, high]);
  button('[aria-label="Range of all losses"]')?.click();
  expect(model.get("limits")).toBe(null);
  button(".sw-log")?.click();
  expect(model.get("scale")).toBe("linear");
  expect(host.querySelectorAll("select").length).toBe(0);
});

test("views are shown and hidden, and there are toggles only for what is there", () => {
  const { model, all } = mount();
  const shown = () => all<HTMLButtonElement>(".sw-toggles > button").filter(({ hidden }) => !hidden);
  expect(shown().map(({ textContent }) => textContent)).toEqual(["Surface", "Map", "Level lines"]);
  shown()[0].click();
  expect(model.get("visible")).not.toContain("surface");
  expect(all(".sw-landscape-surface").map(({ hidden }) => hidden)).toEqual([true, true]);
  const [first, second] = model.get("_landscapes");
  model.receive({ _landscapes: [{ ...first, spots: SPOTS }, second] });
  expect(shown().map(({ textContent }) => textContent)).toEqual(["Surface", "Map", "Level lines", "Minima"]);
});

test("minima are listed, and a click selects one or none", () => {
  const { model, all } = mount();
  const [first, second] = model.get("_landscapes");
  model.receive({ _landscapes: [first, { ...second, spots: SPOTS }] });
  const entries = () => all<HTMLButtonElement>(".sw-landscape-spots > button");
  expect(entries().map(({ textContent }) => textContent)).toEqual([
    "plain minimum 0.050.25, −0.5",
    "plain saddle 1.250, 00.3 above",
  ]);
  const words = () => all(".sw-landscape-words").map(({ hidden }) => hidden);
  expect(words()).toEqual([true, true]);
  entries()[1].focus();
  entries()[1].click();
  expect(model.get("selected")).toBe(1);
  expect(document.activeElement).toBe(entries()[1]);
  expect(entries()[1].getAttribute("aria-pressed")).toBe("true");
  expect(words()).toEqual([true, false]);
  entries()[1].click();
  expect(model.get("selected")).toBe(-1);
});

test("a slider has a step for each choice, and chooses when it is let go", () => {
  const { model, all } = mount({ depths: [10, 20, 40], depth: 20 });
  const sliders = all<HTMLInputElement>(".sw-landscape-slider");
  const [depth, skip] = sliders;
  expect([depth.max, depth.value, depth.parentElement?.hidden, skip.parentElement?.hidden]).toEqual([
    ...["2", "1"],
    ...[false, true],
  ]);
  depth.value = "2";
  depth.dispatchEvent(new Event("input"));
  expect([depth.parentElement?.textContent, model.get("depth")]).toEqual(["Depth40", 20]);
  depth.dispatchEvent(new Event("change"));
  expect(model.get("depth")).toBe(40);
});

test("without WebGL2 there are maps, and it is said; words stand for the pictures", () => {
  const { host, all } = mount();
  expect(host.querySelector(".sw-status")?.textContent).toContain("no WebGL2");
  expect(all(".sw-landscape-map")[1].getAttribute("aria-label")).toContain("25 of them holes");
});
