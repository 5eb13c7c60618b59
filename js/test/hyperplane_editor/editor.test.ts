import { afterEach, describe, expect, test } from "vitest";
import { encode } from "../../harness/encode.ts";
import { readArrangement } from "../../src/hyperplane_editor/arrangement.ts";
import { pickCrossing } from "../../src/hyperplane_editor/crossing_picker.ts";
import widget from "../../src/hyperplane_editor.ts";
import { pickLine } from "../../src/slice/line_picker.ts";
import { readPicture } from "../../src/wire/picture.ts";
import type { Box, EditorTraits, Point, WireArrangement, WirePicture } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { answers, play, send, stateOf } from "../recorded.ts";

watchForLeaks();

/** Where a x + b y + c = 0, as recorded. */
const LINES = [
  [1, 0.4, 0.3],
  [-0.3, 1, 0.1],
  [0.8, -1, 0.2],
] as const;
const HOME: Box = [-1.5, 1.5, -1, 1];
const SIZE = { width: 300, height: 200 };

afterEach(() => {
  document.body.replaceChildren();
});

async function mount({ chosen = null, ...traits }: Partial<EditorTraits> = {}) {
  const model = play<EditorTraits>("editor", { _marks: [], _classes: [], ...traits });
  await send(model, { chosen });
  model.sent = [];
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host });
  const stage = host.querySelector(".sw-stage");
  for (const [name, value] of Object.entries({ clientWidth: SIZE.width, clientHeight: SIZE.height }))
    Object.defineProperty(stage, name, { value });
  window.dispatchEvent(new Event("resize"));
  const grips = () => [...host.querySelectorAll<HTMLElement>(".sw-grip:not(.sw-taken)")];
  const button = (label: string) =>
    [...host.querySelectorAll<HTMLButtonElement>(".sw-change")].find(
      ({ textContent }) => textContent === label,
    );
  return { model, host, remove, grips, button };
}

const key = (name: string) => new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true });
const mouse = (type: string, clientX: number) =>
  Object.defineProperty(
    new MouseEvent(type, { clientX, clientY: 0, bubbles: true, cancelable: true }),
    "view",
    {
      value: window,
    },
  );

function shown() {
  const { _picture, _arrangement } = stateOf<EditorTraits>("editor");
  return readArrangement(_arrangement as WireArrangement, readPicture(_picture as WirePicture));
}

const pixel = ([u, v]: Point): Point => [((u + 1.5) / 3) * SIZE.width, ((1 - v) / 2) * SIZE.height];

describe("lines", () => {
  test("every edge knows whose it is", () => {
    const { picture } = shown();
    const { edgeUnits } = picture;
    expect(edgeUnits).toHaveLength(picture.edgeLayers.length);
    edgeUnits.forEach((unit, i) => {
      const [a, b, c] = LINES[unit];
      for (const vertex of [picture.edges[2 * i], picture.edges[2 * i + 1]]) {
        const u = -1.5 + 3 * picture.positions[2 * vertex];
        const v = -1 + 2 * picture.positions[2 * vertex + 1];
        expect(Math.abs(a * u + b * v + c)).toBeLessThan(1e-5);
      }
    });
  });

  test.each([0, 1, 2])("line %i is found by a pointer near it, and is not far from it", (unit) => {
    const [a, b, c] = LINES[unit];
    const on: Point = Math.abs(b) > 0.5 ? [-1.2, (-c + 1.2 * a) / b] : [(-c - 0.7 * b) / a, 0.7];
    const [x, y] = pixel(on);
    const length = Math.hypot(a / 100, b / 100);
    const beside: Point = [x + (4 * (a / 100)) / length, y - (4 * (b / 100)) / length];
    const found = pickLine(shown().picture, [0], HOME, SIZE, beside, 6);
    expect(found?.unit).toEqual([0, unit]);
    expect(found?.distance).toBeCloseTo(4, 4);
    expect(pixel(found?.at ?? [0, 0])[0]).toBeCloseTo(x, 3);
    expect(pickLine(shown().picture, [0], HOME, SIZE, beside, 3)).toBeNull();
    expect(pickLine(shown().picture, [], HOME, SIZE, beside, 6)).toBeNull();
  });

  test("lines of one layer cross without a fold", () => {
    expect(pickCrossing(shown(), HOME, SIZE, [150, 100], 1000)).toBeNull();
  });

  test("lines of two layers are found where they cross", () => {
    const arrangement = shown();
    const { edges, edgeLayers } = arrangement.picture;
    const other = { ...arrangement, picture: { ...arrangement.picture, edgeLayers: edgeLayers.slice() } };
    arrangement.picture.edgeUnits.forEach((unit, i) => {
      if (unit === 2) other.picture.edgeLayers[i] = 1;
    });
    const [a, b, c] = LINES[0];
    const [d, e, f] = LINES[2];
    const determinant = a * e - b * d;
    const at: Point = [(b * f - c * e) / determinant, (c * d - a * f) / determinant];
    const found = pickCrossing(other, HOME, SIZE, [pixel(at)[0] + 3, pixel(at)[1]], 10);
    expect(found?.[0]).toBeCloseTo(at[0], 4);
    expect(found?.[1]).toBeCloseTo(at[1], 4);
    expect(edges.length).toBe(2 * edgeLayers.length);
  });
});

describe("the editor", () => {
  test("lists all units, and the chosen one has two grips", async () => {
    const { model, host, grips, remove } = await mount();
    const menu = host.querySelector<HTMLSelectElement>(".sw-units select");
    expect([...(menu?.options ?? [])].map(({ text }) => text)).toEqual([
      "none chosen",
      ...[0, 1, 2].map((unit) => `relu 1 · unit ${unit}`),
    ]);
    expect(grips()).toHaveLength(0);
    expect(host.querySelector(".sw-line-words")?.textContent).toContain("Drag a line to move it.");
    if (menu) menu.value = "[0,1]";
    menu?.dispatchEvent(new Event("change"));
    await answers();
    expect(model.get("chosen")).toEqual([0, 1]);
    expect(grips().map((node) => node.title)).toEqual(["Move the line", "Turn the line"]);
    expect(host.querySelector<HTMLElement>(".sw-line-words")?.hidden).toBe(true);
    remove();
  });

  test("arrow keys on a grip move the line and turn it", async () => {
    const { model, grips, remove } = await mount({ chosen: [0, 1] });
    const [disc, ring] = grips();
    disc.dispatchEvent(key("ArrowUp"));
    await answers();
    expect(model.get("_edit")).toMatchObject({ action: "move", layer: 0, unit: 1, done: true });
    ring.focus();
    ring.dispatchEvent(key("ArrowLeft"));
    await answers();
    const turn = model.get("_edit") as { action: string; pivot: Point; seq: number };
    expect(turn).toMatchObject({ action: "turn", unit: 1 });
    const grip = (model.get("_arrangement") as WireArrangement).chosen?.grips[0];
    expect(grip?.[0]).toBeCloseTo(turn.pivot[0]);
    expect(model.get("_answered")).toBe(turn.seq);
    remove();
  });

  test("a grip that is dragged sends one message at a time, and the last one is done", async () => {
    const { model, grips, remove } = await mount({ chosen: [0, 1] });
    model.sent = [];
    grips()[0].dispatchEvent(mouse("mousedown", 0));
    for (const x of [1, 2, 3]) {
      window.dispatchEvent(mouse("mousemove", x));
      await answers();
    }
    window.dispatchEvent(mouse("mouseup", 3));
    const edits = model.sent.flatMap(({ _edit }) => (_edit ? [_edit] : [])) as {
      done: boolean;
      seq: number;
    }[];
    expect(edits.length).toBeGreaterThan(2);
    expect(edits.map(({ done }) => done)).toEqual(edits.map((_, i) => i === edits.length - 1));
    expect(new Set(edits.map(({ seq }) => seq)).size).toBe(edits.length);
    remove();
    await new Promise((resolve) => setTimeout(resolve, 5)); // until d3 lets clicks through again
  });

  test("units come and go by buttons", async () => {
    const { model, button, remove } = await mount();
    const edits = () => model.sent.flatMap(({ _edit }) => (_edit ? [_edit] : []));
    button("− unit")?.click(); // nothing is chosen
    expect(edits()).toEqual([]);
    expect(button("− unit")?.getAttribute("aria-disabled")).toBe("true");
    button("+ unit")?.click();
    expect(edits()).toMatchObject([{ action: "add unit", layer: 0, done: true }]);
    await send(model, { chosen: [0, 1] });
    button("− unit")?.click();
    expect(edits().slice(1)).toMatchObject([{ action: "remove unit", layer: 0, unit: 1, done: true }]);
    remove();
  });

  test("a line that is elsewhere can be brought back", async () => {
    const { model, button, remove } = await mount({ chosen: [0, 0] });
    const told = model.get("_arrangement") as WireArrangement;
    if (!told.chosen) throw new Error("nothing is chosen");
    model.receive({
      _arrangement: {
        ...told,
        chosen: {
          ...told.chosen,
          grips: [],
          segments: encode(new Float32Array(0), 0, 4),
          words: "Its line is outside of the window.",
        },
      },
    });
    const fetch = button("Bring it here");
    expect(fetch?.hidden).toBe(false);
    fetch?.click();
    expect(model.get("_edit")).toMatchObject({ action: "move", layer: 0, unit: 0, done: true });
    remove();
  });

  test("what is told beside the picture is text", async () => {
    const { model, host, remove } = await mount();
    const told = model.get("_arrangement") as WireArrangement;
    model.receive({
      _arrangement: { ...told, notes: ["<b>note</b>"], fold: { at: [0, 0], rows: [["<i>θ</i>", "12°"]] } },
    });
    expect(host.querySelector(".sw-notes")?.textContent).toBe("<b>note</b>");
    expect(host.querySelector(".sw-tables th")?.textContent).toBe("<i>θ</i>");
    remove();
  });

  test("overlays are chosen by toggles, and the key says what they are", async () => {
    const { model, host, remove } = await mount({ chosen: [0, 1], overlays: [] });
    const [half, , power] = host.querySelectorAll<HTMLButtonElement>(".sw-toggles > button");
    half.click();
    power.click();
    expect(model.get("overlays")).toEqual(["half-planes", "power diagram"]);
    const seen = [...host.querySelectorAll<HTMLElement>(".sw-line-entry")].filter(({ hidden }) => !hidden);
    expect(seen.map(({ textContent }) => textContent)).toEqual([
      "Chosen line",
      "Not active",
      "Radius² > 0",
      "Radius² < 0",
    ]);
    remove();
  });

  test("an arrangement waits for its picture, and what has the focus keeps it", async () => {
    const { model, grips, remove } = await mount({ chosen: [0, 1] });
    const [disc] = grips();
    disc.focus();
    const [picture, arrangement] = [model.get("_picture"), model.get("_arrangement")];
    const id = (picture as WirePicture).id + 1;
    const _picture = { ...picture, id } as WirePicture;
    const _arrangement = { ...arrangement, picture: id } as WireArrangement;
    model.receive({ _arrangement });
    model.receive({ _picture });
    expect(grips()[0]).toBe(disc);
    expect(document.activeElement).toBe(disc);
    model.receive({ _arrangement: {} });
    expect(grips()).toHaveLength(0);
    remove();
  });
});
