import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { ends } from "../../src/spline_editor/ends.ts";
import { addedAt, pieceAt, readSpline } from "../../src/spline_editor/graph.ts";
import widget from "../../src/spline_editor.ts";
import type { SplineEdit, SplineEditorTraits, WireSpline } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { answers, bare, play, stateOf } from "../recorded.ts";

const leaks = watchForLeaks();
const hill = () => stateOf<SplineEditorTraits>("spline")._graph as WireSpline;
const WIDTH = 400;
const HEIGHT = 300;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(WIDTH);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(HEIGHT);
  HTMLElement.prototype.setPointerCapture = () => {};
});

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const NOTHING = bare<SplineEditorTraits>("spline_editor");

function mount(traits: Partial<SplineEditorTraits> = {}) {
  const model = play<SplineEditorTraits>("spline", traits);
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host });
  const all = <E extends HTMLElement>(selector: string) => [...host.querySelectorAll<E>(selector)];
  const edits = () => model.sent.flatMap(({ _edit }) => (_edit ? [_edit as SplineEdit] : []));
  return { model, host, remove, all, edits };
}

/** Where (x, y) of the window -2..2, -1..2 is on the page. */
const at = (x: number, y: number) => ({ clientX: ((x + 2) / 4) * WIDTH, clientY: ((2 - y) / 3) * HEIGHT });

function pointer(node: Element, type: string, x: number, y: number, more: MouseEventInit = {}) {
  node.dispatchEvent(new MouseEvent(type, { bubbles: true, button: 0, ...at(x, y), ...more }));
}

describe("mounting", () => {
  test.each([true, false])("leaves nothing behind (with a graph: %s)", (full) => {
    const { model, host, remove } = mount(full ? {} : NOTHING);
    expect(leaks.listeners().length).toBeGreaterThan(8);
    remove();
    expect([leaks.listeners(), leaks.observers(), model.listening, vi.getTimerCount()]).toEqual([
      [],
      0,
      0,
      0,
    ]);
    expect(host.childElementCount).toBe(0);
  });

  test("without a graph it says so", () => {
    const { host } = mount(NOTHING);
    expect(host.querySelector(".sw-message")?.textContent).toContain("give the editor a network");
  });

  test("what is wrong is text in the middle, whatever it holds", () => {
    const { host } = mount({ error: "<img src=x onerror=alert(1)> is wrong." });
    expect(host.querySelector(".sw-complaint-words")?.textContent).toContain("<img");
    expect(host.querySelector("img")).toBeNull();
  });
});

describe("the graph", () => {
  test("has a handle for each knot where it is, and none for a unit without one", () => {
    const { all } = mount();
    expect(all(".sw-spline-knot").map(({ style }) => style.transform)).toEqual([
      "translate(100.00px, 200.00px)",
      "translate(200.00px, 100.00px)",
    ]);
    expect(all(".sw-spline-row")[3].textContent).toContain("none");
    const numbers = all<HTMLInputElement>(".sw-spline-scrub").map(({ value }) => value);
    expect(numbers).toEqual(["1", "1", "1", "1", "0", "-2", "0", "0", "1", "0"]);
  });

  test("tells under the pointer the line that it is there, and what each unit adds", () => {
    const { host, all } = mount();
    pointer(all(".sw-chart")[0], "pointermove", 1, 0);
    expect(host.querySelector(".sw-spline-formula")?.textContent).toBe("y = −1 x + 1");
    expect(all(".sw-spline-adds").map(({ textContent }) => textContent)).toEqual(["2", "−2", "0"]);
    expect(all(".sw-spline-sum")[0].textContent).toContain("= 0");
    pointer(all(".sw-chart")[0], "pointerleave", 1, 0);
    expect(host.querySelector(".sw-spline-formula")?.textContent).toBe("y = a x + c");
  });

  test("is affine between what was sent", () => {
    const spline = readSpline(hill());
    expect([-3, -1.5, -0.5, 0.5, 2, 3].map((x) => pieceAt(spline, x))).toEqual([0, 0, 1, 2, 2, 2]);
    for (const x of [-2, -1, -0.3, 0, 0.7, 2]) {
      const [slope, intercept] = spline.lines[pieceAt(spline, x)];
      expect(addedAt(spline, x).reduce((a, b) => a + b)).toBeCloseTo(slope * x + intercept, 12);
    }
  });

  test("is taken at its ends within the window", () => {
    const spline = readSpline(hill());
    const [left, right] = ends(spline);
    expect(left).toEqual([-1.92, 0]);
    expect(right?.[1]).toBeCloseTo(1 - (right?.[0] ?? 0), 12);
    const steep = { ...spline, lines: [spline.lines[0], spline.lines[1], [-100, 1] as const] };
    expect(ends(steep)[1]).toEqual([(-0.94 - 1) / -100, -0.94]);
    expect(ends({ ...steep, window: [-2, 2, 3, 9] })).toEqual([null, null]);
  });
});

describe("a hand", () => {
  test("drags a knot: it follows at once, and messages go one at a time, the newest of them", () => {
    const { model, all, edits } = mount();
    const [, knot] = all(".sw-spline-knot");
    pointer(knot, "pointerdown", 0, 1);
    pointer(knot, "pointermove", 0.2, 1.2);
    pointer(knot, "pointermove", 0.4, 1.4);
    pointer(knot, "pointermove", 0.5, 1.5);
    expect(knot.style.transform).toBe("translate(250.00px, 50.00px)");
    expect(edits().map(({ act, unit, at }) => [act, unit, at?.map((x) => x.toFixed(2))])).toEqual([
      ["knot", 1, ["0.20", "1.20"]],
    ]);
    model.receive({ _answered: edits()[0].seq });
    expect(edits()[1].at?.map((x) => x.toFixed(2))).toEqual(["0.50", "1.50"]);
    expect(edits()[1].gesture).toBe(edits()[0].gesture);
    pointer(knot, "pointerup", 0.5, 1.5);
    expect(model.get("selected")).toBe(1);
  });

  test("moves a knot to where Python has put it, and undoes", async () => {
    const { model, host, all } = mount();
    const knots = () => all(".sw-spline-knot").map(({ style }) => style.transform);
    const begun = knots();
    const [, knot] = all(".sw-spline-knot");
    pointer(knot, "pointerdown", 0, 1);
    pointer(knot, "pointermove", 0.5, 1.5);
    pointer(knot, "pointerup", 0.5, 1.5);
    await answers();
    expect(knots()).toEqual([begun[0], "translate(250.00px, 50.00px)"]);
    const [, , , , b] = all<HTMLInputElement>(".sw-spline-scrub");
    expect([b.value, model.get("_can_undo")]).toEqual(["-0.5", true]);
    host.querySelector<HTMLElement>('[title^="Undo"]')?.click();
    await answers();
    expect([knots(), b.value, model.get("_can_undo")]).toEqual([begun, "0", false]);
  });

  test("types a weight, and the knot goes to where Python says", async () => {
    const { all } = mount();
    const [, b] = all<HTMLInputElement>(".sw-spline-scrub");
    b.value = "1.5";
    b.dispatchEvent(new Event("change"));
    await answers();
    expect(all(".sw-spline-knot")[0].style.transform).toBe("translate(50.00px, 200.00px)");
    expect(all(".sw-status")[0].textContent).toContain("root mean square error 1.00 at 1 point");
  });

  test("may leave the plot, and the knot does not", () => {
    const { all, edits } = mount();
    const [knot] = all(".sw-spline-knot");
    pointer(knot, "pointerdown", -1, 0);
    pointer(knot, "pointermove", -90, 50);
    expect(edits()[0].at).toEqual([-2, 2]);
  });

  test("lets go of a knot that was refused", () => {
    const { model, all, edits } = mount();
    const [knot] = all(".sw-spline-knot");
    for (const [type, x] of [
      ["pointerdown", -1],
      ["pointermove", 1],
      ["pointerup", 1],
    ] as const)
      pointer(knot, type, x, 0);
    expect(knot.style.transform).toBe("translate(300.00px, 200.00px)");
    model.receive({ error: "Too large.", _answered: edits()[edits().length - 1].seq });
    expect(knot.style.transform).toBe("translate(100.00px, 200.00px)");
  });

  test("moves and removes by keys", () => {
    const { all, edits } = mount();
    const [knot] = all(".sw-spline-knot");
    const key = (node: Element, name: string) =>
      node.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
    key(knot, "ArrowRight");
    expect(edits()[0].at).toEqual([-2 + (108 / WIDTH) * 4, 0]);
    key(all(".sw-spline-point")[0], "Delete");
    expect(edits()[1]).toMatchObject({ act: "points", points: [[], []] });
    key(knot, "Delete");
    expect(edits()[2]).toMatchObject({ act: "remove", unit: 0 });
  });

  test("adds a point by a double click, but not on a handle", () => {
    const { all, edits } = mount();
    pointer(all(".sw-chart")[0], "dblclick", 1, 1);
    expect(edits()[0].points?.map((each) => each.map((x) => Number(x.toFixed(9))))).toEqual([
      [0, 1],
      [0.5, 1],
    ]);
    pointer(all(".sw-spline-knot")[0], "dblclick", -1, 0);
    expect(edits().length).toBe(1);
    pointer(all(".sw-spline-point")[0], "dblclick", 0, 0.5);
    expect(edits()[1].points).toEqual([[], []]);
  });

  test("drags a weight sideways, or types it", () => {
    const { all, edits, model } = mount();
    const [, b] = all<HTMLInputElement>(".sw-spline-scrub");
    pointer(b, "pointerdown", 0, 0);
    b.dispatchEvent(new MouseEvent("pointermove", { clientX: at(0, 0).clientX + 25 }));
    expect(edits()[0]).toMatchObject({ act: "weight", unit: 0, name: "b", value: 1.5 });
    pointer(b, "pointerup", 0, 0);
    model.receive({ _answered: edits()[0].seq });
    b.value = "-3.25";
    b.dispatchEvent(new Event("change"));
    expect(edits()[1]).toMatchObject({ unit: 0, name: "b", value: -3.25 });
    b.value = "";
    b.dispatchEvent(new Event("change"));
    expect(edits().length).toBe(2);
    expect(b.value).not.toBe("");
  });

  test("fits, adds and undoes without losing any of it", () => {
    const { host, edits, model } = mount({ _can_undo: true });
    const click = (text: string) =>
      [...host.querySelectorAll("button")].find(({ textContent }) => textContent === text)?.click();
    click("Add unit");
    click("Add unit");
    click("Remove unit"); // nothing is selected
    click("Fit");
    host.querySelector<HTMLElement>('[title^="Undo"]')?.click();
    expect(edits().map(({ act }) => act)).toEqual(["add", "add", "fit", "undo"]);
    model.receive({ selected: 2 });
    click("Remove unit");
    expect(edits()[4]).toMatchObject({ act: "remove", unit: 2 });
    expect(new Set(edits().map(({ seq }) => seq)).size).toBe(5);
  });

  test("hides what the legend names", () => {
    const { model, host, all } = mount();
    const entry = all(".sw-entry").find(({ textContent }) => textContent === "Points");
    expect(host.querySelectorAll(".sw-spline-point").length).toBe(1);
    entry?.click();
    expect(model.get("visible")).toEqual(["units", "residuals"]);
    expect(host.querySelectorAll(".sw-spline-point").length).toBe(0);
    expect(entry?.getAttribute("aria-pressed")).toBe("false");
  });
});
