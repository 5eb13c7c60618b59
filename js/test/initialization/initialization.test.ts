import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { InitializationTraits, Point } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { answers, bare, stateOf } from "../recorded.ts";
import { CLUSTER, mount, SIDE } from "./mounted_initialization.ts";

const leaks = watchForLeaks();
const FREE: Point = [-2, -2];

beforeEach(() => {
  vi.useFakeTimers();
  for (const name of ["clientWidth", "clientHeight", "offsetWidth"] as const)
    vi.spyOn(HTMLElement.prototype, name, "get").mockReturnValue(SIDE);
  vi.spyOn(HTMLElement.prototype, "getBoundingClientRect").mockReturnValue(new DOMRect(0, 0, SIDE, SIDE));
  window.dispatchEvent(new Event("resize"));
});

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

function shown(traits: Parameters<typeof mount>[0] = {}) {
  const all = mount(traits);
  window.dispatchEvent(new Event("resize"));
  vi.advanceTimersByTime(100);
  return all;
}

const text = (host: Element, selector: string) =>
  Array.from(host.querySelectorAll(selector), (node) => node.textContent);

describe("mounting", () => {
  test.each(["empty", "ready"] as const)("leaves nothing behind (%s)", (state) => {
    const nothing = bare<InitializationTraits>("initialization_explorer");
    const { model, host, remove, drag } = shown(state === "empty" ? nothing : {});
    drag([FREE, [-1, -1]]);
    expect(leaks.listeners().length).toBeGreaterThan(20);
    remove();
    expect([leaks.listeners(), leaks.observers(), model.listening, vi.getTimerCount()]).toEqual([
      [],
      0,
      0,
      0,
    ]);
    expect(host.childElementCount).toBe(0);
  });

  test("a network of one's own is shown as it is, too, and asks for no size", () => {
    const { _normalized } = stateOf<InitializationTraits>("initialization");
    const { host } = shown({ _own_model: true, _own_bias: _normalized });
    const seen = (selector: string) =>
      Array.from(host.querySelectorAll(selector)).filter((node) => !node.closest("[hidden]"));
    expect(seen(".sw-plane-caption > .sw-label").map((node) => node.textContent)).toEqual([
      "Zero bias",
      "Random bias",
      "Batch normalization",
      "Its own bias",
    ]);
    expect(seen("input[type=number]").map((node) => node.getAttribute("aria-label"))).toEqual([
      "Seed of the random weights",
    ]);
    expect(host.textContent).toContain("The weights are your own.");
  });

  test("three networks stand side by side over the same points", () => {
    const { host, stages } = shown();
    expect(text(host, ".sw-plane-caption .sw-label")).toEqual([
      "Zero bias",
      "Random bias",
      "Batch normalization",
    ]);
    for (const stage of stages) expect(stage.getAttribute("aria-label")).toContain("12 data points");
    expect(text(host, ".sw-status")[0]).toContain("exact");
  });
});

test("stages stay clear until there is something to draw", () => {
  const contexts = vi.spyOn(HTMLCanvasElement.prototype, "getContext");
  const { model } = shown(bare<InitializationTraits>("initialization_explorer"));
  expect(contexts).not.toHaveBeenCalled(); // opaque ones are black
  const { _zero_bias, window } = stateOf<InitializationTraits>("initialization");
  model.receive({ _zero_bias, window });
  vi.advanceTimersByTime(100);
  expect(contexts).toHaveBeenCalledTimes(1);
});

describe("data points", () => {
  test("a click on free ground adds one, with a message", () => {
    const { model, drag } = shown();
    drag([FREE]);
    expect(model.get("points").slice(0, -1)).toEqual(CLUSTER);
    expect(
      model
        .get("points")
        .at(-1)
        ?.map((c) => Math.round(c)),
    ).toEqual(FREE);
    expect(model.sent.map(Object.keys)).toEqual([["points"]]);
  });

  test("a stroke draws points that keep their distance", () => {
    const { model, drag } = shown();
    drag([FREE, [-1.9, -2], [-1.5, -2], [-1, -2], [-0.5, -2]]);
    expect(model.get("points").length).toBe(CLUSTER.length + 4);
  });

  test("one that is dragged moves in all pictures, and stays in the window", () => {
    const { model, drag, stages, pointer, host } = shown();
    pointer("pointerdown", CLUSTER[3]);
    pointer("pointermove", [5, -1]);
    vi.advanceTimersByTime(50);
    expect(text(host, ".sw-badge:not([hidden])")).toHaveLength(3);
    pointer("pointerup", [5, -1]);
    expect(model.get("points")[3][0]).toBe(3);
    vi.advanceTimersByTime(50);
    expect(text(host, ".sw-badge:not([hidden])")).toEqual([]);
    for (const stage of stages) expect(stage.getAttribute("aria-label")).toContain("Point 4 at 3.00, -1.00");
    drag([
      [3, -1],
      [2, 0],
    ]);
    expect(model.get("points")[3].map((c) => Math.round(c))).toEqual([2, 0]);
    expect(model.get("points").length).toBe(CLUSTER.length);
  });

  test("one that has moved moves what Python says of it, and back", async () => {
    const { drag, host } = shown();
    const seen = () => [text(host, ".sw-layer-row > :last-child"), text(host, ".sw-status")[0]];
    const begun = seen();
    drag([CLUSTER[3], [5, 5]]);
    await answers();
    expect(seen()[0]).not.toEqual(begun[0]);
    vi.advanceTimersByTime(600);
    host.querySelector<HTMLElement>(".sw-undo button")?.click();
    await answers();
    expect(seen()[0]).toEqual(begun[0]);
  });

  test("what Python says meanwhile does not take one out of the hand", () => {
    const { model, pointer } = shown();
    pointer("pointerdown", CLUSTER[0]);
    model.receive({ points: CLUSTER.slice(0, 4) });
    pointer("pointermove", [-1, -1]);
    vi.advanceTimersByTime(50);
    expect(model.get("points").length).toBe(CLUSTER.length);
    pointer("pointerup", [-1, -1]);
  });

  test("a double click deletes one, but not the one that it has added itself", () => {
    const { model, doubleClick, drag } = shown();
    doubleClick(CLUSTER[5]);
    vi.advanceTimersByTime(50);
    expect(model.get("points")).toEqual(CLUSTER.filter((_, i) => i !== 5));
    drag([FREE]);
    drag([FREE]);
    doubleClick(FREE);
    vi.advanceTimersByTime(50);
    expect(model.get("points").length).toBe(CLUSTER.length);
  });

  test("keys select, move, add and delete", () => {
    const { model, key, host } = shown();
    key("ArrowRight", { altKey: true });
    key("ArrowRight", { altKey: true });
    key("ArrowUp");
    vi.advanceTimersByTime(50);
    expect(model.get("points")[1][1]).toBeCloseTo(CLUSTER[1][1] + (8 * 6) / SIDE);
    key("ArrowUp", { shiftKey: true });
    vi.advanceTimersByTime(50);
    expect(model.get("points")[1][1]).toBeCloseTo(CLUSTER[1][1] + (9 * 6) / SIDE);
    key("Delete");
    key("Enter");
    vi.advanceTimersByTime(50);
    expect(model.get("points")).toEqual([CLUSTER[0], ...CLUSTER.slice(2), [0, 0]]);
    const remove = host.querySelector<HTMLButtonElement>("[aria-label^='Delete the selected']");
    expect(remove?.disabled).toBe(false);
    key("Escape");
    expect(remove?.disabled).toBe(true);
  });

  test("undo takes a gesture back, and a refusal is no step", () => {
    const { model, drag, host, key } = shown({ points: CLUSTER.slice(0, 2) });
    drag([FREE]);
    vi.advanceTimersByTime(600);
    expect(model.get("points").length).toBe(3);
    host.querySelector<HTMLElement>(".sw-undo button")?.click();
    expect(model.get("points")).toEqual(CLUSTER.slice(0, 2));
    const undo = host.querySelector<HTMLElement>(".sw-undo button");
    expect(undo?.getAttribute("aria-disabled")).toBe("true");
    key("ArrowRight", { altKey: true });
    key("Delete");
    vi.advanceTimersByTime(50);
    expect(model.get("points")).toHaveLength(1);
    const error = "There is 1 point. It needs two. Add another.";
    model.receive({ points: CLUSTER.slice(0, 2), state: "error", error });
    vi.advanceTimersByTime(50);
    expect(model.get("points")).toEqual(CLUSTER.slice(0, 2));
    expect(text(host, ".sw-complaint:not([hidden]) p")[0]).toContain("Add another.");
    expect(undo?.getAttribute("aria-disabled")).toBe("true");
  });
});

describe("layers and networks", () => {
  test("each layer has a bar of its distance, and of the least; batch normalization's are equal", () => {
    const { host } = shown();
    const bars = Array.from(host.querySelectorAll<HTMLElement>("button .sw-layer-bar"), ({ style }) =>
      ["--sw-length", "--sw-least"].map((name) => Number.parseFloat(style.getPropertyValue(name))),
    );
    expect(bars).toHaveLength(6);
    expect(Math.max(...bars.map(([length]) => length))).toBe(100);
    for (const [length, least] of bars.slice(0, 4)) expect(least).toBeLessThan(length);
    for (const [length, least] of bars.slice(4)) expect(least).toBeCloseTo(length);
    expect(host.querySelectorAll("button.sw-layer-row[aria-pressed=true]")).toHaveLength(3);
  });

  test("a click on a layer chooses it", () => {
    const { model, host } = shown();
    const measures = model.get("_measures").map((each) => ({
      ...each,
      nearest: [each.nearest[0], null],
    }));
    model.receive({ _measures: measures });
    const table = host.querySelectorAll(".sw-layers")[1];
    const rows = table.querySelectorAll<HTMLElement>("button");
    expect(rows[1].textContent).toBe("2none");
    rows[0].click();
    expect(model.get("layer")).toBe(1);
    expect(Array.from(rows, (row) => row.getAttribute("aria-pressed"))).toEqual(["true", "false"]);
  });

  test("densities have one scale of colors, and ratios", async () => {
    const { model, host } = shown();
    expect(host.querySelector<HTMLElement>(".sw-colorbar")?.hidden).toBe(true);
    const density = Array.from(host.querySelectorAll("button")).find(
      ({ textContent }) => textContent === "Density",
    );
    density?.click();
    await answers();
    expect(model.get("look")).toBe("density");
    expect(host.querySelector<HTMLElement>(".sw-colorbar")?.hidden).toBe(false);
    const ratios = model.get("_measures").flatMap((each) => each.ratios ?? []);
    expect(ratios).toHaveLength(6);
    const written = ratios.map((ratio) => `${Number(ratio?.toPrecision(3))}\u2009×`);
    expect(text(host, "button.sw-layer-row > :last-child")).toEqual(written);
    expect(density?.getAttribute("aria-pressed")).toBe("true");
  });

  test("a figure of the survey is chosen as a whole, in one message", () => {
    const { model, host } = shown();
    const menu = host.querySelector("select") as HTMLSelectElement;
    expect(menu.selectedOptions[0].text).toBe("another network");
    menu.value = "8";
    menu.dispatchEvent(new Event("change"));
    expect(model.sent[0]).toEqual({ look: "density", depth: 11, width: 256, layer: 11 });
    expect(Array.from(menu.options, ({ value }) => value)).not.toContain("own");
  });

  test("a long computation tells how far it is, and is given up", () => {
    const { model, host } = shown();
    const waiting = host.querySelector(".sw-waiting") as HTMLElement;
    expect(waiting.hidden).toBe(true);
    model.receive({ _fraction: 0.42, state: "computing" });
    expect([waiting.hidden, waiting.querySelector("progress")?.value]).toEqual([false, 0.42]);
    expect(waiting.textContent).toContain("42");
    waiting.querySelector("button")?.click();
    expect(model.sent).toEqual([{ _stop: 1 }]);
  });

  test("too many tiles are cured by densities", () => {
    const { model, host } = shown();
    model.receive({
      error: "There are too many tiles. They hide each other. Show densities.",
      state: "error",
    });
    const cure = Array.from(host.querySelectorAll<HTMLElement>(".sw-cure")).find(
      ({ textContent, hidden }) => textContent === "Show densities" && !hidden,
    );
    cure?.click();
    expect(model.get("look")).toBe("density");
  });

  test("words from Python are text", () => {
    const { host } = shown({ _data_sets: [{ name: "<img src=x>", title: "x", points: CLUSTER }] });
    expect(host.querySelector("img")).toBeNull();
  });
});
