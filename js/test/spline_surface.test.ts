import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { emptySurfaceTraits, FakeModel } from "../harness/model.ts";
import { SurfaceKernel } from "../harness/surface_kernel.ts";
import { labelsOf } from "../src/space/axes.ts";
import { fitted, project } from "../src/space/camera.ts";
import widget from "../src/spline_surface.ts";
import { axesOf, placed, readGraph, readSamples } from "../src/surface/graph.ts";
import { partsOf } from "../src/surface/parts.ts";
import {
  present,
  type SurfaceLayer,
  type SurfaceTraits,
  type WireData,
  type WireSurface,
} from "../src/wire.ts";
import { watchForLeaks } from "./leaks.ts";

const leaks = watchForLeaks();
const ALL: SurfaceLayer[] = ["tessellation", "surface", "wire", "data", "residuals"];

beforeEach(() => {
  vi.stubGlobal("matchMedia", undefined);
  Object.assign(HTMLElement.prototype, { setPointerCapture: () => {} }); // which jsdom lacks
});

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

function modelOf(traits: Partial<SurfaceTraits> = {}) {
  const kernel = new SurfaceKernel({ hidden: [5, 5], tiles: 0, samples: 20 });
  const model = new FakeModel<SurfaceTraits>({ ...emptySurfaceTraits(), ...traits }, (changed, self) =>
    kernel.take(changed, self),
  );
  kernel.start(model);
  return model;
}

function mount(traits: Partial<SurfaceTraits> = {}) {
  const model = modelOf(traits);
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host });
  const stage = host.querySelector(".sw-stage") as HTMLElement;
  const toggle = (label: string) =>
    Array.from(host.querySelectorAll<HTMLButtonElement>(".sw-toggles > button")).find(
      (button) => button.textContent === label,
    ) as HTMLButtonElement;
  const key = (name: string) =>
    stage.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
  return { model, host, remove, stage, toggle, key };
}

function wires(): { surface: WireSurface; data: WireData } {
  const model = modelOf();
  const [surface, data] = [model.get("surface"), model.get("data")];
  if (!present(surface) || !present(data)) throw new Error("no surface");
  return { surface, data };
}

describe("mounting", () => {
  test("leaves no listener, observer or element behind", () => {
    const { model, host, remove } = mount();
    expect(leaks.listeners().length).toBeGreaterThan(20);
    expect(leaks.observers()).toBeGreaterThan(1);
    expect(model.listening).toBeGreaterThan(10);
    remove();
    expect(leaks.listeners()).toEqual([]);
    expect(leaks.observers()).toBe(0);
    expect(model.listening).toBe(0);
    expect(host.childElementCount).toBe(0);
  });

  test("removed in the middle of a turn, it tells nothing more", () => {
    vi.useFakeTimers();
    const { model, remove, key } = mount();
    key("ArrowLeft");
    remove();
    vi.advanceTimersByTime(5000);
    expect(model.sent).toEqual([]);
    expect(leaks.listeners()).toEqual([]);
  });

  test("two views of one model are apart", () => {
    const { model, remove } = mount();
    const second = document.createElement("div");
    const removeSecond = widget.render({ model, el: second });
    remove();
    model.receive({ status: "still here" });
    expect(second.querySelector(".sw-status")?.textContent).toBe("still here");
    removeSecond();
    expect(model.listening).toBe(0);
  });

  test("without WebGL2 it says so, and goes on saying so", () => {
    const { model, host } = mount();
    const message = host.querySelector<HTMLElement>(".sw-message");
    expect(message?.textContent).toContain("no WebGL2");
    model.receive({ status: "3 tiles", state: "ready" });
    expect(message?.hidden).toBe(false);
    expect(message?.textContent).toContain("no WebGL2");
  });
});

describe("the frame", () => {
  test("toggles show and set what is visible, in their own order", () => {
    const { model, toggle } = mount({ visible: ["data", "surface"] });
    expect(toggle("Surface").getAttribute("aria-pressed")).toBe("true");
    expect(toggle("Edges").getAttribute("aria-pressed")).toBe("false");
    toggle("Edges").click();
    expect(model.get("visible")).toEqual(["surface", "wire", "data"]);
    expect(toggle("Edges").getAttribute("aria-pressed")).toBe("true");
    toggle("Surface").click();
    expect(model.get("visible")).toEqual(["wire", "data"]);
  });

  test("without data there is nothing to toggle, without targets no residuals", () => {
    const { model, toggle } = mount();
    expect([toggle("Data").hidden, toggle("Residuals").hidden]).toEqual([false, false]);
    const { targets: _, ...rest } = model.get("data") as WireData;
    model.receive({ data: rest });
    expect([toggle("Data").hidden, toggle("Residuals").hidden]).toEqual([false, true]);
    model.receive({ data: {} });
    expect([toggle("Data").hidden, toggle("Residuals").hidden]).toEqual([true, true]);
  });

  test("the output menu sets the index, and hides when there is one output only", () => {
    const { model, host } = mount();
    const menu = host.querySelector(".sw-subbar select") as HTMLSelectElement;
    expect(Array.from(menu.options, ({ text }) => text)).toEqual(model.get("outputs"));
    menu.value = "1";
    menu.dispatchEvent(new Event("change"));
    expect(model.get("output")).toBe(1);
    model.receive({ outputs: ["<b>y</b>"], output: 0 });
    expect(menu.closest("label")?.hidden).toBe(true);
    expect(menu.options[0].text).toBe("<b>y</b>");
  });

  test("the height slider is told when let go, and its button brings 1 back", () => {
    const { model, host } = mount({ vertical_scale: 2 });
    const slider = host.querySelector(".sw-scale") as HTMLInputElement;
    const reset = host.querySelector(".sw-scale-reading + button") as HTMLButtonElement;
    expect(slider.value).toBe("1");
    slider.value = "-1";
    slider.dispatchEvent(new Event("input"));
    expect(model.sent).toEqual([]);
    slider.dispatchEvent(new Event("change"));
    expect(model.get("vertical_scale")).toBe(0.5);
    reset.click();
    expect(model.get("vertical_scale")).toBe(1);
    expect(slider.value).toBe("0");
    expect(reset.disabled).toBe(true);
  });

  test("the camera is sent once, at rest, and home as nothing", () => {
    vi.useFakeTimers();
    const { model, key } = mount();
    const cameras = () => model.sent.filter((message) => "camera" in message);
    for (let i = 0; i < 5; i++) {
      key("ArrowLeft");
      vi.advanceTimersByTime(100);
    }
    expect(cameras()).toEqual([]);
    vi.advanceTimersByTime(2000);
    expect(cameras()).toHaveLength(1);
    expect(present(model.get("camera"))).toBe(true);
    key("0");
    vi.advanceTimersByTime(2000);
    expect(cameras()).toHaveLength(2);
    expect(model.get("camera")).toEqual({});
  });

  test("facts of tile 0 show, and Escape clears the selection", () => {
    const { model, host, key } = mount();
    model.receive({ selected: 0, selected_facts: { tile: 0, rows: [["Slope", "2.91"]] } });
    expect(host.querySelector(".sw-facts table")?.textContent).toContain("0 selected");
    expect(host.querySelector<HTMLElement>(".sw-marker")?.hidden).toBe(false);
    key("Escape");
    expect(model.get("selected")).toBe(-1);
  });

  test("a surface that cannot be read is told in the status line", () => {
    const { model, host } = mount();
    const surface = model.get("surface") as WireSurface;
    expect(() => model.receive({ surface: { ...surface, heights: surface.tile_sizes } })).toThrow();
    expect(host.querySelector(".sw-status")?.textContent).toContain("Got an array of uint8.");
  });
});

describe("the parts", () => {
  test("each toggle has its part, and edges show with or without facets", () => {
    const { surface, data } = wires();
    const graph = readGraph(surface);
    const samples = readSamples(data, graph);
    const shown = (...visible: SurfaceLayer[]) => partsOf(graph, samples, visible, 1);
    expect(shown("tessellation").sheets).toMatchObject([
      { pose: { stretch: 0 }, filled: true, shaded: false },
    ]);
    expect(shown("surface").sheets).toMatchObject([{ pose: { stretch: 1 }, filled: true, wire: false }]);
    expect(shown("wire").sheets).toMatchObject([{ filled: false, wire: true }]);
    expect(shown("surface", "wire").sheets).toMatchObject([{ filled: true, wire: true }]);
    expect(shown("data").dots.map(({ positions }) => positions)).toEqual([samples.targets]);
    expect(shown("residuals").strokes.map(({ ends }) => ends)).toEqual([samples.residuals]);
    expect(shown()).toMatchObject({ sheets: [], dots: [], strokes: [] });
  });

  test("without targets the data lie on the surface", () => {
    const { surface, data } = wires();
    const { targets: _, ...rest } = data;
    const graph = readGraph(surface);
    const samples = readSamples(rest, graph);
    const parts = partsOf(graph, samples, ALL, 1);
    expect(parts.dots.map(({ positions }) => positions)).toEqual([samples.predictions]);
    expect(parts.strokes).toEqual([]);
  });

  test("residuals are upright, from the target to the prediction", () => {
    const { surface, data } = wires();
    const { targets, predictions, residuals } = readSamples(data, readGraph(surface));
    expect(residuals).toHaveLength(6 * 20);
    for (let i = 0; i < 20; i++) {
      const [x, y, z, u, v, w] = residuals.subarray(6 * i, 6 * i + 6);
      expect([u, v]).toEqual([x, y]);
      expect([z, w]).toEqual([targets?.[3 * i + 2], predictions[3 * i + 2]]);
    }
  });

  test("the range fills half the window's width, and everything is within the bounds", () => {
    const { surface, data } = wires();
    const graph = readGraph(surface);
    for (const scale of [0.25, 1, 3]) {
      const { surface: pose, floor, bounds } = placed(graph, readSamples(data, graph), scale);
      const heights = Array.from(
        { length: graph.mesh.positions.length / 3 },
        (_, i) => pose.stretch * graph.mesh.positions[3 * i + 2] + pose.lift,
      );
      expect(Math.max(...heights) - Math.min(...heights)).toBeCloseTo(scale / 2, 5);
      expect(floor.lift).toBe(bounds[0][2]);
      expect(floor.lift).toBeLessThan(Math.min(...heights));
      expect(bounds[1][2]).toBeGreaterThanOrEqual(Math.max(...heights) - 1e-6);
    }
  });

  test("a constant output lies at the bottom, with one tick", () => {
    const { surface } = wires();
    const graph = readGraph({ ...surface, height_range: [2, 2] });
    expect(graph.mesh.positions.every((p, i) => i % 3 !== 2 || p === 0)).toBe(true);
    expect(axesOf(graph, 1)[2].ticks).toEqual([{ at: 0, text: "2" }]);
  });

  test("ticks stand at their values, and their numbers beside the box from wherever it is seen", () => {
    const { surface } = wires();
    const graph = readGraph(surface);
    const axes = axesOf(graph, 2);
    const [u0, u1] = graph.window;
    for (const { at, text } of axes[0].ticks) {
      expect(u0 + (at + 0.5) * (u1 - u0)).toBeCloseTo(Number(text.replace("−", "-")), 9);
    }
    const { bounds } = placed(graph, null, 2);
    const size = { width: 900, height: 480 };
    for (let azimuth = -3; azimuth < 3; azimuth += 0.37) {
      for (const elevation of [-0.5, 0.4]) {
        const camera = fitted({ azimuth, elevation }, bounds, size, 30);
        const labels = labelsOf(axes, bounds, camera, size);
        const middle = project(camera, size, [0, 0, (bounds[0][2] + bounds[1][2]) / 2]);
        expect(labels.length).toBeGreaterThan(3);
        for (const { at, lean } of labels) {
          expect(lean[0] * (at[0] - middle[0]) + lean[1] * (at[1] - middle[1])).toBeGreaterThan(0);
        }
      }
    }
  });
});
