import { afterEach, describe, expect, test } from "vitest";
import { Viewport } from "../../src/slice/viewport.ts";
import widget from "../../src/slice_explorer.ts";
import type { Box } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { play } from "../recorded.ts";

watchForLeaks();

afterEach(() => {
  document.body.replaceChildren();
});

function mount() {
  const model = play("explorer");
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host });
  const group = (name: string) => [
    ...host.querySelectorAll<HTMLButtonElement>(`.sw-legend-bar [aria-label="${name}"] > button`),
  ];
  return { model, host, remove, group };
}

describe("the legend", () => {
  test("names what there is, and its buttons show and hide it", () => {
    const { model, host, group, remove } = mount();
    const [marks, classes] = [group("Marks"), group("Classes")];
    expect(marks.map((node) => node.textContent)).toEqual([
      "Decision boundary",
      "Data",
      "Misclassified",
      "Anchors",
    ]);
    expect(classes).toHaveLength(10);
    marks[3].click();
    expect(model.get("visible_marks")).toEqual(["boundary", "data", "misclassified"]);
    expect(marks[3].getAttribute("aria-pressed")).toBe("false");
    expect(host.querySelector(".sw-stage")?.classList.contains("sw-no-anchors")).toBe(true);
    classes[4].click();
    expect(model.get("visible_classes")).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
    const only = new MouseEvent("click", { shiftKey: true, bubbles: true });
    classes[4].dispatchEvent(only);
    expect(model.get("visible_classes")).toEqual([4]);
    classes[4].dispatchEvent(only);
    expect(model.get("visible_classes")).toHaveLength(10);
    expect(group("Marks")[3]).toBe(marks[3]); // the focus stays on it
    remove();
  });

  test("follows Python, and is gone where there is nothing to name", () => {
    const { model, host, group, remove } = mount();
    model.receive({ visible_marks: ["data"] });
    expect(group("Marks").map((node) => node.getAttribute("aria-pressed"))).toEqual([
      "false",
      "true",
      "false",
      "false",
    ]);
    model.receive({ _marks: [], _classes: [] });
    expect(host.querySelector<HTMLElement>(".sw-legend-bar")?.hidden).toBe(true);
    remove();
  });
});

describe("a view set by Python", () => {
  const views: Box[] = [
    [-3, 3, -1, 1],
    [-1, 1, -3, 3],
  ];

  test.each(views)("is seen whole on a canvas of any shape", (...view) => {
    const contains = ([a, b, c, d]: Box) => a <= view[0] && b >= view[1] && c <= view[2] && d >= view[3];
    const viewport = new Viewport({ moved() {}, wanted() {} }, new AbortController().signal);
    viewport.follow(view);
    for (const width of [900, 300, 520]) {
      viewport.resize({ width, height: 480 });
      const { box } = viewport;
      expect(contains(box)).toBe(true);
      expect((box[1] - box[0]) / (box[3] - box[2])).toBeCloseTo(width / 480, 9);
      // And no more than is needed: it touches two sides.
      expect(Math.min(box[1] - view[1], box[3] - view[3])).toBeCloseTo(0, 9);
    }
    // A hand has moved it: from now on the height stays.
    viewport.drag([0, 2, 0, 2]);
    viewport.resize({ width: 900, height: 480 });
    expect(viewport.box.slice(2)).toEqual([0, 2]);
  });
});
