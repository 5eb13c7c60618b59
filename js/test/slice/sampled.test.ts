import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encode } from "../../harness/encode.ts";
import { randomPicture } from "../../harness/frames.ts";
import { place } from "../../src/canvas/box.ts";
import type { FittedCanvas } from "../../src/canvas/fitted_canvas.ts";
import { pack } from "../../src/color/fill.ts";
import { classColor } from "../../src/color/palette.ts";
import { fillCells } from "../../src/raster/cells.ts";
import { RasterScene } from "../../src/raster/raster_scene.ts";
import widget from "../../src/slice_explorer.ts";
import { readColors, readPicture } from "../../src/wire/picture.ts";
import type { Box, WirePicture, WireSampled } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { answers, play } from "../recorded.ts";

watchForLeaks(); // and stands in for what jsdom has not

/** As it was recorded. */
const WIDE: Box = [-50, 50, -50, 50];
const WHITE = { background: [1, 1, 1], foreground: [0, 0, 0], dark: false } as const;

describe("cells of samples", () => {
  const [width, height] = [53, 31];
  // No center of a pixel lies between two cells of the whole window.
  const grid = [7, 5] as const;
  const window: Box = [2, 4, -1, 1];

  test.each<[string, Box]>([
    ["their own window", window],
    ["a part of it", [2.3, 2.9, -0.4, 0.2]],
    ["more than it", [0, 7, -2, 3]],
  ])("seen in %s, each pixel has the cell under its center", (_, view) => {
    const data = new Int32Array(width * height).fill(-1);
    const colors = Int32Array.from({ length: 35 }, (_, i) => i);
    fillCells({ width, height, data }, place(window, view), grid, colors, (cell) => cell === 9);
    const seen = new Set(data);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const u = view[0] + ((x + 0.5) / width) * (view[1] - view[0]);
        const v = view[3] - ((y + 0.5) / height) * (view[3] - view[2]);
        const inside = u > window[0] && u < window[1] && v > window[2] && v < window[3];
        const column = Math.floor(((u - window[0]) / 2) * grid[0]);
        const cell = Math.floor(((v - window[2]) / 2) * grid[1]) * grid[0] + column;
        expect(data[y * width + x]).toBe(inside && cell !== 9 ? cell : -1);
      }
    }
    expect(seen.size).toBeGreaterThan(3);
  });

  test("they stand in for tiles until these have their colors", () => {
    let drawn = new Int32Array(0);
    const context = {
      canvas: {},
      fillRect: () => {},
      drawImage: () => {},
      createImageData: (width: number, height: number) => ({
        width,
        height,
        data: new Uint8ClampedArray(4 * width * height),
      }),
      putImageData: ({ data }: ImageData) => {
        drawn = new Int32Array(data.buffer.slice(0));
      },
    };
    const canvas = { width: 4, height: 2, ratio: 1 } as FittedCanvas;
    const drawing = context as unknown as CanvasRenderingContext2D;
    const scene = new RasterScene(drawing, canvas, () => drawing);
    const tiles = randomPicture(2, 2);
    const none = encode(new Float32Array(0), 0, 2);
    const empty = encode(new Uint8Array(0));
    const sampled = readPicture({
      ...{ ...(tiles.wire as WirePicture), id: 1, grid: [2, 1] },
      ...{
        positions: none,
        tile_sizes: empty,
        tile_vertices: encode(new Uint16Array(0)),
        corner_layers: empty,
        edge_units: empty,
      },
    });
    const base = { name: "class", label: "", unit: "", scale: "class", classes: ["a", "b"] } as const;
    const values = encode(Float32Array.of(0, Number.NaN));
    scene.setPicture(sampled);
    scene.setColors(readColors({ ...base, classes: ["a", "b"], picture: 1, range: [0, 1], values }));
    scene.draw([0, 1, 0, 1], WHITE);
    const blue = pack(classColor(0));
    const blank = pack([1, 1, 1]);
    expect([...drawn]).toEqual([blue, blue, blank, blank, blue, blue, blank, blank]);
    scene.setLayers([], 1);
    scene.setPicture(tiles);
    scene.draw([0, 1, 0, 1], WHITE);
    expect([...drawn]).toEqual([blue, blue, blank, blank, blue, blue, blank, blank]);
    scene.forget();
    scene.draw([0, 1, 0, 1], WHITE);
    expect(drawn).not.toContain(blue);
  });
});

describe("a sampled window", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    document.body.replaceChildren();
  });

  function mount() {
    const model = play("sampled");
    const home = model.get("view");
    const host = document.createElement("div");
    document.body.append(host);
    const remove = widget.render({ model, el: host });
    const badge = host.querySelector<HTMLElement>(".sw-badge");
    const stage = host.querySelector<HTMLElement>(".sw-stage");
    if (!badge || !stage) throw new Error("There is no canvas.");
    const see = async (view: Box | null) => {
      model.set("view", view);
      model.save_changes();
      await answers();
    };
    const point = (clientX: number) => {
      stage.dispatchEvent(
        Object.assign(new MouseEvent("pointermove", { clientX }), { pointerType: "mouse" }),
      );
      vi.advanceTimersByTime(20);
    };
    return { model, host, home, badge, stage, see, point, remove };
  }

  test("is marked on the canvas, and an exact one is not", async () => {
    const { model, badge, stage, home, see, remove } = mount();
    expect(badge.hidden).toBe(true);
    await see(WIDE);
    const [across, up] = (model.get("sampled") as WireSampled).points;
    expect(badge.hidden).toBe(false);
    expect(badge.textContent).toBe(`sampled · ${across} × ${up} points`);
    expect(stage.classList.contains("sw-sampled")).toBe(true);
    await see(home);
    expect(badge.hidden).toBe(true);
    expect(stage.classList.contains("sw-sampled")).toBe(false);
    remove();
  });

  test("has facts of points, and none of tiles", async () => {
    const { model, host, see, point, remove } = mount();
    const hint = host.querySelector(".sw-facts .sw-hint");
    const ofTiles = hint?.textContent;
    await see(WIDE);
    expect(hint?.textContent).not.toBe(ofTiles);
    model.sent = [];
    point(3);
    point(4);
    expect(model.sent.map(({ pointer }) => pointer?.length)).toEqual([2, 2]);
    expect(model.get("hovered")).toBe(-1);
    model.set("pointer", [3, 4]);
    model.save_changes();
    await answers();
    const table = host.querySelector(".sw-facts table");
    expect(table?.textContent).toMatch(/^Point3, 4 here/);
    expect(table?.textContent).not.toContain("Tile");
    remove();
  });
});
