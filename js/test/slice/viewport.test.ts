import { expect, test, vi } from "vitest";
import { Viewport } from "../../src/slice/viewport.ts";
import type { Box } from "../../src/wire/wire.ts";

function viewport() {
  vi.stubGlobal("matchMedia", () => ({ matches: true })); // reduced motion: everything at once
  const wanted: (Box | null)[] = [];
  const view = new Viewport(
    { moved: () => {}, wanted: (box) => wanted.push(box) },
    new AbortController().signal,
  );
  view.resize({ width: 800, height: 400 });
  return { view, wanted };
}

test("at home the window of each picture is what is seen", () => {
  const { view } = viewport();
  view.arrived([0, 2, 0, 1]);
  expect(view.box).toEqual([0, 2, 0, 1]);
  view.arrived([0, 1, 0, 1]);
  expect(view.box).toEqual([-0.5, 1.5, 0, 1]);
});

test("away from home pictures leave the window alone", () => {
  const { view, wanted } = viewport();
  view.arrived([0, 2, 0, 1]);
  view.drag([1, 2, 0, 0.5]);
  view.arrived([0, 2, 0, 1]);
  expect(view.box).toEqual([1, 2, 0, 0.5]);
  expect(wanted).toEqual([[1, 2, 0, 0.5]]);
});

test("back home, a late picture of where one was does not pull the window there", () => {
  const { view, wanted } = viewport();
  view.arrived([0, 2, 0, 1]);
  view.drag([1, 2, 0, 0.5]);
  view.goHome();
  view.arrived([1, 2, 0, 0.5]);
  expect(view.box).toEqual([0, 2, 0, 1]);
  view.arrived([0, 4, 0, 2]);
  expect(view.box).toEqual([0, 4, 0, 2]);
  expect(wanted.at(-1)).toBeNull();
});

test("a view set by Python is followed, also back to an earlier one; the answer to one's own is not", () => {
  const { view, wanted } = viewport();
  view.arrived([0, 2, 0, 1]);
  view.drag([1, 2, 0, 0.5]);
  view.drag([1, 1.5, 0, 0.25]);
  view.follow([1, 1.5, 0, 0.25]);
  expect(view.box).toEqual([1, 1.5, 0, 0.25]);
  view.follow([1, 2, 0, 0.5]);
  expect(view.box).toEqual([1, 2, 0, 0.5]);
  view.follow([5, 7, 5, 6]);
  expect(view.box).toEqual([5, 7, 5, 6]);
  view.follow(null);
  expect(view.box).toEqual([0, 2, 0, 1]);
  expect(wanted).toHaveLength(2);
});

test("resizing away from home keeps the height and the center", () => {
  const { view } = viewport();
  view.arrived([0, 2, 0, 1]);
  view.drag([1, 2, 0, 0.5]);
  view.resize({ width: 400, height: 400 });
  expect(view.box).toEqual([1.25, 1.75, 0, 0.5]);
});
