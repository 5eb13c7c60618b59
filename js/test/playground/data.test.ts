import { expect, test, vi } from "vitest";
import { encode } from "../../harness/encode.ts";
import { drawDots, exampleDots } from "../../src/playground/dots.ts";
import { watchForLeaks } from "../leaks.ts";
import { mountPlayground, press, TWO_POINTS } from "../mounted_playground.ts";

watchForLeaks();

test("each kind of data has a button, and what belongs to it", () => {
  const { model, find, el } = mountPlayground();
  const kinds = [...el.querySelectorAll<HTMLButtonElement>(".sw-kind")];
  expect(kinds).toHaveLength(7);
  const shown = () =>
    [".sw-formula", ".sw-level", ".sw-drawing-tools", ".sw-data-legend"].map(
      (part) => !find(part).closest("[hidden]"),
    );
  const seen = new Map<string, boolean[]>();
  for (const kind of kinds) {
    kind.click();
    expect(kinds.filter((each) => each.getAttribute("aria-pressed") === "true")).toEqual([kind]);
    seen.set(model.get("data"), shown());
  }
  expect([...seen.keys()]).toEqual([
    ...["moons", "spirals", "circles", "checkerboard", "gaussians", "formula", "drawn"],
  ]);
  expect(seen.get("moons")).toEqual([false, true, false, true]);
  expect(seen.get("formula")).toEqual([true, true, false, true]);
  expect(seen.get("drawn")).toEqual([false, false, true, false]);
});

test("a formula is sent by Enter or when it is left; one that is refused stays, to be mended", () => {
  const { model, find } = mountPlayground({ data: "formula" });
  const field = find<HTMLInputElement>(".sw-formula");
  const formula = model.get("formula");
  expect(field.value).toBe(formula);
  field.value = "sin(";
  press(field, "Enter");
  expect(model.sent.at(-1)).toEqual({ formula: "sin(" });
  model.receive({ formula }); // the last good one comes back, and then why
  model.receive({ error: "The formula ends too early. Close the bracket." });
  expect([field.value, field.hasAttribute("aria-invalid")]).toEqual(["sin(", true]);
  expect(find(".sw-complaint").textContent).toContain("Close the bracket.");
  field.value = "sin(2";
  model.receive({ error: "The formula still ends too early." });
  expect(field.value).toBe("sin(2"); // what is being typed
  field.value = "x1 x2";
  field.dispatchEvent(new Event("change"));
  model.receive({ error: "" });
  expect([model.get("formula"), field.value, field.hasAttribute("aria-invalid")]).toEqual([
    "x1 x2",
    "x1 x2",
    false,
  ]);
  model.receive({ error: "Something else.", formula: "x2" });
  expect([field.value, field.hasAttribute("aria-invalid")]).toEqual(["x2", false]);
  expect(press(field, "z", { ctrlKey: true })).toBe(true); // the browser's own undo
});

test("a slider has steps, shows what Python has, and stays under a hand", () => {
  vi.useFakeTimers({ toFake: ["requestAnimationFrame", "cancelAnimationFrame"] });
  const { model, find } = mountPlayground({ noise: 0.12 });
  const slider = find<HTMLInputElement>(".sw-level");
  const reading = find(".sw-level-reading");
  expect([slider.value, reading.textContent]).toEqual(["3", "0.12"]);
  slider.dispatchEvent(new Event("pointerdown"));
  for (const value of ["4", "5"]) {
    slider.value = value;
    slider.dispatchEvent(new Event("input"));
  }
  expect([reading.textContent, model.sent]).toEqual(["0.2", expect.not.arrayContaining([{ noise: 0.15 }])]);
  vi.advanceTimersToNextFrame();
  expect(model.sent.at(-1)).toEqual({ noise: 0.2 });
  model.receive({ noise: 0.15 });
  expect(slider.value).toBe("5");
  window.dispatchEvent(new Event("pointerup"));
  expect([slider.value, reading.textContent]).toEqual(["4", "0.15"]);
});

test("the legend names classes, as text, or the ends of the numbers to fit", () => {
  const { model, find } = mountPlayground({
    _examples: { ...TWO_POINTS, names: ["<b>left</b>", "right"] },
  });
  const legend = find(".sw-data-legend");
  expect([legend.textContent, legend.querySelector("b")]).toEqual(["<b>left</b>right", null]);
  model.receive({ _examples: { ...TWO_POINTS, values: encode(Float32Array.of(-3, 5)), names: [] } });
  expect([legend.textContent, legend.querySelector(".sw-data-ramp") !== null]).toEqual(["−35", true]);
  expect(find(".sw-pad").getAttribute("aria-label")).toBe("Data: 2 points");
});

test("classes have colors of their own, and numbers those of a ramp; each dot is where its inputs are", () => {
  const classes = exampleDots(TWO_POINTS);
  expect(new Set(classes.colors).size).toBe(2);
  expect(classes.range).toBeNull();
  const numbers = exampleDots({ ...TWO_POINTS, values: encode(Float32Array.of(2, 2)), names: [] });
  expect(numbers.range).toEqual([2, 2]);
  expect(new Set(numbers.colors).size).toBe(1); // in the middle of the ramp, and not NaN
  expect(numbers.colors[0]).toMatch(/^rgb\(\d+, \d+, \d+\)$/);
  const disks: [number, number, string][] = [];
  const context = {
    fillStyle: "",
    beginPath: () => {},
    arc: (x: number, y: number) => disks.push([x, y, ""]),
    fill() {
      disks[disks.length - 1][2] = this.fillStyle;
    },
  };
  const size = { width: 200, height: 200 };
  drawDots(context as unknown as CanvasRenderingContext2D, classes, [-2, 2, -2, 2], size);
  expect([disks[2], disks[5]]).toEqual([
    [100, 100, classes.colors[0]],
    [150, 50, classes.colors[1]],
  ]);
});
