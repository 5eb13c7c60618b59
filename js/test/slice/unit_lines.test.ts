import { afterEach, describe, expect, test } from "vitest";
import { crookedGrid } from "../../harness/crooked_grid.ts";
import { encode } from "../../harness/encode.ts";
import { lineOf } from "../../src/slice/line_drawing.ts";
import { pickLine } from "../../src/slice/line_picker.ts";
import widget from "../../src/slice_explorer.ts";
import { type Picture, readPicture } from "../../src/wire/picture.ts";
import type { Box, ChosenUnit, Point, Traits, WirePicture } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { play, send, stateOf } from "../recorded.ts";

watchForLeaks();

const SIZE = { width: 300, height: 200 };

afterEach(() => document.body.replaceChildren());

const shown = () => readPicture(stateOf("explorer")._picture as WirePicture);

/** The pixel of a place in window coordinates, where the whole picture is seen. */
const pixel = (x: number, y: number): Point => [x * SIZE.width, (1 - y) * SIZE.height];

/** The middle of the longest edge, which other lines are far from. */
function onTheLongest({ edges, edgeLayers, edgeUnits, positions, window }: Picture) {
  const [wide, high] = [window[1] - window[0], window[3] - window[2]];
  const at = (edge: number, axis: number) => [0, 1].map((end) => positions[2 * edges[2 * edge + end] + axis]);
  const length = (edge: number) => {
    const [[x, x2], [y, y2]] = [at(edge, 0), at(edge, 1)];
    return Math.hypot((x2 - x) * wide, (y2 - y) * high);
  };
  const every = [...edgeLayers.keys()];
  const edge = every.reduce((best, i) => (length(i) > length(best) ? i : best));
  const middle = [0, 1].map((axis) => (at(edge, axis)[0] + at(edge, axis)[1]) / 2);
  return { unit: [edgeLayers[edge], edgeUnits[edge]], middle: pixel(middle[0], middle[1]) };
}

describe("the line of a unit", () => {
  test("is all edges of it, and each edge is of one", () => {
    const picture = shown();
    const whole = new Set([...picture.edgeLayers].map((layer, i) => `${layer} ${picture.edgeUnits[i]}`));
    const pieces = [...whole].map(
      (of) => lineOf(picture, of.split(" ").map(Number) as unknown as ChosenUnit).length / 4,
    );
    expect(pieces.every((count) => count > 0)).toBe(true);
    expect(pieces.reduce((sum, count) => sum + count)).toBe(picture.edgeLayers.length);
    expect(lineOf(picture, [0, 200])).toHaveLength(0);
  });

  test("is found on each of its edges, and only where its layer is drawn", () => {
    const picture = shown();
    const { edges, edgeLayers, edgeUnits, positions, window } = picture;
    for (const [i, layer] of edgeLayers.entries()) {
      const [a, b] = [2 * edges[2 * i], 2 * edges[2 * i + 1]];
      const middle = pixel((positions[a] + positions[b]) / 2, (positions[a + 1] + positions[b + 1]) / 2);
      const found = pickLine(picture, [0, 1], window, SIZE, middle, 2);
      expect(found?.distance).toBeLessThan(1e-3);
      const other = pickLine(picture, [1 - layer], window, SIZE, middle, 2);
      expect(other?.unit[0] ?? 1 - layer).toBe(1 - layer);
      if (found?.alone) expect(found.unit).toEqual([layer, edgeUnits[i]]);
    }
    expect(pickLine(picture, [], window, SIZE, [150, 100], 500)).toBeNull();
  });

  test("is not alone where another unit's is as near", () => {
    const { middle } = onTheLongest(shown());
    expect(pickLine(shown(), [0, 1], shown().window as Box, SIZE, middle, 1)?.alone).toBe(true);
    expect(pickLine(shown(), [0, 1], shown().window as Box, SIZE, middle, 200)?.alone).toBe(false);
  });
});

test("a picture without the units of its edges is refused", () => {
  const wire = stateOf("explorer")._picture as WirePicture;
  expect(() => readPicture({ ...wire, edge_units: encode(new Uint8Array(3)) })).toThrow(/units of 3 edges/);
  expect(crookedGrid(3).edgeUnits).toHaveLength(12);
});

describe("in the explorer", () => {
  async function mount(traits: Partial<Traits> = {}) {
    const model = play("explorer", { unit: null, _pointed_unit: null, view: null, ...traits });
    const host = document.createElement("div");
    document.body.append(host);
    const remove = widget.render({ model, el: host });
    const stage = host.querySelector<HTMLElement>(".sw-stage")!;
    for (const [name, value] of Object.entries({ clientWidth: SIZE.width, clientHeight: SIZE.height }))
      Object.defineProperty(stage, name, { value });
    window.dispatchEvent(new Event("resize"));
    const words = () => host.querySelector<HTMLElement>(".sw-unit-line")!;
    return { model, stage, remove, words };
  }
  const key = (name: string) => new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true });

  test("the marked unit is named, with the number of its pieces, until it is let go", async () => {
    const picture = shown();
    const unit: ChosenUnit = [picture.edgeLayers[0], picture.edgeUnits[0]];
    const { model, words, stage, remove } = await mount();
    expect(words().hidden).toBe(true);
    await send(model, { unit });
    const pieces = lineOf(picture, unit).length / 4;
    expect(words().textContent).toContain(
      `Unit ${unit[1]} of relu ${unit[0] + 1}: a line of ${pieces} piece`,
    );
    stage.dispatchEvent(key("Escape"));
    expect(model.get("unit")).toBeNull();
    expect(words().hidden).toBe(true);
    await send(model, { unit: [0, 5] });
    words().querySelector("button")?.click();
    expect(model.get("unit")).toBeNull();
    remove();
  });

  test("a key marks the unit nearest to the middle", async () => {
    const { model, stage, remove } = await mount();
    stage.dispatchEvent(key("l"));
    const found = pickLine(shown(), [0, 1], shown().window, SIZE, [150, 100], 80);
    expect(model.get("unit")).toEqual(found?.unit);
    remove();
  });
});
