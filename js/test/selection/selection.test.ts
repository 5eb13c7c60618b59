import { afterEach, describe, expect, test } from "vitest";
import { centroidsOf, enclosed } from "../../src/selection/enclosed.ts";
import { rimOf, seenAsOne, shareOf, toggled } from "../../src/selection/tile_set.ts";
import { TileIndex } from "../../src/slice/tile_index.ts";
import widget from "../../src/slice_explorer.ts";
import { ancestors } from "../../src/wire/ancestors.ts";
import { readPicture } from "../../src/wire/picture.ts";
import type { Point, Traits, WirePicture } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { play, stateOf } from "../recorded.ts";

watchForLeaks();
afterEach(() => document.body.replaceChildren());

const ALL = Number.POSITIVE_INFINITY;
const shown = () => readPicture(stateOf("explorer")._picture as WirePicture);
/** Every third of them, and some beside these. */
const some = (count: number) => [...Array(count).keys()].filter((tile) => tile % 3 === 0 || tile % 7 === 1);
const around = (x0: number, x1: number, y0: number, y1: number): Point[] => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
];

describe("tiles that are chosen together", () => {
  test("have a rim that encloses as much as they cover", () => {
    const picture = shown();
    for (const tiles of [[], [0], some(picture.tileCount), [...Array(picture.tileCount).keys()]]) {
      let area = 0;
      for (const loop of rimOf(picture, tiles))
        for (let i = 0; i < loop.length; i += 2) {
          const j = (i + 2) % loop.length;
          area += (loop[i] * loop[j + 1] - loop[j] * loop[i + 1]) / 2;
        }
      expect(area).toBeCloseTo(shareOf(picture, tiles), 5);
    }
    expect(shareOf(picture, [...Array(picture.tileCount).keys()])).toBeCloseTo(1, 4);
  });

  test("are those whose centroids a loop encloses, and each holds its centroid", () => {
    const picture = shown();
    const centroids = centroidsOf(picture);
    const index = new TileIndex(picture);
    const large = [...Array(picture.tileCount).keys()].filter((tile) => shareOf(picture, [tile]) > 1e-4);
    for (const tile of large) expect(index.pick(centroids[2 * tile], centroids[2 * tile + 1])).toBe(tile);
    expect(enclosed(picture, around(-1, 2, -1, 2), ALL)).toHaveLength(picture.tileCount);
    expect(enclosed(picture, around(2, 3, 2, 3), ALL)).toEqual([]);
    const left = enclosed(picture, around(-1, 0.4, -1, 2), ALL);
    const right = enclosed(picture, around(0.4, 2, -1, 2), ALL);
    expect(left.every((tile) => centroids[2 * tile] <= 0.4)).toBe(true);
    expect([...left, ...right].sort((a, b) => a - b)).toEqual([...Array(picture.tileCount).keys()]);
  });

  test("are whole tiles of the first layers where these are shown", () => {
    const picture = shown();
    const left = enclosed(picture, around(-1, 0.4, -1, 2), 1);
    const { of } = ancestors(picture, 1);
    const taken = new Set(left.map((tile) => of[tile]));
    expect(left).toEqual([...of.keys()].filter((tile) => taken.has(of[tile])));
    expect(seenAsOne(picture, left[0], 1)).toEqual([...of.keys()].filter((tile) => of[tile] === of[left[0]]));
  });

  test("come and go together", () => {
    expect(toggled([1, 5], [3, 5])).toEqual([1, 3, 5]);
    expect(toggled([1, 3, 5], [5, 3])).toEqual([1]);
  });
});

describe("the selection of an explorer", () => {
  function render(changes: Partial<Traits> = {}) {
    const model = play<Traits>("explorer", changes);
    const host = document.body.appendChild(document.createElement("div"));
    const remove = widget.render({ model, el: host } as never) as () => void;
    const canvas = host.querySelector(".sw-stage") as HTMLElement;
    const press = (key: string) =>
      canvas.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    const words = () => host.querySelector<HTMLElement>('[aria-label="Selection"]');
    return { model, host, press, words, remove };
  }

  test("begins with the tile that is selected alone, and Escape clears it", () => {
    const { model, press, words, remove } = render({ selected: 4, hovered: 2 });
    expect(words()?.hidden).toBe(true);
    press("a");
    expect(model.get("selection")).toEqual([2, 4]);
    expect(model.get("_selection_in")).toBe((model.get("_picture") as WirePicture).id);
    expect(words()?.textContent).toContain("2 selected");
    press("a");
    expect(model.get("selection")).toEqual([4]);
    press("Escape");
    expect(model.get("selection")).toEqual([]);
    expect(words()?.hidden).toBe(true);
    remove();
  });

  test("of another picture is not shown", () => {
    const { words, remove } = render({ selection: [1, 2], _selection_in: 99999 });
    expect(words()?.hidden).toBe(true);
    remove();
  });

  test("has two tools, one of which is held at most, and Escape puts it down first", () => {
    const { model, host, press, remove } = render({ selected: -1, hovered: 1 });
    const held = () =>
      [...host.querySelectorAll('[aria-label="Select tiles"] > button')].map((b) =>
        b.getAttribute("aria-pressed"),
      );
    press("a");
    press("b");
    expect(held()).toEqual(["true", "false"]);
    press("o");
    expect(held()).toEqual(["false", "true"]);
    press("Escape");
    expect(held()).toEqual(["false", "false"]);
    expect(model.get("selection")).toEqual([1]);
    remove();
  });
});
