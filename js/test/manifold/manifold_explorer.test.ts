import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encode } from "../../harness/encode.ts";
import type { Beside } from "../../src/frame/linked_model.ts";
import widget from "../../src/manifold_explorer.ts";
import type { Content } from "../../src/space/content.ts";
import type { Mesh } from "../../src/space/mesh.ts";
import { SpaceStage } from "../../src/space/space_stage.ts";
import type {
  ManifoldTraits,
  WireManifold,
  WirePicture,
  WirePointed,
  WirePoints,
} from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { answers, foundExplorer, playBeside, send } from "../recorded.ts";

const leaks = watchForLeaks();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("matchMedia", undefined);
  vi.stubGlobal(
    "ImageData",
    class {
      constructor(readonly data: Uint8ClampedArray) {}
    },
  ); // which jsdom lacks, as it does pointer capture
  Object.assign(HTMLElement.prototype, { setPointerCapture: () => {} });
});

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

async function mount(recording = "manifold", traits: Partial<Beside<ManifoldTraits>> = {}) {
  const shown: Partial<Content> = {};
  vi.spyOn(SpaceStage.prototype, "show").mockImplementation((changed) => {
    Object.assign(shown, changed);
  });
  const { model, page } = playBeside<ManifoldTraits>(recording, traits);
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host, host: page });
  await foundExplorer();
  const stage = host.querySelector(".sw-stage") as HTMLElement;
  const find = <T extends HTMLElement>(selector: string) => host.querySelector(selector) as T;
  const toggle = (label: string) =>
    Array.from(host.querySelectorAll<HTMLButtonElement>(".sw-toggles > button")).find(
      (button) => button.textContent === label,
    ) as HTMLButtonElement;
  /** The pointer, over a vertex of the mesh or over nothing. */
  const point = (tile: number | null, mesh = shown.mesh as Mesh) => {
    const first = mesh.tileOffsets[tile ?? 0];
    const [a, b, c] = mesh.tileVertices.subarray(first, first + 3);
    const hit = { mesh, tile: tile ?? 0, way: 1, vertices: [a, b, c], weights: [1, 0, 0] } as const;
    vi.spyOn(SpaceStage.prototype, "pick").mockReturnValue(tile === null ? null : hit);
    stage.dispatchEvent(Object.assign(new MouseEvent("pointermove"), { pointerType: "mouse" }));
    return a;
  };
  const frame = () => vi.advanceTimersByTime(20);
  const pointers = () => model.sent.filter((message) => "pointer" in message);
  return { model, host, remove, stage, shown, find, toggle, point, frame, pointers };
}

/** Where a vertex is on the slice. */
function latentOf({ positions, window: [u0, u1, v0, v1] }: WirePicture, vertex: number): number[] {
  const { buffer } = positions;
  const view = buffer as DataView;
  const [x, y] = [0, 1].map((c) => view.getFloat32(4 * (2 * vertex + c), true));
  return [u0 + x * (u1 - u0), v0 + y * (v1 - v0)];
}

const rgb = { shape: [1, 2, 3], pixels: encode(Uint8Array.of(1, 2, 3, 4, 5, 6), 1, 2, 3) };

describe("mounting", () => {
  test.each(["fold", "manifold", "images"] as const)("leaves nothing behind (%s)", async (kind) => {
    const { model, host, remove, point, find } = await mount(kind);
    point(3);
    find<HTMLInputElement>(".sw-present").dispatchEvent(new Event("pointerdown"));
    expect(leaks.listeners().length).toBeGreaterThan(20);
    expect(leaks.observers()).toBeGreaterThan(1);
    remove();
    expect([leaks.listeners(), leaks.observers(), model.listening, host.childElementCount]).toEqual([
      [],
      0,
      0,
      0,
    ]);
    const told = model.sent.length;
    vi.advanceTimersByTime(5000);
    expect(model.sent).toHaveLength(told);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("without WebGL2 it says so, and without a generator there is nothing else to say", async () => {
    const { model, find } = await mount();
    expect(find(".sw-message").textContent).toContain("The manifold cannot be drawn without it.");
    model.receive({ _manifold: {}, state: "empty", status: "hidden" });
    expect(find(".sw-status").textContent).toBe("");
    expect(find(".sw-facts").hidden).toBe(true);
  });

  test("a manifold that cannot be read is told in the status line", async () => {
    const { model, find } = await mount();
    const manifold = model.get("_manifold") as WireManifold;
    const { tile_sizes } = model.get("_picture") as WirePicture;
    expect(() => model.receive({ _manifold: { ...manifold, positions: tile_sizes } })).toThrow();
    expect(find(".sw-status").textContent).toContain("Got an array of uint8.");
  });
});

describe("the pointer", () => {
  test("is told where it is on the slice, once a frame, and null when it has left", async () => {
    const { model, point, frame, stage, pointers } = await mount();
    for (const tile of [1, 2, 3]) point(tile);
    expect(pointers()).toEqual([]);
    const vertex = point(4);
    frame();
    expect(pointers()).toHaveLength(1);
    const [u, v] = latentOf(model.get("_picture") as WirePicture, vertex);
    expect(model.get("pointer")?.[0]).toBeCloseTo(u, 6);
    expect(model.get("pointer")?.[1]).toBeCloseTo(v, 6);
    expect(model.get("hovered")).toBe(4);
    stage.dispatchEvent(new MouseEvent("pointerleave"));
    frame();
    expect([model.get("pointer"), model.get("hovered")]).toEqual([null, -1]);
  });

  test("is not taken for one over a former picture that is still on the screen", async () => {
    const { model, point, frame, pointers, shown } = await mount();
    const former = shown.mesh as Mesh;
    model.receive({
      _manifold: { ...(model.get("_manifold") as WireManifold), id: 99 },
      _picture: { ...(model.get("_picture") as WirePicture), id: 99 },
    });
    point(2, former);
    frame();
    expect(pointers()).toEqual([]);
    point(2);
    frame();
    expect(pointers()).toHaveLength(1);
  });

  test("shows the output, at rest that of the center, and a dot on the manifold only while it points", async () => {
    const { model, point, frame, find, shown, stage } = await mount("images", { visible: [] });
    expect(find(".sw-output").textContent).toBe("Output at the center");
    expect(shown.dots).toEqual([]);
    point(2);
    frame();
    await send(model, { pointer: [0.1, 0.2] } as Partial<Beside<ManifoldTraits>>); // as it was recorded
    expect(find(".sw-output").textContent).toBe("Output under the cursor");
    const { at } = model.get("_pointed") as WirePointed;
    expect(shown.dots?.map(({ positions }) => [...positions])).toEqual([[...Float32Array.from(at)]]);
    stage.dispatchEvent(new MouseEvent("pointerleave"));
    frame();
    await answers();
    expect(shown.dots).toEqual([]);
    model.receive({ _images: false });
    expect(find(".sw-output").hidden).toBe(true);
  });

  test("may have colors under it, and what is no picture is said to be none", async () => {
    const put = vi.fn();
    const { model, find } = await mount("images");
    vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue({ putImageData: put } as never);
    const pointed = { ...(model.get("_pointed") as WirePointed), picture: rgb };
    model.receive({ _pointed: pointed });
    expect([...put.mock.calls[0][0].data]).toEqual([1, 2, 3, 255, 4, 5, 6, 255]);
    const { width, height } = find<HTMLCanvasElement>(".sw-picture");
    expect([width, height]).toEqual([2, 1]);
    expect(() => model.receive({ _pointed: { ...pointed, picture: { ...rgb, shape: [2, 2] } } })).toThrow(
      "Wanted 4 for shape [2, 2].",
    );
  });
});

describe("points", () => {
  test("of another manifold are not shown", async () => {
    const { model, shown } = await mount("manifold", { visible: ["samples", "data"] });
    expect(shown.dots?.map(({ name }) => name)).toEqual(["Data", "Sample"]);
    const [samples, data, pointed] = ["_samples", "_data", "_pointed"].map((name) =>
      model.get(name as "_samples"),
    ) as (WirePoints & WirePointed)[];
    model.receive({ _samples: { ...samples, manifold: 7 } });
    expect(shown.dots?.map(({ name }) => name)).toEqual(["Data"]);
    model.receive({ _data: { ...data, manifold: 7 }, _pointed: { ...pointed, manifold: 7, resting: false } });
    expect(shown.dots).toEqual([]);
    model.receive({ _samples: samples, _pointed: { ...pointed, resting: false } });
    expect(shown.dots?.map(({ name }) => name)).toEqual(["Sample", ""]);
  });

  test("stay the same array while only something else changes", async () => {
    const { model, shown } = await mount("fold", { visible: ["samples"] });
    const before = shown.dots?.[0].positions;
    model.receive({ unfold: 0.5 });
    expect(shown.dots?.[0].positions).toBe(before);
  });

  test("have a key that names what is shown, and is gone with it", async () => {
    const { model, find } = await mount("manifold");
    const key = () => Array.from(find(".sw-key").children, ({ textContent }) => textContent);
    expect(key()).toEqual(["Data", "Sample", "Degenerate to a point", "Degenerate tile"]);
    model.receive({ visible: ["tiles", "data"] });
    expect(key()).toEqual(["Data"]);
    model.receive({ visible: ["tiles"] });
    expect(find(".sw-key").hidden).toBe(true);
  });
});

describe("the frame", () => {
  test("toggles are there for what there is", async () => {
    const { model, toggle } = await mount("manifold");
    const there = () => ["Degenerate", "Samples", "Data"].map((label) => !toggle(label).hidden);
    expect(there()).toEqual([true, true, true]);
    model.receive({ samples: 0, _data: {} });
    expect(there()).toEqual([true, false, false]);
    const manifold = model.get("_manifold") as WireManifold;
    model.receive({ _manifold: { ...manifold, degenerate: encode(new Uint32Array(0)) } });
    expect(there()).toEqual([false, false, false]);
    toggle("Edges").click();
    expect(model.get("visible")).toEqual(["tiles", "degenerate", "samples", "data"]);
  });

  test("rho is sent once a frame, and at once when let go; Python's is shown, but not under a hand", async () => {
    const { model, find, frame } = await mount();
    const slider = find<HTMLInputElement>(".sw-present");
    const slide = (rho: number) => {
      slider.value = String(rho);
      slider.dispatchEvent(new Event("input"));
    };
    const sent = () => model.sent.flatMap(({ rho }) => (rho === undefined ? [] : [rho]));
    slider.dispatchEvent(new Event("pointerdown"));
    slide(0.2);
    slide(0.3);
    expect(sent()).toEqual([]);
    frame();
    expect(sent()).toEqual([0.3]);
    model.receive({ rho: -0.5 });
    expect(slider.value).toBe("0.3");
    slide(0.4);
    window.dispatchEvent(new Event("pointerup"));
    expect(sent()).toEqual([0.3, 0.4]);
    frame();
    expect(sent()).toEqual([0.3, 0.4]);
    model.receive({ rho: 1 });
    expect(slider.value).toBe("1");
    model.receive({ samples: 0 });
    expect(find(".sw-rho").hidden).toBe(true);
  });

  test("unfolding is seen at once, sent when let go, and for two outputs only", async () => {
    const { model, find, shown } = await mount("fold");
    const slider = find<HTMLInputElement>(".sw-share:not(.sw-subdivision-slider)");
    slider.value = "0.5";
    slider.dispatchEvent(new Event("input"));
    expect(shown.sheets).toMatchObject([{ pose: { stretch: 0.5 } }]);
    expect(model.sent).toEqual([]);
    slider.dispatchEvent(new Event("change"));
    expect(model.get("unfold")).toBe(0.5);
    expect(
      (await mount("manifold")).host.querySelector<HTMLElement>(".sw-menu-label:has(.sw-share)")?.hidden,
    ).toBe(true);
  });

  test("of many outputs one chooses three, within what there is", async () => {
    const { model, host } = await mount("images");
    const menu = host.querySelector(".sw-below select") as HTMLSelectElement;
    const numbers = Array.from(host.querySelectorAll<HTMLInputElement>(".sw-below .sw-number"));
    const type = (i: number, text: string, done: Event = new Event("change")) => {
      numbers[i].value = text;
      numbers[i].dispatchEvent(done);
    };
    expect(numbers.map(({ hidden }) => hidden)).toEqual([true, true, true]);
    menu.value = "outputs";
    menu.dispatchEvent(new Event("change"));
    expect(model.get("projection")).toEqual([0, 1, 2]);
    type(1, "40");
    expect(model.get("projection")).toEqual([0, 40, 2]);
    type(2, "100000", new KeyboardEvent("keydown", { key: "Enter" }));
    expect(model.get("projection")).toEqual([0, 40, model.get("_output_count") - 1]);
    type(0, "");
    expect([model.get("projection")[0], numbers[0].value]).toEqual([0, "0"]);
    menu.value = "pca";
    menu.dispatchEvent(new Event("change"));
    expect(model.get("projection")).toBe("pca");
    model.receive({ _output_count: 3 });
    expect(menu.closest<HTMLElement>(".sw-buttons")?.hidden).toBe(true);
  });

  test("Escape clears the selection, and names from users are text", async () => {
    const { model, host, stage } = await mount("images", { selected: 0 });
    stage.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect(model.get("selected")).toBe(-1);
    model.receive({ _layers: [{ name: "<img src=x onerror=alert(1)>", units: 1 }] });
    expect(host.querySelector("img")).toBeNull();
  });
});
