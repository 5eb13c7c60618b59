import { afterEach, describe, expect, test, vi } from "vitest";
import { emptyTrainingTraits, FakeModel } from "../../harness/model.ts";
import { logSteps, TrainingKernel } from "../../harness/training_kernel.ts";
import widget from "../../src/training_explorer.ts";
import type { Compare, Seek, TrainingTraits } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";

const leaks = watchForLeaks();
const MODES: Compare[] = ["single", "side", "difference"];

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

/** A mounted explorer of eleven checkpoints whose kernel answers after one millisecond of fake time. */
function mount(traits: Partial<TrainingTraits> = {}) {
  vi.useFakeTimers();
  const options = { map: true, images: true, hidden: [4, 4], delay: 1 };
  const kernel = new TrainingKernel(options, logSteps(11, 14_000));
  const model = new FakeModel<TrainingTraits>({ ...emptyTrainingTraits(), ...traits }, (changed, self) =>
    kernel.take(changed, self),
  );
  kernel.start(model);
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host });
  return { model, host, remove };
}

const stages = (host: HTMLElement) => Array.from(host.querySelectorAll<HTMLElement>(".sw-stage"));
const starsOf = (stage: HTMLElement) =>
  Array.from(stage.querySelectorAll<HTMLElement>(".sw-handle"), (star) => star.style.transform);

describe("mounting", () => {
  test.each(MODES)("leaves no listener, observer or element behind (%s)", (compare) => {
    const { model, host, remove } = mount({ compare, reference: 3, playing: true });
    expect(leaks.listeners().length).toBeGreaterThan(30);
    remove();
    expect(leaks.listeners()).toEqual([]);
    expect(leaks.observers()).toBe(0);
    expect(model.listening).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(host.childElementCount).toBe(0);
  });

  test("going through all ways to compare ends where it began", () => {
    const { model, host } = mount();
    const before = [leaks.listeners(), leaks.observers(), model.listening, stages(host).length];
    for (const compare of ["side", "difference", "side", "single"] as const) {
      model.set("compare", compare);
      model.save_changes();
      vi.advanceTimersByTime(5);
      expect(stages(host)).toHaveLength(compare === "side" ? 2 : 1);
    }
    expect([leaks.listeners(), leaks.observers(), model.listening, stages(host).length]).toEqual(before);
  });
});

describe("side by side", () => {
  test("a pan in either canvas moves the anchors of both", () => {
    const { host, model } = mount({ compare: "side", reference: 3 });
    const [reference, present] = stages(host);
    expect(starsOf(reference)).toHaveLength(3);
    for (const stage of [reference, present]) {
      const before = starsOf(reference);
      model.sent = [];
      stage.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
      expect(starsOf(reference)).not.toEqual(before);
      expect(starsOf(reference)).toEqual(starsOf(present));
      expect(model.sent.filter((sent) => "view" in sent)).toHaveLength(1);
    }
  });

  test("an anchor that is moved in one canvas moves in the other one at once", () => {
    const { host, model } = mount({ compare: "side", reference: 3 });
    const [reference, present] = stages(host);
    const before = starsOf(present);
    const star = reference.querySelectorAll(".sw-handle")[1];
    star.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
    expect(model.get("_drag")).toMatchObject({ index: 1, where: "slice", done: true });
    expect(starsOf(present)[1]).not.toBe(before[1]);
    expect(starsOf(present)).toEqual(starsOf(reference));
  });

  // d3 listens on the view of the event, which jsdom accepts in the constructor only unwrapped.
  const mouse = (type: string, clientX: number) =>
    Object.defineProperty(new MouseEvent(type, { bubbles: true, clientX }), "view", {
      value: document.defaultView,
    });

  test("a drag outlives the other canvas", () => {
    const { host, model } = mount({ compare: "side", reference: 3 });
    stages(host)[1].querySelector(".sw-handle")?.dispatchEvent(mouse("mousedown", 0));
    window.dispatchEvent(mouse("mousemove", 1));
    model.receive({ compare: "single" });
    vi.advanceTimersByTime(5);
    window.dispatchEvent(mouse("mouseup", 2));
    vi.advanceTimersByTime(5);
    expect(model.get("_drag")).toMatchObject({ index: 0, done: true });
  });

  test("a drag ends with its own canvas", () => {
    const { host, model } = mount({ compare: "side", reference: 3 });
    const [reference, present] = stages(host);
    const before = starsOf(present);
    reference.querySelector(".sw-handle")?.dispatchEvent(mouse("mousedown", 0));
    window.dispatchEvent(mouse("mousemove", 1));
    expect(starsOf(present)).not.toEqual(before);
    model.receive({ compare: "single" });
    expect(starsOf(present)).toEqual(before);
  });

  test("captions name what is seen and go away with the second canvas", () => {
    const { host, model } = mount({ compare: "side", checkpoint: 10, reference: 3 });
    model.save_changes();
    model.set("reference", 4);
    model.save_changes();
    vi.advanceTimersByTime(5);
    const captions = () =>
      Array.from(host.querySelectorAll<HTMLElement>(".sw-caption"))
        .filter(({ hidden }) => !hidden)
        .map((node) => node.firstElementChild?.textContent);
    const steps = model.get("steps");
    expect(captions()).toEqual([`step ${steps[4]}`, "step 14\u2009000"]);
    model.receive({ compare: "single" });
    expect(captions()).toEqual([]);
  });
});

describe("the reference", () => {
  const pin = (host: HTMLElement) =>
    host.querySelector<HTMLInputElement>(".sw-reference") as HTMLInputElement;
  const move = (host: HTMLElement, index: number) => {
    pin(host).value = String(index);
    pin(host).dispatchEvent(new Event("input"));
  };

  test("is on the time bar only when there is something to compare", () => {
    const { host, model } = mount();
    expect(pin(host).hidden).toBe(true);
    model.receive({ compare: "difference" });
    expect(pin(host).hidden).toBe(false);
  });

  test.each(["side", "difference"] as const)("is sent one at a time, the newest last (%s)", (compare) => {
    const { host, model } = mount({ compare, reference: 3 });
    vi.advanceTimersByTime(5);
    model.sent = [];
    for (const index of [4, 5, 6, 7]) move(host, index);
    const sent = () => model.sent.flatMap((each) => (each._seek as Seek | undefined)?.index ?? []);
    expect(sent()).toEqual([4]);
    model.receive({ reference: 4 }); // as some hosts echo what was sent
    expect(pin(host).value).toBe("7");
    vi.advanceTimersByTime(5);
    expect(sent()).toEqual([4, 7]);
    vi.advanceTimersByTime(5);
    expect(pin(host).value).toBe("7");
  });

  test("moved back to where it is waits for no answer", () => {
    const { host, model } = mount({ compare: "side", reference: 3 });
    for (const index of [4, 5, 4]) move(host, index);
    vi.advanceTimersByTime(5);
    move(host, 8);
    vi.advanceTimersByTime(5);
    expect(model.get("reference")).toBe(8);
  });

  test("a legend tells the two boundaries apart", () => {
    const { host, model } = mount({ compare: "difference", checkpoint: 10, reference: 0 });
    const legend = host.querySelector<HTMLElement>(".sw-boundaries") as HTMLElement;
    expect(legend.hidden).toBe(false);
    expect(legend.textContent).toBe("Boundary at step 14\u2009000Boundary at step 0");
    model.receive({ compare: "single" });
    expect(legend.hidden).toBe(true);
  });
});
