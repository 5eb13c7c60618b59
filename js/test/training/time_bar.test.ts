import { setMaxListeners } from "node:events";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { OVERHANG, stepTicks } from "../../src/training/step_ticks.ts";
import { TimeBar } from "../../src/training/time_bar.ts";
import { logSteps } from "./log_steps.ts";

const STEPS = logSteps(11, 14_000);
const chosen = vi.fn<(index: number) => number>();
const played = vi.fn();
const looped = vi.fn();
let bar: TimeBar;

beforeEach(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
  for (const spy of [chosen, played, looped]) spy.mockReset();
  chosen.mockReturnValue(1);
  const { signal } = new AbortController();
  setMaxListeners(0, signal); // one signal for all of a view's listeners is the point
  const nothing = () => {};
  bar = new TimeBar({ chosen, referred: () => 1, released: nothing, played, sped: nothing, looped }, signal);
  document.body.replaceChildren(bar.root);
  bar.setSteps(STEPS);
});

const input = () => bar.present.input;
const button = (name: string) => bar.root.querySelector(`button[aria-label="${name}"]`) as HTMLButtonElement;
const reading = () => bar.root.querySelector(".sw-moment")?.textContent;
const slide = (index: number) => {
  input().value = String(index);
  input().dispatchEvent(new Event("input"));
};

describe("the labels of the track", () => {
  test.each([0, 40, 90, 160, 400, 900])("never overlap nor leave a track of %s pixels", (length) => {
    for (const [count, last] of [
      [1, 1],
      [2, 9],
      [5, 1e9],
      [52, 14_000],
      [300, 1e6],
    ]) {
      const steps = count === 1 ? [0] : logSteps(count, last);
      const ticks = stepTicks(steps, length);
      ticks.forEach(({ index, at, left, width, text }, i) => {
        expect(text.replaceAll("\u2009", "")).toBe(String(steps[index]));
        expect(at).toBeCloseTo((index / Math.max(1, steps.length - 1)) * length);
        expect(left).toBeGreaterThanOrEqual(-OVERHANG);
        expect(left + width).toBeLessThanOrEqual(length + OVERHANG);
        if (i > 0) expect(left).toBeGreaterThan(ticks[i - 1].left + ticks[i - 1].width);
      });
      if (length >= 400 && steps.length > 1)
        expect(ticks.map(({ index }) => index)).toContain(steps.length - 1);
    }
  });
});

describe("the thumb", () => {
  test("is read as a step and a place", () => {
    bar.setPresent(10, 0);
    expect(reading()).toContain("step 14\u200900011 of 11");
    expect(input().getAttribute("aria-valuetext")).toBe("step 14\u2009000, 11 of 11");
  });

  test("follows the hand at once and Python when it has answered", () => {
    chosen.mockReturnValue(7);
    slide(4);
    expect(chosen.mock.calls).toEqual([[4]]);
    expect(reading()).toContain("5 of 11");
    bar.setPresent(2, 6); // on the way to an earlier choice
    expect([input().value, reading()]).toEqual(["4", expect.stringContaining("5 of 11")]);
    bar.setPresent(3, 7); // refused or set otherwise
    expect([input().value, reading()]).toEqual(["3", expect.stringContaining("4 of 11")]);
  });

  test("stays under a hand that rests", () => {
    input().dispatchEvent(new Event("pointerdown"));
    input().value = "4";
    bar.setPresent(9, 99);
    expect(input().value).toBe("4");
    window.dispatchEvent(new Event("pointerup"));
    expect(input().value).toBe("9");
  });

  test("is moved by the buttons, which stop the show, and not beyond the ends", () => {
    bar.setPlaying(true);
    button("Next checkpoint").click();
    expect([played.mock.calls, chosen.mock.calls]).toEqual([[[false]], [[1]]]);
    bar.setPresent(0, 1);
    button("Previous checkpoint").click();
    expect(chosen).toHaveBeenCalledTimes(1);
  });
});

describe("the bar", () => {
  test("the space bar on the slider plays and pauses", () => {
    const press = (target: Element) =>
      target.dispatchEvent(new KeyboardEvent("keydown", { key: " ", bubbles: true, cancelable: true }));
    expect(press(input())).toBe(false);
    bar.setPlaying(true);
    press(input());
    expect(played.mock.calls).toEqual([[true], [false]]);
    // A button does with it what buttons do.
    expect(press(button("Pause"))).toBe(true);
    expect(played).toHaveBeenCalledTimes(2);
  });

  test("without checkpoints it is disabled and says so", () => {
    bar.setSteps([]);
    expect(reading()).toBe("No checkpoint yetlive");
    const controls = bar.root.querySelectorAll<HTMLInputElement>("input, button, select");
    expect(Array.from(controls).every(({ disabled }) => disabled)).toBe(true);
    bar.setSteps([0]);
    expect(Array.from(controls).some(({ disabled }) => disabled)).toBe(false);
    expect(reading()).toContain("step 01 of 1");
  });

  test("checkpoints in memory are marked run by run", () => {
    bar.setKept([9, 2, 0, 1, 5, 10]);
    const marks = Array.from(bar.root.querySelectorAll<HTMLElement>(".sw-kept"), ({ style }) => [
      Number.parseFloat(style.left),
      Number.parseFloat(style.width),
    ]);
    expect(marks).toEqual([
      [0, 20],
      [50, 0],
      [90, 10],
    ]);
  });

  test("any speed that Python sets is on the menu, and only for as long", () => {
    const menu = bar.root.querySelector("select") as HTMLSelectElement;
    bar.setSpeed(3);
    expect([menu.value, menu.options.length]).toEqual(["3", 6]);
    bar.setSpeed(0.5);
    expect([menu.value, menu.options.length]).toEqual(["0.5", 6]);
    bar.setSpeed(10);
    expect([menu.value, menu.options.length]).toEqual(["10", 5]);
  });

  test("loop is a switch", () => {
    const loop = button("Begin again at the end");
    loop.click();
    bar.setLoop(true);
    loop.click();
    expect(looped.mock.calls).toEqual([[true], [false]]);
  });
});
