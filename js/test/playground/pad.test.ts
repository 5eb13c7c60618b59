import { beforeEach, expect, test, vi } from "vitest";
import { GAP, sprayed } from "../../src/playground/pad_hand.ts";
import type { DrawnPoint } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { mountPlayground, press, TWO_POINTS } from "../mounted_playground.ts";

watchForLeaks();

beforeEach(() => {
  vi.useFakeTimers();
});

function mountPad(drawn: DrawnPoint[] = []) {
  const mounted = mountPlayground({ data: "drawn", drawn });
  const pad = mounted.find(".sw-pad");
  const at = (type: string, x: number, y: number, more: MouseEventInit = {}) =>
    new MouseEvent(type, { clientX: x, clientY: y, bubbles: true, cancelable: true, ...more });
  const down = (x: number, y: number, more: MouseEventInit = {}) =>
    pad.dispatchEvent(at("pointerdown", x, y, more));
  const move = (x: number, y: number) => window.dispatchEvent(at("pointermove", x, y));
  const up = () => window.dispatchEvent(new Event("pointerup"));
  const click = (x: number, y: number, more: MouseEventInit = {}) => {
    down(x, y, more);
    up();
  };
  return { ...mounted, pad, down, move, up, click, drawn: () => mounted.model.get("drawn") };
}

test("a click adds a point of the chosen class where it is", () => {
  const { click, drawn, button, pad } = mountPad();
  click(150, 50);
  button("Draw points of class 2").click();
  click(0, 200);
  expect(drawn()).toEqual([
    [1, 1, 0],
    [-2, -2, 2],
  ]);
  expect(pad.getAttribute("aria-label")).toBe("Pad to draw on: 2 points");
});

test("points lie at even distances on the way of a drag, and none outside", () => {
  const way = sprayed([0, 0], [30, 40]);
  expect(way).toHaveLength(6);
  way.forEach(([x, y], i) => {
    expect(Math.hypot(x, y)).toBeCloseTo(GAP * (i + 1));
    expect(y / x).toBeCloseTo(4 / 3);
  });
  expect(sprayed([0, 0], [5, 5])).toEqual([]);
  const { down, move, up, drawn } = mountPad();
  down(180, 100);
  for (let x = 181; x < 260; x++) move(x, 100); // a pixel at a time, out of the pad
  up();
  move(20, 20);
  expect(drawn().map(([x1]) => x1)).toEqual([1.6, 1.76, 1.92]);
});

test("Shift, the right button and the eraser take points away", () => {
  const points: DrawnPoint[] = [
    [-1, 0, 0],
    [0, 0, 1],
    [1, 0, 2],
    [0, 1.9, 3],
  ];
  const { click, down, move, up, drawn, button, pad } = mountPad(points);
  click(50, 104, { shiftKey: true });
  expect(drawn()).toEqual(points.slice(1));
  click(100, 100, { button: 2 });
  expect(drawn()).toEqual(points.slice(2));
  expect(pad.dispatchEvent(new MouseEvent("contextmenu", { cancelable: true }))).toBe(false);
  button("Erase points").click();
  down(100, 100);
  move(150, 100);
  up();
  expect(drawn()).toEqual(points.slice(3));
  click(20, 20);
  expect(drawn()).toEqual(points.slice(3));
  click(100, 5, { button: 1 }); // the middle button is the host's
  expect(drawn()).toEqual(points.slice(3));
});

test("while a hand draws, the whole list is sent at most twenty times a second, and once at the end", () => {
  const { down, move, up, model, drawn } = mountPad();
  model.sent = [];
  const lists = () => model.sent.flatMap(({ drawn: list }) => (list ? [list.length] : []));
  down(0, 0);
  for (let i = 1; i <= 100; i++) {
    vi.advanceTimersByTime(10);
    move((8 * i) % 200, Math.floor(i / 25) * 40);
  }
  const during = lists().length;
  expect(during).toBeGreaterThan(15);
  expect(during).toBeLessThanOrEqual(21);
  up();
  const count = lists().at(-1);
  expect(drawn()).toHaveLength(count as number);
  vi.advanceTimersByTime(1000);
  expect(lists().at(-1)).toBe(count);
  expect(lists().length).toBeLessThanOrEqual(during + 1);
});

test("the keyboard draws at a cross-hair", () => {
  const { pad, drawn, find, model } = mountPad();
  pad.focus();
  expect(document.activeElement).toBe(pad);
  press(pad, "Enter");
  for (let i = 0; i < 5; i++) press(pad, "ArrowRight");
  press(pad, "ArrowUp", { shiftKey: true });
  expect(press(pad, "Enter")).toBe(false);
  expect(drawn()).toEqual([
    [0, 0, 0],
    [1, 0.04, 0],
  ]);
  expect(find(".sw-crosshair").style.inset).toBe("89px auto auto 141px");
  press(pad, "Delete");
  expect(drawn()).toEqual([[0, 0, 0]]);
  for (let i = 0; i < 40; i++) press(pad, "ArrowLeft");
  press(pad, "Enter");
  expect(drawn().at(-1)).toEqual([-2, 0.04, 0]); // not beyond the edge
  expect(press(pad, "Enter", { shiftKey: true })).toBe(true); // the host's: run the cell
  press(pad, " ");
  expect(model.get("playing")).toBe(true);
});

test("undo takes back a gesture as a whole, also Clear", () => {
  const { down, move, up, click, drawn, button } = mountPad();
  click(20, 20);
  down(100, 100);
  for (let x = 100; x <= 180; x += 4) {
    move(x, 100);
    vi.advanceTimersByTime(20);
  }
  up();
  expect(drawn().length).toBe(12);
  vi.advanceTimersByTime(1000);
  button("Take all points away").dispatchEvent(new MouseEvent("pointerdown", { bubbles: true }));
  button("Take all points away").click();
  expect(drawn()).toEqual([]);
  button("Undo").click();
  expect(drawn()).toHaveLength(12);
  button("Undo").click();
  expect(drawn()).toHaveLength(1);
  button("Redo").click();
  expect(drawn()).toHaveLength(12);
});

test("what Python has comes back when the hand has let go", () => {
  const { down, up, model, pad } = mountPad([[0, 0, 0]]);
  down(150, 50);
  model.receive({ drawn: [] });
  expect(pad.getAttribute("aria-label")).toContain("2 points");
  up();
  expect(model.get("drawn")).toHaveLength(2);
  model.receive({ drawn: [[0, 0, 0]], error: "drawn has too many points. Draw fewer." });
  expect(pad.getAttribute("aria-label")).toContain("1 points");
});

test("other data are not drawn on", () => {
  const { click, model, pad, drawn } = mountPad();
  model.receive({ data: "moons" });
  click(100, 100);
  press(pad, "Enter");
  expect([drawn(), pad.tabIndex, pad.getAttribute("role")]).toEqual([[], -1, "img"]);
  expect(pad.dispatchEvent(new MouseEvent("contextmenu", { cancelable: true }))).toBe(true);
});

test("the pad stays as it is while all that is drawn is in sight", () => {
  const { model, click, find, drawn } = mountPad([[1, 1, 0]]);
  const end = () => find("[data-side=right]").textContent;
  expect(end()).toBe("x1 = 2");
  const wider = { ...TWO_POINTS, window: [-3, 3, -3, 3] as const };
  model.receive({ _examples: wider });
  expect(end()).toBe("x1 = 2");
  click(200, 100);
  expect(drawn().at(-1)).toEqual([2, 0, 0]);
  model.receive({ drawn: [[2.5, 0, 0]] });
  expect(end()).toBe("x1 = 3");
  model.receive({ data: "moons", _examples: TWO_POINTS });
  expect(end()).toBe("x1 = 2");
});
