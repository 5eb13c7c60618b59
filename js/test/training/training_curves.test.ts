import { afterEach, expect, test, vi } from "vitest";
import { encode } from "../../harness/encode.ts";
import { FakeModel } from "../../harness/model.ts";
import { stepTicks } from "../../src/training/step_ticks.ts";
import widget from "../../src/training_curves.ts";
import type { CurveTraits, WireFigure } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { logSteps } from "./log_steps.ts";

const leaks = watchForLeaks();

afterEach(() => {
  document.body.replaceChildren();
});

function figure(title: string, ...curves: number[][]): WireFigure {
  const labels = curves.map((_, i) => `curve ${i}`);
  const values = encode(Float64Array.from(curves.flat()), curves.length, curves[0].length);
  return { title, labels, colors: labels.map(() => "#000000"), values, share: title === "Accuracy" };
}

const NOTHING: CurveTraits = {
  steps: [],
  _figures: [],
  checkpoint: null,
  reference: null,
  _clicked: {},
  error: "",
};

function mount(traits: Partial<CurveTraits>) {
  const model = new FakeModel<CurveTraits>({ ...NOTHING, ...traits });
  const el = document.createElement("div");
  document.body.append(el);
  return { model, el, remove: widget.render({ model, el }) };
}

/** The ends of a figure's strokes, from 0 to 1, upwards. */
function ends(el: HTMLElement, of = 0, curve = 0): number[][] {
  const path = el.querySelectorAll(".sw-curve")[of].querySelectorAll("path")[curve].getAttribute("d") ?? "";
  return [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), 1 - Number(y)]);
}

test("values lie where the scale has them, and what is no number is a gap", () => {
  const { el, remove } = mount({ steps: [0, 1, 10], _figures: [figure("Loss", [4, Number.NaN, 1])] });
  expect(ends(el)).toEqual([
    [0, 1],
    [0, 1],
    [1, 0.25],
    [1, 0.25],
  ]);
  remove();
});

test.each([
  ["Accuracy", [0.2, 0.5], [0.2, 0.5]],
  ["Constant", [7, 7], [1, 1]],
  ["Zero", [0, 0], [0, 0]],
  ["Below", [-4, -4], [0, 0]],
  ["Across", [-1, 3], [0, 1]],
])("%s is drawn on a scale that holds zero", (title, values, places) => {
  const { el, remove } = mount({ steps: [0, 1], _figures: [figure(title, values)] });
  const heights = new Set(ends(el).map(([, y]) => Number(y.toFixed(4))));
  expect([...heights]).toEqual([...new Set(places)]);
  remove();
});

test("cursors follow, and a screen reader hears what is there", () => {
  const { model, el, remove } = mount({
    steps: [0, 1, 10],
    _figures: [figure("Loss", [4, 2, 1], [8, 8, 8])],
  });
  const [reference, present] = [...el.querySelectorAll("svg > line")];
  expect(present.hasAttribute("hidden") && reference.hasAttribute("hidden")).toBe(true);
  model.receive({ checkpoint: 1, reference: 2 });
  expect([present.getAttribute("x1"), reference.getAttribute("x2")]).toEqual(["0.5", "1"]);
  expect(el.querySelector(".sw-curve-plot")?.getAttribute("aria-label")).toBe(
    "Loss at step 1: curve 0 2, curve 1 8",
  );
  model.receive({ reference: null });
  expect(reference.hasAttribute("hidden")).toBe(true);
  remove();
});

test("a click asks for the nearest checkpoint, every time anew", () => {
  const { model, el, remove } = mount({ steps: [0, 1, 10], _figures: [figure("Loss", [4, 2, 1])] });
  const plot = el.querySelector(".sw-curve-plot") as HTMLElement;
  vi.spyOn(plot, "getBoundingClientRect").mockReturnValue(new DOMRect(100, 0, 200, 100));
  for (const clientX of [100, 190, 299, 350]) plot.dispatchEvent(new MouseEvent("click", { clientX }));
  expect(model.sent.map(({ _clicked: clicked }) => clicked)).toEqual(
    [0, 1, 2, 2].map((index, i) => ({ index, seq: i + 1 })),
  );
  remove();
});

test("keys on the first figure go through the checkpoints, and stay within them", () => {
  const figures = [figure("Loss", [4, 2, 1]), figure("Accuracy", [0, 0.5, 1])];
  const { model, el, remove } = mount({ steps: [0, 1, 10], _figures: figures, checkpoint: 1 });
  const [first, second] = el.querySelectorAll<HTMLElement>(".sw-curve-plot");
  expect([first.tabIndex, second.tabIndex]).toEqual([0, -1]);
  expect(first.getAttribute("aria-valuetext")).toBe("Loss at step 1: curve 0 2");
  expect(first.getAttribute("aria-valuemax")).toBe("2");
  const press = (key: string) =>
    first.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  for (const key of ["ArrowLeft", "ArrowRight", "Home", "End", "PageDown", "PageUp", "a"]) press(key);
  const asked = () => model.sent.map(({ _clicked: clicked }) => clicked?.index);
  expect(asked()).toEqual([0, 2, 0, 2, 0, 2]);
  model.receive({ checkpoint: 2 });
  press("ArrowRight");
  press("End");
  expect(asked().length).toBe(6);
  model.receive({ checkpoint: null });
  press("Home");
  expect(asked().length).toBe(6);
  remove();
});

test("figures are kept while they grow, and nothing is left behind", () => {
  const { model, el, remove } = mount({ steps: [0], _figures: [figure("Loss", [4])] });
  const before = el.querySelector(".sw-curve");
  model.receive({ steps: [0, 1], _figures: [figure("Loss", [4, 2])] });
  expect(el.querySelector(".sw-curve")).toBe(before);
  model.receive({ _figures: [figure("Loss", [4, 2]), figure("<b>x</b>", [1, 1])] });
  expect(el.querySelectorAll(".sw-curve")[1].textContent).toContain("<b>x</b>");
  remove();
  expect(leaks.listeners()).toEqual([]);
  expect(leaks.observers()).toBe(0);
  expect(model.listening).toBe(0);
});

test("a narrow axis has no tick that a wide one has not", () => {
  for (const count of [2, 3, 7, 11, 52, 300]) {
    const steps = logSteps(count, 14_000);
    const wide = stepTicks(steps, 2000).map(({ index }) => index);
    for (const length of [60, 120, 200, 400, 800])
      for (const { index } of stepTicks(steps, length)) expect(wide).toContain(index);
  }
});
