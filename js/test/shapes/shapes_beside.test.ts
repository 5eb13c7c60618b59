import { afterEach, describe, expect, test } from "vitest";
import widget from "../../src/slice_explorer.ts";
import { readPicture } from "../../src/wire/picture.ts";
import type { Point, Traits, WirePicture, WireShapes } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { play, stateOf } from "../recorded.ts";

watchForLeaks();

const SIZE = { width: 300, height: 200 };

afterEach(() => document.body.replaceChildren());

const [u0, u1, v0, v1] = readPicture(stateOf("explorer")._picture as WirePicture).window;
/** Places by shares of the window, so that float64 is met again exactly. */
const at = (x: number, y: number): Point => [u0 + x * (u1 - u0), v0 + y * (v1 - v0)];

const SHAPES: WireShapes = {
  owner: "plot",
  lines: [{ role: "segment", points: [at(0.25, 0.5), at(0.75, 0.5)] }],
  discs: [{ role: "certificate", center: at(0.5, 0.5), radius: 0.1 * (v1 - v0), label: "r = <b>1</b>" }],
  markers: [
    { role: "segment", at: at(0.25, 0.5), label: "start", handle: true },
    { role: "segment", at: at(0.75, 0.5), label: "end", handle: true },
    { role: "attack", at: at(0.5, 0.25), label: "" },
  ],
};

function mount(traits: Partial<Traits> = {}) {
  const model = play<Traits>("explorer", { view: [u0, u1, v0, v1], ...traits });
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host });
  const stage = host.querySelector<HTMLElement>(".sw-stage")!;
  for (const [name, value] of Object.entries({ clientWidth: SIZE.width, clientHeight: SIZE.height }))
    Object.defineProperty(stage, name, { value });
  window.dispatchEvent(new Event("resize"));
  const handles = () => [...stage.querySelectorAll<HTMLElement>(".sw-shape-handle")];
  const paths = () => [...stage.querySelectorAll(".sw-shapes path")].map((node) => node.getAttribute("d"));
  return { model, stage, remove, handles, paths };
}

describe("what a view beside draws", () => {
  test("is there as soon as it is told, text as text, and gone with the view", () => {
    const { model, stage, remove, handles, paths } = mount();
    expect(handles()).toHaveLength(0);
    model.receive({ _shapes: [SHAPES] });
    expect(handles().map((node) => node.title)).toEqual(["start", "end"]);
    // A line and a halo below it; a disc has three circles, and the marker that is no handle one.
    expect(paths()).toHaveLength(2);
    expect(stage.querySelectorAll(".sw-shapes circle")).toHaveLength(4);
    expect([...stage.querySelectorAll(".sw-shapes text")].map((node) => node.textContent)).toEqual([
      "r = <b>1</b>",
      "start",
      "end",
    ]);
    model.receive({ _shapes: [] });
    expect(handles()).toHaveLength(0);
    expect(stage.querySelector(".sw-shapes")?.children).toHaveLength(0);
    remove();
  });

  test("follows a hand before Python has heard of it, and tells the place", () => {
    const { model, remove, handles, paths } = mount();
    model.receive({ _shapes: [SHAPES] });
    const before = paths()[0] ?? "";
    handles()[1].dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    const sent = model.get("_shape_drag");
    expect(sent).toMatchObject({ owner: "plot", index: 1, done: true });
    const step = 8 * ((model.get("view")![1] - model.get("view")![0]) / SIZE.width);
    expect((sent as { at: Point }).at[0]).toBeCloseTo(at(0.75, 0.5)[0] + step, 6);
    const after = paths()[0] ?? "";
    expect(after.split("L")[0]).toBe(before.split("L")[0]);
    expect(Number(after.split("L")[1].split(",")[0])).toBeCloseTo(
      Number(before.split("L")[1].split(",")[0]) + 8,
      1,
    );
    remove();
  });

  test("has one entry for each view, and one that leaves takes no other with it", () => {
    const { model, remove, handles } = mount({ _shapes: [SHAPES, { ...SHAPES, owner: "other" }] });
    expect(handles()).toHaveLength(4);
    model.receive({ _shapes: [{ ...SHAPES, owner: "other" }] });
    expect(handles()).toHaveLength(2);
    remove();
  });
});
