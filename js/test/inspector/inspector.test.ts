import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { formatColumn } from "../../src/color/numbers.ts";
import type { Beside } from "../../src/frame/linked_model.ts";
import { signedPixels } from "../../src/inspector/signed.ts";
import widget from "../../src/tile_inspector.ts";
import type { InspectorTraits } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { foundExplorer, playBeside, send } from "../recorded.ts";

const leaks = watchForLeaks();

beforeEach(() => {
  vi.stubGlobal("matchMedia", undefined);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  document.body.replaceChildren();
});

async function mount(name = "inspector", traits: Partial<Beside<InspectorTraits>> = {}) {
  const { model, page } = playBeside<InspectorTraits>(name, traits);
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host, host: page });
  await foundExplorer();
  const row = (term: string) => host.querySelector<HTMLElement>(`[data-row="${term}"]`)!;
  const cells = (term: string) =>
    [...row(term).querySelectorAll(":scope > .sw-term-cell")].map(({ textContent }) => textContent);
  const titles = () => [...host.querySelectorAll(".sw-tile-title")].map(({ textContent }) => textContent);
  return { model, host, remove, row, cells, titles };
}

describe("the inspector", () => {
  test("tells of the tile in the middle, the one pointed at and the selected one", async () => {
    const { model, host, titles, cells, remove } = await mount();
    expect(titles()[0]).toMatch(/^Tile \d+ in the middle$/);
    await send(model, { selected: 3 });
    expect(titles()).toEqual(["Tile 3 selected", "Point at another tile to compare it."]);
    expect(cells("class")[0]).toMatch(/^\d, .* ahead of \d$/);
    expect(host.querySelectorAll(".sw-row-image")).toHaveLength(10);
    expect(host.querySelectorAll(".sw-first")).toHaveLength(1);
    remove();
    expect(leaks.listeners()).toEqual([]);
    expect(leaks.observers()).toBe(0);
    expect(model.listening).toBe(0);
  });

  test("has rows of A as a table where inputs are no images", async () => {
    const { model, host, cells } = await mount("inspected_plane");
    await send(model, { hovered: 5 });
    const table = host.querySelector(".sw-matrix-table")!;
    expect([...table.querySelectorAll("thead th")].map(({ textContent }) => textContent)).toEqual([
      "",
      "x₁",
      "x₂",
      "c",
    ]);
    expect(table.querySelectorAll("tbody tr")).toHaveLength(3);
    expect(cells("x")[0]).toContain("x₁");
  });

  test("explains each quantity to those who point, come by Tab, or tap", async () => {
    vi.useFakeTimers();
    const { model, host, row } = await mount();
    await send(model, { selected: 2 });
    const tip = host.querySelector<HTMLElement>(".sw-explanation")!;
    const buttons = [...host.querySelectorAll<HTMLButtonElement>(".sw-term")];
    expect(buttons.length).toBeGreaterThan(12);
    for (const button of buttons) {
      const meaning = document.getElementById(button.getAttribute("aria-describedby")!)?.textContent;
      expect(meaning).toMatch(/: .*\.$/);
    }
    const [term, cell] = [
      row("norm").querySelector(".sw-term")!,
      row("norm").querySelector(".sw-term-cell")!,
    ];
    const over = (target: Element) => target.dispatchEvent(new MouseEvent("pointerover", { bubbles: true }));
    over(cell);
    expect(tip.hidden).toBe(true);
    vi.advanceTimersByTime(300);
    expect(tip.textContent).toContain("‖A‖₂ = max ‖A d‖");
    host.querySelector(".sw-root")!.dispatchEvent(new MouseEvent("pointerleave"));
    vi.advanceTimersByTime(300);
    expect(tip.hidden).toBe(true);
    (term as HTMLElement).click();
    expect(tip.hidden).toBe(false);
    term.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect(tip.hidden).toBe(true);
  });

  test("tells what is between two selected tiles", async () => {
    const { model, row, cells, titles } = await mount();
    expect(row("path").hidden).toBe(true);
    await send(model, { selection: [0, 7] });
    expect(row("path").hidden).toBe(false);
    expect(titles()).toEqual(["Tile 0 selected", "Tile 7 selected, too"]);
    expect(cells("path")[0]).toMatch(/^\d+ stepsfrom 0 to .* over unit \d+ of relu \d/);
    expect(cells("separating")[0]).toMatch(/relu 1: /);
  });

  test("gives what is known as text", async () => {
    const { model, host } = await mount();
    await send(model, { selected: 4 });
    host.querySelector<HTMLButtonElement>("[aria-label='Copy what is known']")!.click();
    const text = host.querySelector(".sw-code pre")!.textContent!;
    expect(text).toContain("Tile\t4\n");
    expect(text.split("\n").filter((line) => line.startsWith("A, "))).toHaveLength(10);
    expect(text).toMatch(/Active units, relu 1\t\d+ of 12/);
  });
});

test("zero is the background, and the largest of either sign has the full color", () => {
  const pixels = signedPixels(Float32Array.of(-2, 0, 2, 1), 1, 2, false);
  expect([...pixels.slice(0, 3)]).toEqual([194, 74, 8]);
  expect([...pixels.slice(4, 8)]).toEqual([255, 255, 255, 255]);
  expect([...pixels.slice(8, 11)]).toEqual([10, 102, 194]);
  expect([...pixels.slice(12, 15)]).toEqual([133, 179, 225].map((value) => expect.closeTo(value, -0.5)));
  expect([...signedPixels(Float32Array.of(-1, 0, 1), 3, 1, true)]).toEqual([0, 128, 255, 255]);
});

test("numbers below each other have as many digits", () => {
  expect(formatColumn([-1.1, 0.2034, 5.09])).toEqual(["−1.10", "0.20", "5.09"]);
  expect(formatColumn([0.76, -0.0001])).toEqual(["0.760", "0.000"]);
  expect(formatColumn([0, 0])).toEqual(["0", "0"]);
  expect(formatColumn([1234, 1])).toEqual(["1\u2009234", "1"]);
});
