import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { randomPicture } from "../../harness/frames.ts";
import type { FittedCanvas } from "../../src/canvas/fitted_canvas.ts";
import { RasterScene } from "../../src/raster/raster_scene.ts";
import { outline } from "../../src/wire/picture.ts";
import type { Box } from "../../src/wire/wire.ts";

const WHITE = { background: [1, 1, 1], foreground: [0, 0, 0], dark: false } as const;
const HOME: Box = [0, 1, 0, 1];
let now = 0;

beforeEach(() => {
  now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** A context that keeps what it was asked for; every call that draws tiles takes `cost` ms. */
class Context {
  readonly calls: string[] = [];
  source: number[] = [];
  readonly canvas = { width: 0, height: 0 };
  constructor(private readonly cost = 0) {}
  createImageData(width: number, height: number) {
    return { width, height, data: new Uint8ClampedArray(4 * width * height) };
  }
  putImageData() {
    this.calls.push("tiles");
    now += this.cost;
  }
  drawImage(_: unknown, ...[x, y, width, height]: number[]) {
    this.calls.push("plate");
    this.source = [x, y, width, height];
  }
  stroke() {
    this.calls.push("stroke");
  }
  fillRect() {}
  beginPath() {}
  moveTo() {}
  lineTo() {}
  arc() {}
  fill() {}
}

function sceneOf(cost = 0) {
  const page = new Context();
  const plates: Context[] = [];
  const canvas = { width: 100, height: 50, ratio: 1 } as FittedCanvas;
  const scene = new RasterScene(page as never, canvas, () => {
    plates.push(new Context(cost));
    return plates[plates.length - 1] as never;
  });
  scene.setPicture(randomPicture(500, 1));
  const tiles = () => plates.flatMap(({ calls }) => calls).filter((call) => call === "tiles").length;
  return { scene, page, plates, tiles };
}

/** How many frames a window takes. */
function framesOf(scene: RasterScene, view: Box): number {
  for (let frames = 1; frames < 100; frames++) if (scene.draw(view, WHITE)) return frames;
  throw new Error("It was never all there.");
}

test("an outline under the pointer draws no tile", () => {
  const { scene, page, tiles } = sceneOf();
  expect(scene.draw(HOME, WHITE)).toBe(true);
  expect(tiles()).toBe(1);
  page.calls.length = 0;
  scene.setOutlines(outline(randomPicture(500, 1), 3), new Float32Array(0));
  expect(scene.draw(HOME, WHITE)).toBe(true);
  expect(tiles()).toBe(1);
  expect(page.calls).toEqual(["plate", "stroke", "stroke"]);
});

test.each([
  ["layers", (scene: RasterScene) => scene.setLayers([], 2)],
  ["a ramp", (scene: RasterScene) => scene.setRamp("magma")],
  ["dots", (scene: RasterScene) => scene.setDots(Float32Array.of(0.5, 0.5))],
  ["a picture", (scene: RasterScene) => scene.setPicture(randomPicture(10, 2))],
])("%s draws all anew", (_, change) => {
  const { scene, tiles } = sceneOf();
  scene.draw(HOME, WHITE);
  change(scene);
  expect(scene.draw(HOME, WHITE)).toBe(true);
  expect(tiles()).toBe(2);
  scene.draw(HOME, { ...WHITE });
  expect(tiles()).toBe(3);
});

test("a window that takes longer than a frame shows the former plate, moved, until it is there", () => {
  const { scene, page } = sceneOf(1000);
  expect(scene.draw(HOME, WHITE)).toBe(false); // its marks are for the next frame
  expect(page.calls).not.toContain("plate");
  framesOf(scene, HOME);
  expect(page.source).toEqual([0, 0, 100, 50]);
  // A quarter of the plate, the upper right one, fills the canvas.
  const zoomed: Box = [0.5, 1, 0.5, 1];
  expect(scene.draw(zoomed, WHITE)).toBe(false);
  expect(page.source).toEqual([50, 0, 50, 25]);
  expect(framesOf(scene, zoomed)).toBeLessThan(5);
  expect(page.source).toEqual([0, 0, 100, 50]);
});

test("while the window goes on moving plates are finished, not begun anew", () => {
  const { scene, tiles } = sceneOf(1000);
  for (let i = 0; i < 20; i++) expect(scene.draw([i, i + 1, 0, 1], WHITE)).toBe(false);
  expect(tiles()).toBeGreaterThan(5);
});

test("two canvases are enough, however often the window moves", () => {
  const { scene, plates } = sceneOf();
  for (let i = 0; i < 10; i++) scene.draw([i, i + 1, 0, 1], WHITE);
  expect(plates).toHaveLength(2);
});
