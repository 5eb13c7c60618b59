import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Beside } from "../../src/frame/linked_model.ts";
import widget from "../../src/network_diagram.ts";
import type { DiagramTraits, WeightEdit, WireNetwork } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { foundExplorer, playBeside, send, stateOf } from "../recorded.ts";

const leaks = watchForLeaks();
const WIDTH = 700;

beforeEach(() => {
  vi.stubGlobal("matchMedia", undefined);
  Object.assign(HTMLElement.prototype, {
    setPointerCapture: () => {},
    releasePointerCapture: () => {},
    hasPointerCapture: () => true,
  });
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(WIDTH);
});

afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

async function mount(name = "diagram", traits: Partial<Beside<DiagramTraits>> = {}) {
  const { model, page } = playBeside<DiagramTraits>(name, traits);
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host, host: page });
  await foundExplorer();
  const unit = (column: number, entry: number) =>
    host.querySelector<HTMLButtonElement>(`[data-column="${column}"][data-entry="${entry}"]`)!;
  const key = (name: string, target: Element) =>
    target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  const text = (selector: string) => host.querySelector(selector)?.textContent ?? "";
  return { model, host, remove, unit, key, text };
}

/** The recorded network, in a widget that changes its model. */
function free(name = "diagram"): Partial<Beside<DiagramTraits>> {
  const network = stateOf<DiagramTraits>(name, "diagram")._network as WireNetwork;
  return { _network: { ...network, fixed: "" } };
}

describe("the diagram", () => {
  test("has a button for each input, unit and output, and leaves nothing behind", async () => {
    const { host, remove, model } = await mount();
    expect(host.querySelectorAll("button.sw-net-unit")).toHaveLength(2 + 5 + 4 + 3);
    expect([...host.querySelectorAll(".sw-net-name")].map(({ textContent }) => textContent)).toEqual([
      "inputs · 2",
      "relu 1 · 5",
      "relu 2 · 4",
      "outputs · 3",
    ]);
    expect(model.listening).toBeGreaterThan(10);
    remove();
    expect(leaks.listeners()).toEqual([]);
    expect(leaks.observers()).toBe(0);
    expect(model.listening).toBe(0);
  });

  test("tells the explorer which unit is pointed at and chosen, and shows what it is told", async () => {
    const { model, unit, text, host } = await mount();
    unit(2, 1).dispatchEvent(new MouseEvent("pointerenter"));
    expect(model.get("_pointed_unit")).toEqual([1, 1]);
    unit(1, 3).click();
    expect(model.get("unit")).toEqual([0, 3]);
    expect(unit(1, 3).getAttribute("aria-pressed")).toBe("true");
    expect(text(".sw-net-readings")).toContain("unit 3 of relu 1");
    await send(model, { unit: [1, 2], _pointed_unit: [0, 0] });
    expect(unit(2, 2).getAttribute("aria-pressed")).toBe("true");
    expect(unit(1, 3).getAttribute("aria-pressed")).toBe("false");
    expect(unit(1, 0).classList).toContain("sw-net-pointed");
    unit(2, 2).click();
    expect(model.get("unit")).toBeNull();
    expect(host.querySelectorAll("[aria-pressed=true]")).toHaveLength(0);
  });

  test("leaves the paths of a tile, with its matrix, and takes them back", async () => {
    const { model, host, unit } = await mount();
    const matrix = () => host.querySelector<HTMLElement>('[aria-label="Map of the tile"]')!;
    expect(matrix().hidden).toBe(true);
    await send(model, { hovered: 5, pointer: null });
    expect(matrix().hidden).toBe(false);
    const cells = [...matrix().querySelectorAll<HTMLElement>("td[data-value]")];
    expect(cells).toHaveLength(3 * 2);
    expect(host.querySelectorAll(".sw-net-off").length).toBeGreaterThan(0);
    const off = [...host.querySelectorAll<HTMLElement>(".sw-net-off")];
    expect(off.every(({ title }) => title.endsWith("= 0, not active"))).toBe(true);
    expect(unit(0, 0).textContent).not.toBe("0");
    await send(model, { hovered: -1, pointer: null });
    expect(matrix().hidden).toBe(true);
    expect(host.querySelectorAll(".sw-net-off")).toHaveLength(0);
  });

  test("is gone through by arrow keys, with one stop for the Tab key", async () => {
    const { host, unit, key } = await mount();
    expect(host.querySelectorAll('.sw-net-unit[tabindex="0"]')).toHaveLength(1);
    unit(0, 0).focus();
    key("ArrowDown", unit(0, 0));
    expect(document.activeElement).toBe(unit(0, 1));
    key("ArrowRight", unit(0, 1));
    expect(document.activeElement).toBe(unit(1, 3));
    key("ArrowLeft", unit(1, 3));
    expect(document.activeElement).toBe(unit(0, 1));
    expect(host.querySelectorAll('.sw-net-unit[tabindex="0"]')).toHaveLength(1);
  });
});

describe("weights", () => {
  test("are listed and stay where the model is the user's own", async () => {
    const { model, host, unit, text, key } = await mount();
    unit(1, 2).click();
    expect([...host.querySelectorAll(".sw-net-weight > span")].map(({ textContent }) => textContent)).toEqual(
      ["bias", "x₁", "x₂"],
    );
    expect(host.querySelectorAll(".sw-net-weight input")).toHaveLength(0);
    expect(text(".sw-net-readings")).toContain("The weights stay as they are");
    model.sent = [];
    key("]", unit(1, 2));
    key("+", unit(1, 2));
    expect(model.sent.filter((each) => "_weight" in each)).toEqual([]);
  });

  test("are changed by keys and by fields, at once here and by a message", async () => {
    const { model, host, unit, key, text } = await mount("diagram", free());
    unit(1, 2).click();
    const fields = [...host.querySelectorAll<HTMLInputElement>(".sw-net-weight input")];
    expect(fields).toHaveLength(3);
    fields[1].value = "0.5";
    fields[1].dispatchEvent(new Event("change"));
    const first = model.get("_weight") as WeightEdit;
    expect(first).toMatchObject({ column: 1, unit: 2, source: 0, entry: 0, value: 0.5, done: true });
    expect(text(".sw-net-readout")).toMatch(/^Weight of x₁ in unit 2 of relu 1: 0.5$/);
    await send(model, { _answered: first.seq });
    unit(1, 2).focus();
    key("[", unit(1, 2));
    key("+", unit(1, 2));
    const second = model.get("_weight") as WeightEdit;
    expect(second).toMatchObject({ column: 1, unit: 2, source: -1 });
    expect(second.seq).toBeGreaterThan(first.seq);
    expect(second.value).toBeGreaterThan(Number(fields[0].defaultValue || fields[0].value) - 1);
  });

  test("are taken by a hand that moves up and down, one message at a time", async () => {
    const { model, host } = await mount("diagram", free());
    const net = host.querySelector(".sw-net")!;
    // On the stub at unit 0 of the first layer, or the edge that leads to it.
    const pointer = (type: string, clientX: number, clientY: number) => {
      const event = new MouseEvent(type, { clientX, clientY, bubbles: true, cancelable: true, button: 0 });
      net.dispatchEvent(Object.assign(event, { pointerId: 1, pointerType: "mouse" }));
    };
    const node = host.querySelector<HTMLElement>('[data-column="1"][data-entry="0"]')!;
    const [x, y] = [Number.parseFloat(node.style.left) - 3, Number.parseFloat(node.style.top) + 11];
    pointer("pointerdown", x, y);
    pointer("pointermove", x, y - 12);
    const first = model.get("_weight") as WeightEdit;
    expect(first).toMatchObject({ column: 1, unit: 0, done: false });
    pointer("pointermove", x, y - 24);
    expect(model.get("_weight")).toBe(first);
    pointer("pointerup", x, y - 24);
    await send(model, { _answered: first.seq });
    const last = model.get("_weight") as WeightEdit;
    expect(last.done).toBe(true);
    const network = stateOf<DiagramTraits>("diagram", "diagram")._network as WireNetwork;
    expect(network.columns[1].connections).toHaveLength(1);
    expect(last.value - first.value).toBeGreaterThan(0);
  });
});

test("layers of many units are boxes with their numbers, and the share that is active", async () => {
  const { model, host } = await mount("summarized_diagram");
  const boxes = [...host.querySelectorAll<HTMLElement>(".sw-net-box")];
  expect(boxes.map((box) => box.querySelector("b")?.textContent)).toEqual(["36", "64", "160", "3"]);
  expect(boxes[1].textContent).toContain("conv2d");
  const shares = () => boxes.map((box) => box.querySelector<HTMLElement>(".sw-net-share")?.hidden);
  expect(shares()).toEqual([true, true, true, true]);
  await send(model, { hovered: 1, pointer: null });
  expect(shares()).toEqual([true, false, false, true]);
  expect(boxes[1].querySelector<HTMLElement>(".sw-net-share")?.title).toMatch(/^\d+ of 64 active$/);
});
