import { expect, test } from "vitest";
import { RecordedModel } from "../../src/frame/recorded_model.ts";
import { LiveExplorer } from "../../src/live/live_explorer.ts";
import { decode } from "../../src/wire/decode.ts";
import { readPicture } from "../../src/wire/picture.ts";
import type { Table } from "../../src/wire/recording.ts";
import type { WireColors, WirePicture } from "../../src/wire/wire.ts";
import { recording } from "../recorded.ts";

type State = Record<string, unknown>;

/** An explorer whose page answers by itself, once its first picture is there. */
async function begun(name: string) {
  const { state, live } = recording(name).widgets.explorer;
  if (!live) throw new Error("nothing to be live");
  const model: RecordedModel<State> = new RecordedModel<State>(state, (sent) => explorer.hear(sent));
  const before = model.get("_picture");
  const explorer = new LiveExplorer(model, live);
  await expect.poll(() => model.get("_picture")).not.toBe(before);
  return model;
}

/** Sends what a view would, and waits for what comes of it. */
async function send(model: RecordedModel<State>, message: State): Promise<void> {
  let told = false;
  for (const trait of ["_picture", "_colors"]) model.on(`change:${trait}`, () => (told = true));
  for (const [trait, value] of Object.entries(message)) model.set(trait, value);
  model.save_changes();
  await expect.poll(() => told).toBe(true);
  await new Promise((done) => setTimeout(done));
}

/** What two engines must agree on, in whatever order each has its tiles. */
function seen(picture: WirePicture, colors: WireColors) {
  const read = readPicture(picture);
  const { positions, tileOffsets, tileVertices, boundary } = read;
  const areas = Array.from({ length: read.tileCount }, (_, tile) => {
    let area = 0;
    for (let i = tileOffsets[tile]; i < tileOffsets[tile + 1]; i++) {
      const [a, b] = [
        tileVertices[i],
        tileVertices[i + 1 < tileOffsets[tile + 1] ? i + 1 : tileOffsets[tile]],
      ];
      area += (positions[2 * a] * positions[2 * b + 1] - positions[2 * b] * positions[2 * a + 1]) / 2;
    }
    return area;
  });
  let length = 0;
  for (let i = 0; i < boundary.length; i += 4)
    length += Math.hypot(boundary[i + 2] - boundary[i], boundary[i + 3] - boundary[i + 1]);
  const edges = Array.from(read.edgeLayers, (layer, i) => 1000 * layer + read.edgeUnits[i]).sort(
    (a, b) => a - b,
  );
  const values = Array.from(decode(colors.values, ["float32"])).sort((a, b) => a - b);
  return { areas: areas.sort((a, b) => a - b), length, edges, values, read };
}

/** Equal but for a share of each, of rounding. */
function near(given: ArrayLike<number>, wanted: ArrayLike<number>, share: number): void {
  expect(given.length).toBe(wanted.length);
  for (let i = 0; i < given.length; i++)
    expect(Math.abs(given[i] - wanted[i])).toBeLessThan(share * (1 + Math.abs(wanted[i])));
}

const tables = (name: string): Table[] => recording(name).tables;
const cases = ["live_digits", "live_plane"].flatMap((name) =>
  tables(name).map((table, i) => [name, table.of[0], i] as const),
);

test.each(cases)("%s answers %s as Python does (%i)", async (name, _trait, number) => {
  const [values, changes] = tables(name)[number].answers[0];
  const wanted = changes.explorer;
  const model = await begun(name);
  await send(model, Object.fromEntries(tables(name)[number].of.map((trait, i) => [trait, values[i]])));
  expect(model.get("error")).toBe("");
  const page = seen(model.get("_picture") as WirePicture, model.get("_colors") as WireColors);
  const python = seen(wanted._picture as WirePicture, wanted._colors as WireColors);
  expect(model.get("tile_count")).toBe(wanted.tile_count);
  expect(model.get("anchor_samples")).toEqual(wanted.anchor_samples);
  expect(page.edges).toEqual(python.edges);
  near(page.areas, python.areas, 1e-6);
  near(page.values, python.values, 1e-4);
  expect(page.length).toBeCloseTo(python.length, 5);
  near(page.read.anchors.flat(), python.read.anchors.flat(), 1e-9);
  near(page.read.handles.flat(), python.read.handles.flat(), 1e-9);
  expect(page.read.points.length).toBe(python.read.points.length);
  expect(page.read.pointMissed.reduce((a, b) => a + b, 0)).toBe(
    python.read.pointMissed.reduce((a, b) => a + b, 0),
  );
  near(page.read.image?.origin ?? [], python.read.image?.origin ?? [], 1e-5);
  const colors = [model.get("_colors"), wanted._colors] as [WireColors, WireColors];
  for (const trait of ["name", "label", "unit", "scale"] as const)
    expect(colors[0][trait]).toBe(colors[1][trait]);
});

test("a view that cannot be resolved is told, and the last picture and its window stay", async () => {
  const model = await begun("live_digits");
  await send(model, { view: [-1, 1, -1, 1] });
  const [picture, count] = [model.get("_picture") as WirePicture, model.get("tile_count")];
  model.set("view", [0.3, 0.3 + 1e-17, 0.2, 0.2 + 1e-17]);
  model.save_changes();
  await expect.poll(() => model.get("error")).not.toBe("");
  expect(model.get("view")).toEqual([-1, 1, -1, 1]);
  expect((model.get("_picture") as WirePicture).window).toEqual(picture.window);
  expect(model.get("tile_count")).toBe(count);
  await send(model, { view: [-1, 1, -1, 0.5] });
  expect(model.get("error")).toBe("");
});

test("a gesture is one step of undo, and anchors on one line are refused", async () => {
  const model = await begun("live_digits");
  const places = () => (model.get("_picture") as WirePicture).anchors;
  const before = places();
  const drag = (seq: number, at: number[]) => ({
    _gesture: 5,
    _drag: { index: 0, where: "slice", at, seq, done: false },
  });
  await send(model, drag(1, [0.1, 0.2]));
  await send(model, drag(2, [0.3, 0.1]));
  expect(model.get("_answered")).toBe(2);
  expect(places()[0]).toEqual([0.3, 0.1]);
  const [, b, c] = places();
  model.set("_drag", drag(3, [(b[0] + c[0]) / 2, (b[1] + c[1]) / 2])._drag);
  model.save_changes();
  await expect.poll(() => model.get("_answered")).toBe(3);
  expect(model.get("error")).toContain("line");
  expect(places()[0]).toEqual([0.3, 0.1]);
  await send(model, { _undo: { steps: 1, seq: 4 } });
  expect(places()).toEqual(before);
  expect([model.get("_can_undo"), model.get("_can_redo")]).toEqual([false, true]);
});

test("what only Python can do says so", async () => {
  const model = await begun("live_digits");
  model.set("_triple", { classes: "any", seq: 9 });
  model.save_changes();
  expect(model.get("error")).toContain("no kernel");
  expect(model.get("_answered")).toBe(9);
});

test("a program of a later version is refused in words", () => {
  const { state, live } = recording("live_plane").widgets.explorer;
  const later = { ...live, program: { ...live?.program, version: 99 } };
  const model = new RecordedModel<State>(state, () => {});
  expect(() => new LiveExplorer(model, later as never)).toThrow(/version 99/);
});
