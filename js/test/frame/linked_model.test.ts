import { afterEach, describe, expect, test, vi } from "vitest";
import { FakeModel } from "../../harness/model.ts";
import { LinkedModel } from "../../src/frame/linked_model.ts";
import { mountedBeside } from "../../src/frame/mounted.ts";
import sliceExplorer from "../../src/slice_explorer.ts";
import splineSurface from "../../src/spline_surface.ts";
import type { Model, SurfaceTraits, Traits } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { bare, foundExplorer, stateOf } from "../recorded.ts";

const leaks = watchForLeaks();

/** Which explorers a page shows outlasts a widget. */
const shown: (() => void)[] = [];

afterEach(() => {
  for (const hide of shown.splice(0)) hide();
  document.body.replaceChildren();
});

/** Of layers. */
const CHIPS = ".sw-toolbar:not(.sw-subbar) .sw-chip";

type Own = { explorer: string; error: string; rho: number; shown: object };

function both() {
  const closing = new AbortController();
  const own = new FakeModel<Own>({ explorer: "anywidget:e", error: "", rho: 0, shown: { id: 1 } });
  const explorer = new FakeModel({ ...bare<Traits>("slice_explorer"), error: "the explorer's" });
  return { own, explorer, closing, model: new LinkedModel<Own>(own, explorer, closing.signal) };
}

describe("a linked model", () => {
  test("has traits of its own, and all others of the explorer", () => {
    const { own, explorer, model } = both();
    expect([model.get("rho"), model.get("error"), model.get("hovered")]).toEqual([0, "", -1]);
    model.set("rho", 1);
    model.set("hovered", 5);
    expect([own.get("rho"), explorer.get("hovered")]).toEqual([1, 5]);
    expect("hovered" in own).toBe(false);
  });

  test("sends each half what is its own, and nothing to one of which nothing was set", () => {
    const { own, explorer, model } = both();
    const saved = [own, explorer].map((half) => vi.spyOn(half, "save_changes"));
    model.set("selected", 3);
    model.save_changes();
    expect([own.sent, explorer.sent]).toEqual([[], [{ selected: 3 }]]);
    model.set("rho", 1);
    model.set("selected", 4);
    model.save_changes();
    model.save_changes();
    expect([own.sent, explorer.sent]).toEqual([[{ rho: 1 }], [{ selected: 3 }, { selected: 4 }]]);
    expect(saved.map(({ mock }) => mock.calls.length)).toEqual([1, 2]);
  });

  test("tells changes of either, whoever has made them, until it is no longer listened to", () => {
    const { own, explorer, model } = both();
    const told: string[] = [];
    const listeners = (["rho", "hovered", "error"] as const).map(
      (name) => [`change:${name}`, () => told.push(name)] as const,
    );
    for (const [event, listener] of listeners) model.on(event, listener);
    own.receive({ rho: 1 });
    explorer.receive({ hovered: 2, error: "not this one's" });
    own.receive({ error: "its own" });
    expect(told).toEqual(["rho", "hovered", "error"]);
    const gone = vi.fn();
    model.on("absent", gone);
    expect([own.listening, explorer.listening]).toEqual([3, 2]);
    for (const [event, listener] of [...listeners, ["absent", gone] as const]) model.off(event, listener);
    expect([own.listening, explorer.listening]).toEqual([0, 0]);
  });

  test("tells an explorer that was closed nothing more", () => {
    const { own, explorer, closing, model } = both();
    closing.abort();
    model.set("selected", 3);
    model.set("rho", 1);
    model.save_changes();
    expect([own.sent, explorer.sent]).toEqual([[{ rho: 1 }], []]);
  });
});

/** A page on which an explorer may be found by its name, and told that it was closed. */
class Page {
  readonly explorer: FakeModel<Traits>;
  private readonly closed = new Set<() => void>();

  constructor(traits: Partial<Traits>) {
    this.explorer = new FakeModel({ ...bare<Traits>("slice_explorer"), ...traits });
    const { explorer, closed } = this;
    const { on, off } = explorer;
    explorer.on = (event, callback) =>
      event === "destroy" ? closed.add(callback) : on.call(explorer, event, callback);
    explorer.off = (event, callback) =>
      event === "destroy" ? closed.delete(callback) : off.call(explorer, event, callback);
  }

  get listening(): number {
    return this.explorer.listening + this.closed.size;
  }

  close(): void {
    for (const callback of this.closed) callback();
  }

  async getModel<T extends object>(reference: string) {
    if (reference !== "anywidget:explorer") throw new Error("widget model not found");
    return this.explorer as unknown as Model<T>;
  }

  async getWidget() {
    return { render: async () => {} };
  }
}

/** A surface and its explorer as a page has them: each with the traits that Python gives it. */
async function beside(traits: Partial<Traits> = {}) {
  const page = new Page({ ...stateOf("surface", "explorer"), ...traits });
  const own = new FakeModel(stateOf<SurfaceTraits>("surface"));
  const el = document.createElement("div");
  document.body.append(el);
  vi.stubGlobal("matchMedia", undefined);
  const remove = splineSurface.render({ model: own, el, host: page });
  await foundExplorer();
  const showExplorer = () => {
    const place = document.createElement("div");
    document.body.append(place);
    const hide = sliceExplorer.render({ model: page.explorer as Model<Traits>, el: place });
    shown.push(hide);
    return { place, hide };
  };
  return { own, page, el, remove, showExplorer };
}

describe("what stands beside an explorer", () => {
  test("leaves nothing behind, on its own model or the explorer's", async () => {
    const { own, page, el, remove } = await beside();
    expect(el.querySelector(".sw-stage")).not.toBeNull();
    expect(page.listening).toBeGreaterThan(10);
    remove();
    expect([own.listening, page.listening, leaks.observers(), el.childElementCount]).toEqual([0, 0, 0, 0]);
    expect(leaks.listeners()).toEqual([]);
  });

  test("taken away before its explorer was found, it is not built", async () => {
    const page = new Page({});
    const model = new FakeModel<Own>({ explorer: "anywidget:explorer", error: "", rho: 0, shown: {} });
    const build = vi.fn();
    const el = document.createElement("div");
    mountedBeside<Own>("shown", build)({ model, el, host: page })();
    await foundExplorer();
    expect([build.mock.calls.length, el.childElementCount]).toEqual([0, 0]);
  });

  test("shows and sets what the explorer has, without a kernel", async () => {
    const { page, own, el, showExplorer } = await beside();
    const { place } = showExplorer();
    const pressed = (root: HTMLElement) =>
      [...root.querySelectorAll(CHIPS)].map((chip) => chip.getAttribute("aria-pressed"));
    place.querySelector<HTMLElement>(CHIPS)?.click();
    expect(page.explorer.get("visible_layers")).toEqual([1]);
    expect([pressed(el), pressed(place)]).toEqual(Array(2).fill(["false", "true"]));
    el.querySelector<HTMLElement>(CHIPS)?.click();
    expect([pressed(el), pressed(place)]).toEqual(Array(2).fill(["true", "true"]));
    const menus = [el, place].map((root) => root.querySelector("select") as HTMLSelectElement);
    menus[0].value = "area";
    menus[0].dispatchEvent(new Event("change"));
    expect([page.explorer.get("color_by"), menus[1].value]).toEqual(["area", "area"]);
    expect(own.sent).toEqual([]);
  });

  test("tells colors and facts itself only while the explorer is not shown", async () => {
    const { el, showExplorer } = await beside();
    const leavesOut = () => el.querySelector(".sw-root")?.classList.contains("sw-beside");
    expect(leavesOut()).toBe(false);
    const [one, two] = [showExplorer(), showExplorer()];
    expect(leavesOut()).toBe(true);
    one.hide();
    expect(leavesOut()).toBe(true);
    two.hide();
    expect(leavesOut()).toBe(false);
    const other = await beside({ _itself: "anywidget:another" });
    other.showExplorer();
    expect(leavesOut()).toBe(false);
  });

  test("an explorer that comes to stand beside something says so only then", async () => {
    const { page, el, showExplorer } = await beside({ _itself: null });
    showExplorer();
    expect(el.querySelector(".sw-beside")).toBeNull();
    page.explorer.receive({ _itself: "anywidget:explorer" });
    page.explorer.receive({ _itself: "anywidget:explorer" });
    expect(el.querySelector(".sw-beside")).not.toBeNull();
  });

  test("stays as it is when its explorer is closed, and sends that nothing", async () => {
    const { page, own, el } = await beside();
    page.close();
    page.explorer.sent = [];
    own.receive({ error: "The explorer was closed." });
    el.querySelector<HTMLElement>(CHIPS)?.click();
    expect(page.explorer.sent).toEqual([]);
    expect(el.querySelector(".sw-complaint")?.textContent).toContain("The explorer was closed.");
    expect(el.querySelector<HTMLElement>(".sw-facts")?.hidden).toBe(false);
  });

  test.each([
    [
      "anywidget:gone",
      "The explorer beside this is not there. It was closed, or not saved with the notebook.",
    ],
    [undefined, "This was saved by another version of splinewidgets"],
  ])("says what is missing (%s)", async (explorer, words) => {
    const model = new FakeModel({ ...bare<SurfaceTraits>("spline_surface"), explorer: explorer as string });
    for (const host of [new Page({}), undefined]) {
      const el = document.createElement("div");
      const remove = splineSurface.render({ model, el, host });
      await foundExplorer();
      expect(el.querySelector("[role=status]")?.textContent).toContain(words);
      remove();
      expect(el.childElementCount).toBe(0);
    }
  });
});
