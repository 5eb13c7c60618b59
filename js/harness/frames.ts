import type { Scene } from "../src/canvas/screen.ts";
import { RasterScreen } from "../src/raster/raster_screen.ts";
import { WebglScreen } from "../src/webgl/webgl_screen.ts";
import { type Picture, readColors, readPicture } from "../src/wire/picture.ts";
import { crookedGrid, GRID_LAYERS } from "./crooked_grid.ts";
import { encode } from "./encode.ts";
import { whenInSight } from "./in_sight.ts";
import { quantile, timed } from "./times.ts";

export interface FrameTimes {
  triangles: number;
  edges: number;
  /** Median and 95th percentile of milliseconds per frame, drawing included and finished. */
  median: number;
  p95: number;
  /** Median milliseconds to bring a new picture to the graphics card and draw it. */
  upload: number;
}

/** A crooked grid of quadrilaterals, whose fans have about `triangles` triangles. */
export function randomPicture(triangles: number, id = 1): Picture {
  const side = Math.ceil(Math.sqrt(triangles / 2));
  const { positions, tileVertices, cornerLayers, edgeUnits, tileCount } = crookedGrid(side);
  return readPicture({
    id,
    seq: null,
    window: [0, 1, 0, 1],
    positions: encode(positions, positions.length / 2, 2),
    tile_sizes: encode(new Uint8Array(tileCount).fill(4)),
    tile_vertices: encode(tileVertices),
    corner_layers: encode(cornerLayers),
    edge_units: encode(edgeUnits),
    boundary: encode(new Float32Array(0), 0, 4),
    anchors: [],
    handles: [],
    points: encode(new Float32Array(0), 0, 2),
    point_labels: encode(new Uint8Array(0)),
    point_nearness: encode(new Float32Array(0)),
    point_missed: encode(new Uint8Array(0)),
    image: null,
  });
}

/** Draws `frames` frames of about `triangles` triangles while panning, 1 after the other. */
export async function measureFrames(
  triangles: number,
  renderer: "webgl" | "canvas",
  frames = 30,
  width = 900,
  height = 480,
): Promise<FrameTimes> {
  const host = document.createElement("div");
  host.style.cssText = `position: relative; width: ${width}px; height: ${height}px`;
  document.body.append(host);
  const controller = new AbortController();
  const nothing = () => {};
  const events = { resized: nothing, restored: nothing, lost: nothing };
  const Kind = renderer === "webgl" ? WebglScreen : RasterScreen;
  const screen = new Kind(host, events, controller.signal);
  screen.fit();
  const picture = randomPicture(triangles);
  const colors = readColors({
    ...{ picture: 1, name: "random", label: "", unit: "", scale: "linear", range: [0, 1] },
    values: encode(Float32Array.from({ length: picture.tileCount }, (_, i) => (i * 0.618) % 1)),
  });
  const white = [1, 1, 1] as const;
  const scene = await whenInSight<Scene>(screen);
  scene.setRamp("viridis");
  scene.setLayers([...Array(GRID_LAYERS).keys()], GRID_LAYERS);
  const theme = { background: white, foreground: [0, 0, 0], dark: false } as const;
  const draw = (i: number) => {
    const shift = 0.001 * i;
    scene.draw([shift, 1 + shift, 0, 1], theme);
    // Reading one pixel back waits for the graphics card, unlike finish() in some browsers.
    const context = host.querySelector("canvas")?.getContext(renderer === "webgl" ? "webgl2" : "2d");
    if (context instanceof WebGL2RenderingContext) {
      context.readPixels(0, 0, 1, 1, context.RGBA, context.UNSIGNED_BYTE, new Uint8Array(4));
    }
  };
  // New pictures as a drag brings them; the first also compiles shaders.
  const uploads = Array.from({ length: 8 }, (_, i) =>
    timed(() => {
      scene.setPicture({ ...picture, id: i + 1 });
      scene.setColors({ ...colors, picture: i + 1 });
      draw(i);
    }),
  ).slice(1);
  const times = Array.from({ length: frames }, (_, i) => timed(() => draw(i + 2)));
  controller.abort();
  host.remove();
  return {
    triangles: picture.tileVertices.length - 2 * picture.tileCount,
    edges: picture.edgeLayers.length,
    median: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    upload: quantile(uploads, 0.5),
  };
}

Object.assign(window, { measureFrames });
