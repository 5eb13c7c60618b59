import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tentTraits, triangles } from "../../harness/depth_states.ts";
import { FakeModel } from "../../harness/model.ts";
import widget from "../../src/depth_width_explorer.ts";
import type { DepthWidthTraits } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";

const leaks = watchForLeaks();

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

function mount(traits: Partial<DepthWidthTraits> = {}) {
  const model = new FakeModel<DepthWidthTraits>({ ...tentTraits(), ...traits });
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host });
  const one = <E extends Element = HTMLElement>(selector: string) => host.querySelector<E>(selector) as E;
  return { model, host, remove, one };
}

test("mounting and unmounting leaves nothing behind", () => {
  const { model, host, remove } = mount({ _cells: triangles() });
  expect(leaks.listeners().length).toBeGreaterThan(8);
  remove();
  expect([leaks.listeners(), leaks.observers(), model.listening, vi.getTimerCount()]).toEqual([[], 0, 0, 0]);
  expect(host.childElementCount).toBe(0);
});

test("the graph is drawn from corner to corner", () => {
  const { one } = mount();
  expect(one(".sw-depth-graph").getAttribute("d")).toBe(
    "M0.00 200.00L100.00 0.00L200.00 200.00L300.00 0.00L400.00 200.00",
  );
});

test("a curve ends where numbers are no longer known, and the legend has those of the present depth", () => {
  const { host, model } = mount();
  const line = (name: string) =>
    host.querySelector(`.sw-chart .sw-depth-line[data-series="${name}"]`)?.getAttribute("d") ?? "";
  expect(line("upper").split("L").length).toBe(3);
  expect(line("measured").split("L").length).toBe(2);
  const numbers = () => [...host.querySelectorAll(".sw-depth-number")].map(({ textContent }) => textContent);
  expect(numbers()).toEqual(["9", "4"]);
  model.receive({ depth: 3 });
  expect(numbers()).toEqual(["27", "–"]);
});

test("sliders, menu and dice tell Python, and a width that has but one value is not for the hand", () => {
  const { model, one, host } = mount();
  const [depth, width] = host.querySelectorAll<HTMLInputElement>(".sw-depth-slider");
  expect([depth.min, depth.max, depth.value, width.disabled]).toEqual(["1", "8", "2", true]);
  expect(host.querySelectorAll(".sw-depth-reading")[1].textContent).toBe("2");
  depth.value = "5";
  depth.dispatchEvent(new Event("input"));
  expect(model.get("depth")).toBe(5);
  const menu = one<HTMLSelectElement>("select");
  menu.value = "random";
  menu.dispatchEvent(new Event("change"));
  expect(model.get("network")).toBe("random");
  model.receive({ _own_width: null });
  expect(width.disabled).toBe(false);
  one<HTMLButtonElement>('[title="Other random weights"]').click();
  expect(model.get("seed")).toBe(1);
});

test("without tiles or a graph the status stands in the middle", () => {
  const { one } = mount({ _graph: {}, status: "more than <b>15 000</b> tiles" });
  expect(one(".sw-message").textContent).toBe("more than <b>15 000</b> tiles");
  expect(one(".sw-depth-tiles").hidden).toBe(true);
});

test("tiles are filled one by one and their common edge is drawn once", () => {
  const calls: string[] = [];
  const context = new Proxy({} as Record<string, unknown>, {
    get: (_, name) => () => calls.push(String(name)),
    set: () => true,
  });
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(context as never);
  const { model } = mount({ _graph: {}, _cells: triangles(), network: "folding", depth: 1 });
  // The stubbed observer tells no size: a canvas asks for it when the pointer enters.
  document.querySelector(".sw-depth-tiles")?.dispatchEvent(new Event("pointerenter"));
  vi.advanceTimersByTime(50);
  const count = (name: string) => calls.filter((call) => call === name).length;
  expect([count("fill"), count("stroke")]).toEqual([2, 1]);
  expect(count("lineTo")).toBe(2 + 2 + 1);
  expect(model.get("depth")).toBe(1);
});
