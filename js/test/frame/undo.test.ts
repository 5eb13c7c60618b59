// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeModel } from "../../harness/model.ts";
import { Link } from "../../src/frame/link.ts";
import { NumberedLink } from "../../src/frame/numbered_link.ts";
import { TraitSteps } from "../../src/frame/trait_steps.ts";
import { UndoControl } from "../../src/frame/undo_control.ts";
import { Hand } from "../../src/interact/hand.ts";
import { guardKeys } from "../../src/interact/host_keys.ts";
import { sliceUndo } from "../../src/slice/slice_undo.ts";
import type { Traits } from "../../src/wire/wire.ts";
import { bare } from "../recorded.ts";

let controller: AbortController;
let root: HTMLElement;
let picture: HTMLElement;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout", "performance"] });
  controller = new AbortController();
  document.body.innerHTML = `<div><p tabindex="0"></p><input type="number"></div>`;
  root = document.body.firstElementChild as HTMLElement;
  picture = root.firstElementChild as HTMLElement;
});

afterEach(() => {
  controller.abort();
  vi.useRealTimers();
});

const press = (key: string, more: KeyboardEventInit = {}, target: Element = picture) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
};

describe("a gesture", () => {
  let hand: Hand;
  let time = 0;
  beforeEach(() => {
    hand = new Hand(root, controller.signal);
  });

  const does = (type: string, wait: number, target = picture, key = "ArrowUp") => {
    time += wait;
    const event =
      type === "keydown"
        ? new KeyboardEvent(type, { key, bubbles: true })
        : new Event(type, { bubbles: true });
    target.dispatchEvent(Object.defineProperty(event, "timeStamp", { value: time }));
    return hand.gesture;
  };

  test("is a press until the next, turns of the wheel in one go, keys in one go", () => {
    const first = does("pointerdown", 10);
    expect(does("pointerdown", 10)).not.toBe(first);
    const wheel = does("wheel", 100);
    expect([does("wheel", 100), does("wheel", 400)]).toEqual([wheel, wheel]);
    const later = does("wheel", 1000);
    expect(later).not.toBe(wheel);
    const keys = does("keydown", 10);
    expect(keys).not.toBe(later);
    expect(does("keydown", 300, picture, "+")).toBe(keys);
    expect(does("keydown", 300, root)).not.toBe(keys);
  });

  test("is not begun by Ctrl alone, which is held to turn the wheel", () => {
    const wheel = does("wheel", 1000);
    does("keydown", 100, picture, "Control");
    expect(does("wheel", 100)).toBe(wheel);
  });

  test("has a number of its own, within a millisecond, too", () => {
    const numbers = [1, 2, 3].map(() => does("pointerdown", 0));
    expect(new Set(numbers).size).toBe(3);
  });
});

describe("keys and buttons", () => {
  const gone: number[] = [];
  let control: UndoControl;
  beforeEach(() => {
    gone.length = 0;
    guardKeys(root, controller.signal);
    control = new UndoControl(root, (steps) => gone.push(steps), controller.signal);
    control.set(true, true);
    root.append(control.root);
  });

  test.each([
    ["z", { ctrlKey: true }, [1]],
    ["z", { metaKey: true }, [1]],
    ["Z", { ctrlKey: true, shiftKey: true }, [-1]],
    ["z", { metaKey: true, shiftKey: true }, [-1]],
    ["y", { ctrlKey: true }, [-1]],
    ["z", {}, []],
    ["z", { ctrlKey: true, altKey: true }, []],
  ] as const)("%s with %o", (key, more, steps) => {
    const reached = vi.fn();
    document.addEventListener("keydown", reached, { signal: controller.signal });
    expect(press(key, more).defaultPrevented).toBe(steps.length > 0);
    expect(gone).toEqual(steps);
    expect(reached).not.toHaveBeenCalled();
  });

  test("a number that is typed is undone by the browser, and not by the notebook", () => {
    const reached = vi.fn();
    document.addEventListener("keydown", reached, { signal: controller.signal });
    const field = root.querySelector("input") as HTMLInputElement;
    expect(press("z", { ctrlKey: true }, field).defaultPrevented).toBe(false);
    expect([gone, reached.mock.calls]).toEqual([[], []]);
  });

  test("do nothing where there is nothing to undo, and keep the focus", () => {
    control.set(false, true);
    const [undo, redo] = control.root.querySelectorAll("button");
    undo.focus();
    undo.click();
    expect(press("z", { ctrlKey: true }).defaultPrevented).toBe(true);
    expect([gone, document.activeElement]).toEqual([[], undo]);
    redo.click();
    expect(gone).toEqual([-1]);
  });
});

test("steps on a slice that wait for an answer are sent together, and in order", () => {
  const model = new FakeModel<Traits>({
    ...bare<Traits>("slice_explorer"),
    _can_undo: true,
    _can_redo: true,
  });
  const link = new NumberedLink(model, controller.signal);
  const drags = link.queue("_drag");
  const buttons = sliceUndo(link, root).querySelectorAll("button");
  const drag = { index: 0, where: "slice", at: [0, 0], done: true } as const;
  const first = link.nextSeq();
  drags.offer(first, () => link.send({ _drag: { ...drag, seq: first } }));
  const second = link.nextSeq();
  drags.offer(second, () => link.send({ _drag: { ...drag, seq: second } }));
  for (const i of [0, 0, 0, 1]) buttons[i].click();
  expect(model.sent.map((message) => Object.keys(message))).toEqual([["_drag"], ["_drag"], ["_undo"]]);
  model.receive({ _answered: 9 });
  expect(model.sent[2]._undo).toMatchObject({ steps: 1 });
  expect(model.sent[3]._undo).toMatchObject({ steps: 1 }); // of two back and one forth
  model.receive({ _can_undo: false });
  expect(Array.from(buttons, (button) => button.getAttribute("aria-disabled"))).toEqual(["true", "false"]);
});

describe("values of a trait", () => {
  const possible = vi.fn();
  let model: FakeModel<{ rho: number }>;
  let steps: TraitSteps<{ rho: number }, "rho">;
  beforeEach(() => {
    model = new FakeModel({ rho: 0 });
    steps = new TraitSteps(new Link(model, controller.signal), "rho", possible);
  });

  test("come back, a gesture at a time", () => {
    for (const [rho, gesture] of [
      [0.1, 1],
      [0.2, 1],
      [0.7, 2],
    ])
      steps.send(rho, gesture);
    const walked = ([1, 1, 1, -1, -1, -1] as const).map((by) => {
      steps.go(by);
      return model.get("rho");
    });
    expect(walked).toEqual([0.2, 0, 0, 0.2, 0.7, 0.7]);
    expect(possible).toHaveBeenLastCalledWith(true, false);
    steps.go(1);
    steps.send(1.5, 2);
    expect(possible).toHaveBeenLastCalledWith(true, false);
    steps.go(1);
    expect(model.get("rho")).toBe(0.2);
  });

  test("of Python are one step in a row, undone before what was earlier", () => {
    steps.send(0.5, 1);
    for (const rho of [1, 1.5, 2]) model.receive({ rho });
    steps.go(1);
    expect(model.get("rho")).toBe(0.5);
    steps.go(-1);
    expect(model.get("rho")).toBe(2);
  });
});
