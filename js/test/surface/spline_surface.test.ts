import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Beside } from "../../src/frame/linked_model.ts";
import widget from "../../src/spline_surface.ts";
import {
  type Box,
  present,
  type SurfaceTraits,
  type WireData,
  type WirePicture,
  type WireSurface,
} from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { foundExplorer, playBeside } from "../recorded.ts";

const leaks = watchForLeaks();

beforeEach(() => {
  vi.stubGlobal("matchMedia", undefined);
  Object.assign(HTMLElement.prototype, { setPointerCapture: () => {} }); // which jsdom lacks
});

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

async function mount(traits: Partial<Beside<SurfaceTraits>> = {}) {
  const { model, page } = playBeside<SurfaceTraits>("surface", traits);
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host, host: page });
  await foundExplorer();
  const stage = host.querySelector(".sw-stage") as HTMLElement;
  const toggle = (label: string) =>
    Array.from(host.querySelectorAll<HTMLButtonElement>(".sw-toggles > button")).find(
      (button) => button.textContent === label,
    ) as HTMLButtonElement;
  const key = (name: string) =>
    stage.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
  return { model, page, host, remove, stage, toggle, key };
}

describe("mounting", () => {
  test("leaves no listener, observer or element behind", async () => {
    const { model, host, remove } = await mount();
    expect(leaks.listeners().length).toBeGreaterThan(20);
    expect(leaks.observers()).toBeGreaterThan(1);
    expect(model.listening).toBeGreaterThan(10);
    remove();
    expect(leaks.listeners()).toEqual([]);
    expect(leaks.observers()).toBe(0);
    expect(model.listening).toBe(0);
    expect(host.childElementCount).toBe(0);
  });

  test("removed in the middle of a turn, it tells nothing more", async () => {
    vi.useFakeTimers();
    const { model, remove, key } = await mount();
    key("ArrowLeft");
    remove();
    vi.advanceTimersByTime(5000);
    expect(model.sent).toEqual([]);
    expect(leaks.listeners()).toEqual([]);
  });

  test("two views of one model are apart", async () => {
    const { model, page, remove } = await mount();
    const second = document.createElement("div");
    const removeSecond = widget.render({ model, el: second, host: page });
    await foundExplorer();
    remove();
    model.receive({ status: "still here" });
    expect(second.querySelector(".sw-status")?.textContent).toBe("still here");
    removeSecond();
    expect(model.listening).toBe(0);
  });

  test("without WebGL2 it says so, and goes on saying so", async () => {
    const { model, host } = await mount();
    const message = host.querySelector<HTMLElement>(".sw-message");
    expect(message?.textContent).toContain("no WebGL2");
    model.receive({ status: "3 tiles", state: "ready" });
    expect(message?.hidden).toBe(false);
    expect(message?.textContent).toContain("no WebGL2");
  });
});

describe("the frame", () => {
  test("toggles show and set what is visible, in their own order", async () => {
    const { model, toggle } = await mount({ visible: ["data", "surface"] });
    expect(toggle("Surface").getAttribute("aria-pressed")).toBe("true");
    expect(toggle("Edges").getAttribute("aria-pressed")).toBe("false");
    toggle("Edges").click();
    expect(model.get("visible")).toEqual(["surface", "wire", "data"]);
    expect(toggle("Edges").getAttribute("aria-pressed")).toBe("true");
    toggle("Surface").click();
    expect(model.get("visible")).toEqual(["wire", "data"]);
  });

  test("without data there is nothing to toggle, without targets no residuals", async () => {
    const { model, toggle } = await mount();
    expect([toggle("Data").hidden, toggle("Residuals").hidden]).toEqual([false, false]);
    const { targets: _, ...rest } = model.get("_data") as WireData;
    model.receive({ _data: rest });
    expect([toggle("Data").hidden, toggle("Residuals").hidden]).toEqual([false, true]);
    model.receive({ _data: {} });
    expect([toggle("Data").hidden, toggle("Residuals").hidden]).toEqual([true, true]);
  });

  test("the output menu sets the index, and hides when there is one output only", async () => {
    const { model, host } = await mount();
    const menu = host.querySelector(".sw-subbar select") as HTMLSelectElement;
    expect(Array.from(menu.options, ({ text }) => text)).toEqual(model.get("outputs"));
    menu.value = "1";
    menu.dispatchEvent(new Event("change"));
    expect(model.get("output")).toBe(1);
    model.receive({ outputs: ["<b>y</b>"], output: 0 });
    expect(menu.closest("label")?.hidden).toBe(true);
    expect(menu.options[0].text).toBe("<b>y</b>");
  });

  test("the height slider is told when let go, and its button brings 1 back", async () => {
    const { model, host } = await mount({ vertical_scale: 2 });
    const slider = host.querySelector(".sw-scale:not(.sw-subdivision-slider)") as HTMLInputElement;
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

  test("the camera is sent once, at rest, and home as nothing", async () => {
    vi.useFakeTimers();
    const { model, key } = await mount();
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

  test("the camera is undone and redone, home included", async () => {
    vi.useFakeTimers();
    const { model, host, key } = await mount();
    const [undo, redo] = host.querySelectorAll<HTMLButtonElement>(".sw-undo > button");
    key("ArrowLeft");
    vi.advanceTimersByTime(2000);
    const turned = model.get("camera");
    key("+");
    vi.advanceTimersByTime(2000);
    const near = model.get("camera");
    const seen = [undo, undo, undo, redo, redo].map((button) => {
      button.click();
      vi.advanceTimersByTime(2000);
      return model.get("camera");
    });
    expect(seen).toEqual([turned, {}, {}, turned, near]);
  });

  test("facts of tile 0 show, and Escape clears the selection", async () => {
    const { model, host, key } = await mount();
    model.receive({ selected: 0, _selected_facts: { tile: 0, rows: [["Slope", "2.91"]] } });
    expect(host.querySelector(".sw-facts table")?.textContent).toContain("0 selected");
    expect(host.querySelector<HTMLElement>(".sw-marker")?.hidden).toBe(false);
    key("Escape");
    expect(model.get("selected")).toBe(-1);
  });

  test("an error stands in the middle with what may cure it, which is a window of the slice", async () => {
    const { model, host, stage } = await mount();
    const card = stage.querySelector(".sw-complaint") as HTMLElement;
    expect(card.hidden).toBe(true);
    model.receive({ error: "More than <b>100</b> tiles. Zoom in.", state: "error", status: "7 tiles" });
    expect([card.hidden, card.querySelector("p")?.textContent]).toEqual([
      false,
      "More than <b>100</b> tiles. Zoom in.",
    ]);
    expect(host.querySelector(".sw-status")?.textContent).toBe("7 tiles"); // one story at a time
    const [near, , whole] = card.querySelectorAll("button");
    const [u0, u1, v0, v1] = (model.get("_picture") as WirePicture).window;
    for (const half of [4, 8]) {
      near.click();
      const [a, b, c, d] = model.get("view") as Box;
      expect(b - a).toBeCloseTo((2 * (u1 - u0)) / half, 12);
      expect([a + b, c + d]).toEqual([expect.closeTo(u0 + u1, 12), expect.closeTo(v0 + v1, 12)]);
    }
    whole.click();
    expect(model.get("view")).toBeNull();
    // Pressed on the picture it is no press of the picture.
    for (const type of ["pointerdown", "click", "dblclick"])
      whole.dispatchEvent(new MouseEvent(type, { bubbles: true }));
    expect(model.sent.filter((message) => "selected" in message || "camera" in message)).toEqual([]);
    model.receive({ error: "", state: "ready" });
    expect(card.hidden).toBe(true);
  });

  test("a surface that cannot be read is told in the status line", async () => {
    const { model, host } = await mount();
    const surface = model.get("_surface") as WireSurface;
    const { tile_sizes } = model.get("_picture") as WirePicture;
    expect(() => model.receive({ _surface: { ...surface, heights: tile_sizes } })).toThrow();
    expect(host.querySelector(".sw-status")?.textContent).toContain("Got an array of uint8.");
  });
});
