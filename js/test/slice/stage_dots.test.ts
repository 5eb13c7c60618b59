import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { crookedGrid } from "../../harness/crooked_grid.ts";
import { RasterScreen } from "../../src/raster/raster_screen.ts";
import { Stage } from "../../src/slice/stage.ts";
import { Viewport } from "../../src/slice/viewport.ts";
import type { Picture } from "../../src/wire/picture.ts";

const drawn: number[] = [];
let frame: () => void = () => {};
let gone: AbortController;

beforeEach(() => {
  gone = new AbortController();
  drawn.length = 0;
  for (const observer of ["ResizeObserver", "IntersectionObserver"])
    vi.stubGlobal(
      observer,
      class {
        observe() {}
        disconnect() {}
      },
    );
  vi.stubGlobal("requestAnimationFrame", (callback: () => void) => {
    frame = callback;
    return 1;
  });
  const scene = {
    ...{
      setPicture() {},
      setColors() {},
      forget() {},
      setRamp() {},
      setLayers() {},
      setShowing() {},
      setOutlines() {},
    },
    draw() {},
    setDots: (points: Float32Array) => drawn.push(points.length / 2),
  };
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  vi.spyOn(RasterScreen.prototype, "scene").mockReturnValue(scene as never);
});
afterEach(() => {
  gone.abort();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("samples are drawn on the picture that they are meant for, and on no other", () => {
  const root = document.createElement("div");
  document.body.append(root);
  const events = { resized() {}, drawn() {}, themed() {}, unavailable() {} };
  const viewport = new Viewport({ moved() {}, wanted() {} }, gone.signal);
  const stage = new Stage(root, root, viewport, events, gone.signal);
  stage.setRenderer("canvas");
  const picture = (id: number) => ({ ...crookedGrid(3), id }) as unknown as Picture;
  const show = (change: () => void) => {
    change();
    frame();
    return drawn.splice(0);
  };
  expect(show(() => stage.setPicture(picture(1)))).toEqual([]);
  const points = new Float32Array(10);
  expect(show(() => stage.setDots({ picture: 1, points }))).toEqual([5]);
  expect(show(() => stage.setRamp("magma"))).toEqual([]); // they are there already
  expect(show(() => stage.setPicture(picture(2)))).toEqual([0]);
  expect(show(() => stage.setDots({ picture: 2, points: new Float32Array(4) }))).toEqual([2]);
  expect(show(() => stage.setDots({ picture: 3, points }))).toEqual([0]);
  expect(show(() => stage.setPicture(picture(3)))).toEqual([5]);
  expect(show(() => stage.setDots(null))).toEqual([0]);
});
