import { afterEach, beforeEach, expect, test, vi } from "vitest";
import widget from "../../src/depth_width_explorer.ts";
import type { DepthWidthTraits } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { answers, play, send } from "../recorded.ts";

const leaks = watchForLeaks();
/** A network of two inputs, of which the four tiles are quarters of the window. */
const QUARTERS = { network: "folding", depth: 1, width: 2 } as const;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(200);
});

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The tent map of depth 2. */
function mount(traits: Partial<DepthWidthTraits> = {}) {
  const model = play<DepthWidthTraits>("depth_width", traits);
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host });
  const one = <E extends Element = HTMLElement>(selector: string) => host.querySelector<E>(selector) as E;
  return { model, host, remove, one };
}

test("mounting and unmounting leaves nothing behind", async () => {
  const { model, host, remove } = mount();
  await send(model, QUARTERS);
  expect(model.get("_cells")).toHaveProperty("positions");
  expect(leaks.listeners().length).toBeGreaterThan(8);
  remove();
  expect([leaks.listeners(), leaks.observers(), model.listening, vi.getTimerCount()]).toEqual([[], 0, 0, 0]);
  expect(host.childElementCount).toBe(0);
});

test("the graph is drawn from bend to bend", () => {
  const { one } = mount();
  // Of the window, which is 1.12 wide and high, 0.06 are on either side.
  const share = (coordinate: number) => (coordinate + 0.06) / 1.12;
  const at = (x: number, y: number) => `${(400 * share(x)).toFixed(2)} ${(200 * (1 - share(y))).toFixed(2)}`;
  const bends = [at(0, 0), at(0.25, 1), at(0.5, 0), at(0.75, 1), at(1, 0)];
  expect(one(".sw-depth-graph").getAttribute("d")).toBe(`M${bends.join("L")}`);
});

test("a curve ends where numbers are no longer known, and the legend has those of the present depth", async () => {
  const { host, model } = mount();
  const line = (name: string) =>
    host.querySelector(`.sw-chart .sw-depth-line[data-series="${name}"]`)?.getAttribute("d") ?? "";
  expect(line("upper").split("L").length).toBe(8);
  expect(line("measured").split("L").length).toBe(2);
  const numbers = () => [...host.querySelectorAll(".sw-depth-number")].map(({ textContent }) => textContent);
  expect(numbers()).toEqual(["9", "6", "5", "4", "4"]);
  model.set("depth", 3);
  model.save_changes();
  expect(numbers()).toEqual(["27", "12", "7", "6", "–"]);
  await answers();
  expect(numbers()).toEqual(["27", "12", "7", "6", "8"]);
  expect(line("measured").split("L").length).toBe(3);
});

test("sliders, menu and dice tell Python, and a width that has but one value is not for the hand", async () => {
  const { model, one, host } = mount();
  const [depth, width] = host.querySelectorAll<HTMLInputElement>(".sw-depth-slider");
  expect([depth.min, depth.max, depth.value, width.disabled]).toEqual(["1", "8", "2", true]);
  expect(host.querySelectorAll(".sw-depth-reading")[1].textContent).toBe("2");
  depth.value = "3";
  depth.dispatchEvent(new Event("input"));
  expect(model.get("depth")).toBe(3);
  await answers();
  expect(one(".sw-status").textContent).toBe("1 - 2 - 2 - 2 - 1: 8 pieces on [0, 1]");
  const menu = one<HTMLSelectElement>("select");
  menu.value = "random";
  menu.dispatchEvent(new Event("change"));
  expect(model.get("network")).toBe("random");
  await answers();
  expect([width.disabled, width.value]).toEqual([false, "4"]);
  expect(host.querySelectorAll(".sw-depth-reading")[1].textContent).toBe("4");
  one<HTMLButtonElement>('[title="Other random weights"]').click();
  expect(model.get("seed")).toBe(1);
});

test("without tiles or a graph the status stands in the middle", () => {
  const { one } = mount({ _graph: {}, status: "more than <b>15 000</b> tiles" });
  expect(one(".sw-message").textContent).toBe("more than <b>15 000</b> tiles");
  expect(one(".sw-depth-tiles").hidden).toBe(true);
});

test("tiles are filled one by one and their common edges are drawn once", async () => {
  const calls: string[] = [];
  const context = new Proxy({} as Record<string, unknown>, {
    get: (_, name) => () => calls.push(String(name)),
    set: () => true,
  });
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(context as never);
  const { model } = mount();
  await send(model, QUARTERS);
  // The stubbed observer tells no size: a canvas asks for it when the pointer enters.
  document.querySelector(".sw-depth-tiles")?.dispatchEvent(new Event("pointerenter"));
  vi.advanceTimersByTime(50);
  const count = (name: string) => calls.filter((call) => call === name).length;
  expect([count("fill"), count("stroke")]).toEqual([4, 1]);
  expect(count("lineTo")).toBe(4 * 3 + 4);
  expect(model.get("depth")).toBe(1);
});
