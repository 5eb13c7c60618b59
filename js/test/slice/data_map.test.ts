import { afterEach, expect, test } from "vitest";
import widget from "../../src/slice_explorer.ts";
import { decode } from "../../src/wire/decode.ts";
import type { Point, WireMap } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { play } from "../recorded.ts";

watchForLeaks();

afterEach(() => document.body.replaceChildren());

function mount(changes: Parameters<typeof play>[1] = {}) {
  const model = play("explorer", changes);
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host });
  const map = host.querySelector<HTMLElement>(".sw-map-section")!;
  const button = (text: string) =>
    [...map.querySelectorAll("button")].find((each) => each.textContent?.startsWith(text))!;
  const press = (target: Element, key: string) =>
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const star = (index: number) => map.querySelectorAll(".sw-handle")[index];
  model.sent = [];
  return { model, map, button, press, star, remove };
}

const last = ({ model }: ReturnType<typeof mount>) => model.sent.at(-1);

test("anchors are told as samples of classes, and as none where they were moved", () => {
  const mounted = mount({ anchor_samples: [0, -1, 7] });
  const { map, star, remove } = mounted;
  const rows = [...map.querySelectorAll(".sw-map-anchors > button")].map((each) => each.textContent);
  expect(rows).toEqual(["0 sample 0class 0", "4 no sample", "7 sample 7class 7"]);
  expect(star(0).getAttribute("aria-label")).toContain("sample 0, class 0");
  expect(star(1).getAttribute("aria-label")).not.toContain("sample");
  remove();
});

test("buttons and keys draw anchors, each as a step of its own", () => {
  const mounted = mount();
  const { map, button, press, remove } = mounted;
  const drawn = () => (last(mounted) as { _triple: { classes: string } })._triple.classes;
  button("Random").click();
  expect(drawn()).toBe("any");
  mounted.model.receive({ _answered: 10 });
  press(map, "d");
  expect(drawn()).toBe("different");
  mounted.model.receive({ _answered: 20 });
  press(map, "C");
  expect(drawn()).toBe("same");
  remove();
});

test("Enter on a star takes the nearest sample that no other star is, and arrows the next one while they snap", () => {
  const mounted = mount({ snap_to_data: true });
  const { model, map, press, star, remove } = mounted;
  const { points, labels } = model.get("_map") as WireMap;
  const [at, count] = [decode(points, ["float32"]), decode(labels, ["uint8"]).length];
  const [first, ...others] = (model.get("_picture") as { handles: readonly Point[] }).handles;
  const away = (i: number) => Math.hypot(at[2 * i] - first[0], at[2 * i + 1] - first[1]);
  press(star(0), "Enter");
  const { _drag } = last(mounted) as {
    _drag: { sample: number; index: number; where: string; done: boolean };
  };
  expect(_drag).toMatchObject({ sample: 0, index: 0, where: "map", done: true });
  model.receive({ _answered: 50 });
  press(star(0), "ArrowRight");
  const next = (last(mounted) as { _drag: { sample: number } })._drag.sample;
  const ahead = [...Array(count).keys()].filter((i) => {
    const [x, y] = [at[2 * i] - first[0], at[2 * i + 1] - first[1]];
    return x > 0 && Math.abs(y) <= x;
  });
  expect(ahead).toContain(next);
  expect(away(next)).toBe(Math.min(...ahead.map(away)));
  expect(others.length).toBe(2);
  expect(map.querySelector(".sw-hint")?.textContent).toContain("from sample to sample");
  remove();
});

test("snapping is kept in a trait", () => {
  const { model, button, remove } = mount();
  const snap = button("Snap");
  snap.click();
  expect(model.get("snap_to_data")).toBe(true);
  expect(snap.getAttribute("aria-pressed")).toBe("true");
  snap.click();
  expect(model.get("snap_to_data")).toBe(false);
  remove();
});

test("data without classes are drawn in no class's color and from no class; names are text", () => {
  const plain = play("explorer").get("_map") as WireMap;
  const none = mount({ _map: { ...plain, names: [], count: 1_000_000, fitted: 4000 } });
  expect([none.button("Random").hidden, none.button("One").hidden, none.button("3 ").hidden]).toEqual([
    false,
    true,
    true,
  ]);
  none.remove();
  const markup = mount({ _map: { ...plain, names: plain.names.map(() => "<img src=x>") } });
  expect(markup.map.querySelector("img")).toBeNull();
  expect(markup.map.textContent).toContain("class <img src=x>");
  markup.remove();
});
