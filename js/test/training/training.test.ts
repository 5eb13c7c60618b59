import { afterEach, describe, expect, test, vi } from "vitest";
import { formatCount } from "../../src/color/numbers.ts";
import widget from "../../src/training_explorer.ts";
import type { Compare, Seek, TrainingTraits } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { answers, play, send, stateOf } from "../recorded.ts";

const leaks = watchForLeaks();
const MODES: Compare[] = ["single", "side", "difference"];
const { steps: STEPS } = stateOf<TrainingTraits>("training");
const LAST = STEPS.length - 1;
/** As it is written, with a space before the thousands. */
const LAST_STEP = formatCount(STEPS[LAST]);

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

/** A mounted explorer of a training. */
async function mount(traits: Partial<TrainingTraits> = {}) {
  const { checkpoint = 0, ...others } = traits;
  const model = play<TrainingTraits>("training");
  if (checkpoint > 0) await send(model, { _seek: { which: "checkpoint", index: checkpoint, seq: 1 } });
  await send(model, others);
  model.sent = [];
  vi.useFakeTimers();
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host });
  return { model, host, remove };
}

const stages = (host: HTMLElement) => Array.from(host.querySelectorAll<HTMLElement>(".sw-stage"));
const starsOf = (stage: HTMLElement) =>
  Array.from(stage.querySelectorAll<HTMLElement>(".sw-handle"), (star) => star.style.transform);

describe("mounting", () => {
  test.each(MODES)("leaves no listener, observer or element behind (%s)", async (compare) => {
    const { model, host, remove } = await mount({ compare, reference: 3, playing: true });
    expect(leaks.listeners().length).toBeGreaterThan(30);
    remove();
    expect(leaks.listeners()).toEqual([]);
    expect(leaks.observers()).toBe(0);
    expect(model.listening).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
    expect(host.childElementCount).toBe(0);
  });

  test("going through all ways to compare ends where it began", async () => {
    const { model, host } = await mount();
    const before = [leaks.listeners(), leaks.observers(), model.listening, stages(host).length];
    for (const compare of ["side", "difference", "side", "single"] as const) {
      model.set("compare", compare);
      model.save_changes();
      await answers();
      expect(stages(host)).toHaveLength(compare === "side" ? 2 : 1);
    }
    expect([leaks.listeners(), leaks.observers(), model.listening, stages(host).length]).toEqual(before);
  });
});

describe("side by side", () => {
  test("a pan in either canvas moves the anchors of both", async () => {
    const { host, model } = await mount({ compare: "side", reference: 3 });
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

  test("an anchor that is moved in one canvas moves in the other one at once", async () => {
    const { host, model } = await mount({ compare: "side", reference: 3 });
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

  test("a drag outlives the other canvas", async () => {
    const { host, model } = await mount({ compare: "side", reference: 3 });
    stages(host)[1].querySelector(".sw-handle")?.dispatchEvent(mouse("mousedown", 0));
    window.dispatchEvent(mouse("mousemove", 1));
    model.receive({ compare: "single" });
    await answers();
    window.dispatchEvent(mouse("mouseup", 2));
    await answers();
    expect(model.get("_drag")).toMatchObject({ index: 0, done: true });
  });

  test("a drag ends with its own canvas", async () => {
    const { host, model } = await mount({ compare: "side", reference: 3 });
    const [reference, present] = stages(host);
    const before = starsOf(present);
    reference.querySelector(".sw-handle")?.dispatchEvent(mouse("mousedown", 0));
    window.dispatchEvent(mouse("mousemove", 1));
    expect(starsOf(present)).not.toEqual(before);
    model.receive({ compare: "single" });
    expect(starsOf(present)).toEqual(before);
  });

  test("captions name what is seen and go away with the second canvas", async () => {
    const { host, model } = await mount({ compare: "side", checkpoint: LAST, reference: 3 });
    model.save_changes();
    model.set("reference", 4);
    model.save_changes();
    await answers();
    const captions = () =>
      Array.from(host.querySelectorAll<HTMLElement>(".sw-caption"))
        .filter(({ hidden }) => !hidden)
        .map((node) => node.firstElementChild?.textContent);
    const steps = model.get("steps");
    expect(captions()).toEqual([`step ${steps[4]}`, `step ${LAST_STEP}`]);
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

  test("is on the time bar only when there is something to compare", async () => {
    const { host, model } = await mount();
    expect(pin(host).hidden).toBe(true);
    model.receive({ compare: "difference" });
    expect(pin(host).hidden).toBe(false);
  });

  test.each(["side", "difference"] as const)(
    "is sent one at a time, the newest last (%s)",
    async (compare) => {
      const { host, model } = await mount({ compare, reference: 3 });
      await answers();
      model.sent = [];
      for (const index of [4, 5, 6, 7]) move(host, index);
      const sent = () => model.sent.flatMap((each) => (each._seek as Seek | undefined)?.index ?? []);
      expect(sent()).toEqual([4]);
      model.receive({ reference: 4 }); // as some hosts echo what was sent
      expect(pin(host).value).toBe("7");
      await answers();
      expect(sent()).toEqual([4, 7]);
      await answers();
      expect(pin(host).value).toBe("7");
    },
  );

  test("moved back to where it is waits for no answer", async () => {
    const { host, model } = await mount({ compare: "side", reference: 3 });
    for (const index of [4, 5, 4]) move(host, index);
    for (const _ of ["the first", "the last"]) await answers();
    move(host, 8);
    await answers();
    expect(model.get("reference")).toBe(8);
  });

  test("a legend tells the two boundaries apart", async () => {
    const { host, model } = await mount({ compare: "difference", checkpoint: LAST, reference: 0 });
    const legend = host.querySelector<HTMLElement>(".sw-boundaries") as HTMLElement;
    expect(legend.hidden).toBe(false);
    expect(legend.textContent).toBe(`Boundary at step ${LAST_STEP}Boundary at step 0`);
    model.receive({ compare: "single" });
    expect(legend.hidden).toBe(true);
  });
});
