import { setMaxListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeModel } from "../../harness/model.ts";
import { NumberedLink } from "../../src/frame/numbered_link.ts";
import { Timeline } from "../../src/training/timeline.ts";
import type { Seek, TrainingTraits } from "../../src/wire/wire.ts";
import { present } from "../../src/wire/wire.ts";
import { bare } from "../recorded.ts";

let controller: AbortController;
let delay: number;
let seeks: (Seek & { at: number })[];
let began: number;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
  controller = new AbortController();
  setMaxListeners(0, controller.signal); // one signal for all of a view's listeners is the point
  delay = 10;
  seeks = [];
  began = performance.now();
});

afterEach(() => {
  controller.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A training of `count` checkpoints whose kernel shows what is asked for after `delay` ms, except those `refused`. */
function training(count: number, traits: Partial<TrainingTraits> = {}, refused: number[] = []) {
  const steps = Array.from({ length: count }, (_, i) => 10 * i);
  const model = new FakeModel<TrainingTraits>(
    { ...bare<TrainingTraits>("training_explorer"), steps, speed: 10, ...traits },
    ({ _seek: seek }, self) => {
      if (!seek || !present(seek)) return;
      seeks.push({ ...seek, at: performance.now() - began });
      setTimeout(() => {
        const shown = refused.includes(seek.index) ? {} : { checkpoint: seek.index };
        self.receive({ ...shown, _answered: seek.seq });
      }, delay);
    },
  );
  return { model, view: () => new Timeline(new NumberedLink(model, controller.signal)) };
}

const asked = () => seeks.map(({ index }) => index);
const pauses = () => seeks.slice(1).map(({ at }, i) => at - seeks[i].at);

describe("playing", () => {
  test("asks for one checkpoint after the other at its speed, and stops at the end", () => {
    const { model, view } = training(5);
    view();
    model.receive({ playing: true });
    vi.advanceTimersByTime(1000);
    expect(asked()).toEqual([1, 2, 3, 4]);
    expect(pauses()).toEqual([100, 100, 100]);
    expect([model.get("playing"), model.get("checkpoint")]).toEqual([false, 4]);
  });

  test("waits for a slow kernel, and never asks twice", () => {
    delay = 350;
    const { model, view } = training(4);
    view();
    model.receive({ playing: true });
    vi.advanceTimersByTime(2000);
    expect(asked()).toEqual([1, 2, 3]);
    for (const pause of pauses()) expect(pause - delay).toBeLessThan(5);
  });

  test("begins again where it should", () => {
    const { model, view } = training(3, { loop: true });
    view();
    model.receive({ playing: true });
    vi.advanceTimersByTime(700);
    expect(asked().slice(0, 6)).toEqual([1, 2, 0, 1, 2, 0]);
    model.receive({ loop: false });
    vi.advanceTimersByTime(500);
    expect(model.get("playing")).toBe(false);
  });

  test("a single checkpoint makes no loop", () => {
    const { model, view } = training(1, { loop: true });
    view();
    model.receive({ playing: true });
    vi.advanceTimersByTime(500);
    expect([asked(), model.get("playing")]).toEqual([[], false]);
  });

  test("two views of one model ask no more than one does", () => {
    const { model, view } = training(6);
    view();
    view();
    model.receive({ playing: true });
    vi.advanceTimersByTime(1000);
    expect(asked()).toEqual([1, 2, 3, 4, 5]);
    expect(pauses()).toEqual([100, 100, 100, 100]);
  });

  test("rests while the page is hidden", () => {
    const { model, view } = training(9);
    view();
    const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(true);
    model.receive({ playing: true });
    vi.advanceTimersByTime(1000);
    expect(asked()).toEqual([]);
    hidden.mockReturnValue(false);
    document.dispatchEvent(new Event("visibilitychange"));
    vi.advanceTimersByTime(150);
    expect(asked()).toEqual([1, 2]);
  });

  test("rests while a hand holds the thumb and goes on from there", () => {
    const { model, view } = training(9);
    const { input } = view().bar.present;
    model.receive({ playing: true });
    vi.advanceTimersByTime(150);
    input.dispatchEvent(new Event("pointerdown"));
    input.value = "6";
    input.dispatchEvent(new Event("input"));
    vi.advanceTimersByTime(1000);
    expect(asked()).toEqual([1, 6]);
    window.dispatchEvent(new Event("pointerup"));
    vi.advanceTimersByTime(50);
    expect(asked()).toEqual([1, 6, 7]);
  });

  test("ends at a checkpoint that cannot be shown", () => {
    const { model, view } = training(9, {}, [3]);
    view();
    model.receive({ playing: true });
    vi.advanceTimersByTime(2000);
    expect(asked()).toEqual([1, 2, 3]);
    expect(model.get("playing")).toBe(false);
  });

  test("at the end the button plays everything", () => {
    const { model, view } = training(4, { checkpoint: 3 });
    view().bar.root.querySelector<HTMLButtonElement>("button[aria-label='Play']")?.click();
    vi.advanceTimersByTime(1000);
    expect(asked()).toEqual([0, 1, 2, 3]);
    expect(model.get("playing")).toBe(false);
  });

  test("goes on with checkpoints that have come meanwhile", () => {
    const { model, view } = training(2, { following: true, loop: true });
    view();
    model.receive({ playing: true });
    vi.advanceTimersByTime(150);
    model.receive({ steps: [0, 10, 20, 30] });
    vi.advanceTimersByTime(400);
    expect(asked()).toContain(3);
  });
});

describe("scrubbing", () => {
  test("sends the newest choice when the last is answered", () => {
    const { model, view } = training(9);
    const { bar } = view();
    for (const index of [1, 2, 3, 4]) bar.present.choose(index);
    expect(asked()).toEqual([1]);
    vi.advanceTimersByTime(50);
    expect(asked()).toEqual([1, 4]);
    expect([model.get("checkpoint"), bar.present.index]).toEqual([4, 4]);
  });

  test("and dragging share their numbers, which leave in order", () => {
    const { model } = training(9);
    const link = new NumberedLink<TrainingTraits>(model, controller.signal);
    const [drags, times] = [link.queue("_drag"), link.queue("_seek")];
    const sent: string[] = [];
    const offer = (queue: typeof drags, name: string) => {
      const seq = link.nextSeq();
      queue.offer(seq, () => sent.push(`${name} ${seq}`));
    };
    offer(drags, "_drag");
    offer(drags, "_drag"); // kept, for the first one is not answered
    expect(sent).toEqual(["_drag 1"]);
    offer(times, "_seek");
    expect(sent).toEqual(["_drag 1", "_drag 2", "_seek 3"]);
  });

  test("begins with a number beyond those of another view", () => {
    const { model } = training(9);
    model.receive({ _answered: 4, _seek: { which: "checkpoint", index: 1, seq: 9 } });
    const link = new NumberedLink<TrainingTraits>(model, controller.signal);
    link.queue("_seek");
    expect(link.nextSeq()).toBe(10);
  });
});
