import { afterEach, expect, test, vi } from "vitest";
import { PATIENCE } from "../../src/frame/kernel_watch.ts";
import { RecordedHost } from "../../src/frame/recorded_host.ts";
import manifold_explorer from "../../src/manifold_explorer.ts";
import slice_explorer from "../../src/slice_explorer.ts";
import training_curves from "../../src/training_curves.ts";
import training_explorer from "../../src/training_explorer.ts";
import type { Table } from "../../src/wire/recording.ts";
import type {
  CurveTraits,
  ManifoldTraits,
  TrainingTraits,
  Traits,
  WireColors,
  WirePicture,
} from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { answers, play, recording, send, stateOf } from "../recorded.ts";

const leaks = watchForLeaks();
const ENTRIES = { manifold_explorer, slice_explorer, training_curves, training_explorer };

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

const colors = (model: { get(name: "_colors"): unknown }) => model.get("_colors") as WireColors;

test("what is set is answered as Python has answered, once whoever sends is done", async () => {
  const model = play("explorer");
  expect(colors(model).name).toBe("slope");
  model.set("color_by", "area");
  model.set("hovered", 3);
  model.save_changes();
  expect([model.get("color_by"), colors(model).name, model.get("_facts")]).toEqual(["area", "slope", {}]);
  await answers();
  expect([colors(model).name, model.get("_facts")]).toMatchObject(["area", { tile: 3 }]);
  await send(model, { hovered: -1 });
  expect(model.get("_facts")).toEqual({});
});

test("all values are there before anybody is told of one of them", async () => {
  const model = play<TrainingTraits>("training");
  const seen: number[][] = [];
  const look = () => {
    const [picture, { picture: colored }] = [model.get("_picture"), model.get("_colors") as WireColors];
    seen.push([(picture as WirePicture).id, colored]);
  };
  for (const name of ["_picture", "_colors"]) model.on(`change:${name}`, look);
  await send(model, { _seek: { which: "checkpoint", index: 4, seq: 1 } });
  expect(seen).toHaveLength(2);
  for (const [picture, colored] of seen) expect(picture).toBe(colored);
});

test("a value of which nothing is known changes nothing else", async () => {
  const model = play("explorer");
  const told = vi.fn();
  for (const name of Object.keys(stateOf("explorer"))) model.on(`change:${name}`, () => told(name));
  await send(model, { color_by: "weight", hovered: 99_999 });
  expect(told.mock.calls.flat()).toEqual(["color_by", "hovered"]);
});

test("a numbered message is over and done by its number, be there an answer or not", async () => {
  const model = play<TrainingTraits>("training");
  const { id } = model.get("_picture") as WirePicture;
  await send(model, { _seek: { which: "checkpoint", index: 4, seq: 7 } });
  expect([model.get("checkpoint"), model.get("_answered")]).toEqual([4, 7]);
  expect((model.get("_picture") as WirePicture).id).not.toBe(id);
  await send(model, { _drag: { index: 0, where: "slice", at: [0, 0], seq: 8, done: true } });
  expect([model.get("checkpoint"), model.get("_answered")]).toEqual([4, 8]);
  await send(model, { _seek: { which: "checkpoint", index: 0, seq: 9 } });
  expect((model.get("_picture") as WirePicture).id).toBe(id);
});

test("neither numbers nor the order of what a message says make a difference", async () => {
  const host = new RecordedHost(
    {
      widgets: { one: { bundle: "slice_explorer", state: { ...stateOf("anchors") } } },
      tables: [
        {
          ...{ widget: "one", of: ["_tilt"] },
          answers: [[[{ index: 1, angle: 0.5, done: true }], { one: { status: "tilted" } }]],
        },
      ],
    },
    ENTRIES,
  );
  const model = host.model<Traits>("one");
  model.set("_tilt", { done: true, gesture: 12, angle: 0.5, index: 1, seq: 3 });
  model.save_changes();
  await answers();
  expect([model.get("status"), model.get("_answered")]).toEqual(["tilted", 3]);
});

test("a handle that a hand has moved goes back where Python was not asked about it", async () => {
  const host = new RecordedHost(recording("explorer"), ENTRIES);
  const el = document.createElement("div");
  document.body.append(el);
  const remove = host.show("explorer", el);
  const handle = el.querySelector<HTMLElement>(".sw-stage .sw-handle") as HTMLElement;
  const home = handle.style.transform;
  for (const seq of [1, 2]) {
    handle.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    expect(host.model<Traits>("explorer").get("_drag")).toMatchObject({ seq, done: true });
    expect(handle.style.transform).not.toBe(home);
    await answers();
    expect(handle.style.transform).toBe(home);
  }
  remove();
  expect(host.model("explorer").listening).toBe(0);
});

test("answers are to all values that they depend on", async () => {
  const model = play<TrainingTraits>("training");
  const shown = () => [colors(model).name, colors(model).picture];
  await send(model, { color_by: "area" });
  const first = (model.get("_picture") as WirePicture).id;
  expect(shown()).toEqual(["area", first]);
  await send(model, { _seek: { which: "checkpoint", index: 2, seq: 1 } });
  expect(shown()).toEqual(["area", (model.get("_picture") as WirePicture).id]);
  expect(shown()[1]).not.toBe(first);
  await send(model, { color_by: "slope", compare: "side", _seek: { which: "checkpoint", index: 0, seq: 2 } });
  expect(model.get("_reference_picture")).toMatchObject({ id: expect.any(Number) });
  await send(model, { compare: "single" });
  expect(model.get("_reference_picture")).toEqual({});
  for (const compare of ["difference", "single"] as const) {
    await send(model, { compare });
    const layers = [0, 1, 2, 3].slice(0, compare === "single" ? 2 : 4);
    expect([model.get("visible_layers"), model.get("_layers").length]).toEqual([layers, layers.length]);
  }
});

test("one widget's values change another's, which a reference leads to", async () => {
  const host = new RecordedHost(recording("manifold"), ENTRIES);
  const manifold = host.model<ManifoldTraits>("manifold");
  const explorer = await host.getModel<Traits>(manifold.get("part") as string);
  explorer.set("pointer", [0.1, 0.2]);
  explorer.save_changes();
  await answers();
  expect(manifold.get("_pointed")).toMatchObject({ resting: false });
  explorer.set("hovered", 1);
  explorer.set("pointer", null);
  explorer.save_changes();
  await answers();
  expect([manifold.get("_pointed"), explorer.get("_facts")]).toMatchObject([{ resting: true }, { tile: 1 }]);
  expect(() => host.model("nobody")).toThrow("There is no widget nobody.");
  await expect(host.getModel("anywidget:nobody")).rejects.toThrow("The recording has manifold, explorer.");
  await expect(host.getWidget("anywidget:nobody")).rejects.toThrow("Name one of them.");
});

test("a checkpoint that is clicked on the curves is shown", async () => {
  const host = new RecordedHost(recording("training"), ENTRIES);
  const [training, curves] = [host.model<TrainingTraits>("training"), host.model<CurveTraits>("curves")];
  const { id } = training.get("_picture") as WirePicture;
  curves.set("_clicked", { index: 5, seq: 1 });
  curves.save_changes();
  await answers();
  expect([training.get("checkpoint"), curves.get("checkpoint")]).toEqual([5, 5]);
  expect((training.get("_picture") as WirePicture).id).not.toBe(id);
});

test("a page shows a widget and its part, misses no kernel, and is left as it was", async () => {
  vi.useFakeTimers();
  const host = new RecordedHost(recording("training"), ENTRIES);
  const el = document.createElement("div");
  document.body.append(el);
  const remove = host.show("training", el);
  await vi.waitFor(() => expect(el.querySelector(".sw-part svg")).not.toBeNull());
  expect(el.querySelector(".sw-stage")).not.toBeNull();
  vi.advanceTimersByTime(2 * PATIENCE);
  for (const notice of el.querySelectorAll<HTMLElement>(".sw-notice")) expect(notice.hidden).toBe(true);
  remove();
  expect([leaks.listeners(), leaks.observers(), host.model("training").listening]).toEqual([[], 0, 0]);
  expect([host.model("curves").listening, vi.getTimerCount()]).toEqual([0, 0]);
});

/** A page with a widget of which little is known, and its model. */
function page(tables: Partial<Table>[], state = {}) {
  const whole = tables.map((table) => ({ widget: "one", of: [], answers: [], ...table }));
  const one = { bundle: "slice_explorer", state: { color_by: "slope", rho: 0, error: "", ...state } };
  const host = new RecordedHost({ widgets: { one }, tables: whole }, {}, undefined, "unknown");
  return host.model<Record<string, unknown>>("one");
}

const COLORED: Partial<Table> = {
  of: ["color_by"],
  answers: [
    [["slope"], { one: { shown: "by slope" } }],
    [["area"], { one: { shown: "by area" } }],
  ],
};

async function set(model: ReturnType<typeof page>, values: Record<string, unknown>) {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  model.save_changes();
  await answers();
}

test("what has no answer goes back to what had one, and says so until the next that has", async () => {
  const model = page([COLORED]);
  await set(model, { color_by: "area" });
  await set(model, { color_by: "weight" });
  expect([model.get("color_by"), model.get("shown"), model.get("error")]).toEqual([
    "area",
    "by area",
    "unknown",
  ]);
  await set(model, { color_by: "slope" });
  expect([model.get("color_by"), model.get("shown"), model.get("error")]).toEqual(["slope", "by slope", ""]);
});

test("an error of Python's own is not taken back", async () => {
  const model = page([COLORED], { error: "Python's" });
  await set(model, { color_by: "area" });
  expect(model.get("error")).toBe("Python's");
});

test("what no table is about stays as it is set", async () => {
  const model = page([COLORED]);
  await set(model, { view: [0, 1, 0, 1] });
  expect([model.get("view"), model.get("error")]).toEqual([[0, 1, 0, 1], ""]);
});

test("other values have the answer for others, and numbers that to the nearest", async () => {
  const facts: Partial<Table> = {
    of: ["hovered"],
    answers: [[[1], { one: { facts: "of tile 1" } }]],
    otherwise: { one: { facts: "" } },
  };
  const samples: Partial<Table> = {
    of: ["rho"],
    nearest: true,
    answers: [-1, 0, 1].map((rho) => [[rho], { one: { samples: `at ${rho}` } }]),
  };
  const model = page([facts, samples]);
  await set(model, { hovered: 1 });
  expect(model.get("facts")).toBe("of tile 1");
  await set(model, { hovered: 5 });
  expect([model.get("facts"), model.get("hovered"), model.get("error")]).toEqual(["", 5, ""]);
  await set(model, { rho: 0.7 });
  expect([model.get("rho"), model.get("samples")]).toEqual([1, "at 1"]);
});

test("a hand learns that nobody hears it, also where something else was answered", async () => {
  const model = page([COLORED]);
  const gone = vi.fn();
  model.on("absent", gone);
  await set(model, { color_by: "area", _drag: { seq: 3, index: 0 } });
  expect([gone.mock.calls.length, model.get("shown"), model.get("error")]).toEqual([1, "by area", "unknown"]);
});
