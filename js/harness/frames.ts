import { place, zoomed } from "../src/canvas/box.ts";
import type { Scene } from "../src/canvas/screen.ts";
import { Ink } from "../src/color/ink.ts";
import { RasterScreen } from "../src/raster/raster_screen.ts";
import { fans } from "../src/webgl/tiles.ts";
import { drawnByProcessor } from "../src/webgl/webgl_probe.ts";
import { WebglScreen } from "../src/webgl/webgl_screen.ts";
import { type Picture, readColors, readPicture } from "../src/wire/picture.ts";
import type { Box } from "../src/wire/wire.ts";
import { type BareTriangles, bareRenderer } from "./bare.ts";
import { crookedGrid, GRID_LAYERS } from "./crooked_grid.ts";
import { encode } from "./encode.ts";
import { whenInSight } from "./in_sight.ts";
import { quantile, timed } from "./times.ts";

const SIZE = { width: 900, height: 480 };

export interface FrameTimes {
  /** Of tiles and of lines together. */
  triangles: number;
  /** Median and 95th percentile of milliseconds per frame, drawing included and finished. */
  median: number;
  p95: number;
  /** Median of the same triangles drawn by bare WebGL2, by turns. */
  bare: number;
  /** Median milliseconds until the exact picture stands, where it may take several frames; of a resting hand. */
  exact: number;
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

/** Where the window is in each frame. */
const GESTURES = {
  pan: (i: number): Box => [0.002 * i, 1 + 0.002 * i, 0, 1],
  // Inwards and out again, so that the triangles are of the same size on average.
  zoom: (i: number): Box => zoomed([0, 1, 0, 1], 1 + 0.2 * Math.sin(0.2 * i)),
} as const;

/** Draws frames of a picture under a gesture; ours and bare ones by turns. */
export async function measureFrames(
  tiles: number,
  renderer: "webgl" | "canvas",
  gesture: keyof typeof GESTURES,
  lines: boolean,
  frames = 30,
): Promise<FrameTimes> {
  const host = document.createElement("div");
  host.style.cssText = `position: relative; width: ${SIZE.width}px; height: ${SIZE.height}px`;
  const canvas = Object.assign(document.createElement("canvas"), SIZE);
  document.body.append(host, canvas);
  const controller = new AbortController();
  const nothing = () => {};
  const events = { resized: nothing, restored: nothing, lost: nothing };
  const Kind = renderer === "webgl" ? WebglScreen : RasterScreen;
  const screen = new Kind(host, events, controller.signal);
  screen.fit();
  const picture = randomPicture(2 * tiles);
  const colors = readColors({
    ...{ picture: 1, name: "random", label: "", unit: "", scale: "linear", range: [0, 1] },
    values: encode(Float32Array.from({ length: picture.tileCount }, (_, i) => (i * 0.618) % 1)),
  });
  const scene = await whenInSight<Scene>(screen);
  scene.setRamp("viridis");
  scene.setLayers(lines ? [...Array(GRID_LAYERS).keys()] : [], GRID_LAYERS);
  const theme = { background: [1, 1, 1], foreground: [0, 0, 0], dark: false } as const;
  const ours = host.querySelector("canvas") as HTMLCanvasElement;
  const draw = (view: Box) => finished(renderer === "webgl" ? ours : null, () => scene.draw(view, theme));
  // New pictures as a drag brings them; the first also compiles shaders.
  const uploads = Array.from({ length: 4 }, (_, i) =>
    timed(() => {
      scene.setPicture({ ...picture, id: i + 1 });
      scene.setColors({ ...colors, picture: i + 1 });
      draw(GESTURES[gesture](i));
    }),
  ).slice(1);
  const groups = trianglesOf(picture, lines);
  const theirs = bareRenderer(canvas, !drawnByProcessor(), groups, false);
  const [own, bare, exact]: number[][] = [[], [], []];
  for (let i = 0; i < frames + 2; i++) {
    const view = GESTURES[gesture](i + 4);
    own.push(timed(() => draw(view)));
    bare.push(timed(() => finished(canvas, () => theirs(matrixOf(view)))));
  }
  for (let i = 0; i < frames / 5; i++) {
    const view = GESTURES[gesture](i + 60);
    exact.push(
      timed(() => {
        while (!finished(renderer === "webgl" ? ours : null, () => scene.draw(view, theme)));
      }),
    );
  }
  controller.abort();
  canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
  canvas.remove();
  host.remove();
  return {
    triangles: groups.reduce((sum, group) => sum + group.triangles.length / 3, 0),
    median: quantile(own.slice(2), 0.5),
    p95: quantile(own.slice(2), 0.95),
    bare: quantile(bare.slice(2), 0.5),
    exact: quantile(exact, 0.5),
    upload: quantile(uploads, 0.5),
  };
}

/** The triangles of all tiles, two for each edge, and two for its halo if it has one: as they lie at first. */
function trianglesOf(picture: Picture, lines: boolean): BareTriangles[] {
  const { corners, owners, triangles } = fans(picture);
  const flat = (points: ArrayLike<number>) =>
    Float32Array.from({ length: (3 * points.length) / 2 }, (_, i) =>
      i % 3 === 2 ? 0 : points[2 * Math.floor(i / 3) + (i % 3)],
    );
  const colors = Uint8Array.from({ length: 4 * owners.length }, (_, i) =>
    i % 4 === 3 ? 255 : (owners[i >> 2] * 37) % 256,
  );
  const groups = [{ positions: flat(corners), colors, triangles, turning: true, blended: false }];
  if (lines) {
    const { edges, positions } = picture;
    const ends = Float32Array.from(
      { length: 2 * edges.length },
      (_, i) => positions[2 * edges[i >> 1] + (i % 2)],
    );
    const ink = new Ink();
    ink.setPicture(picture);
    ink.setLayers([...Array(GRID_LAYERS).keys()], GRID_LAYERS);
    const halos = ink.halos(SIZE.width).some((c, i) => i % 4 === 3 && c > 0);
    for (const reach of halos ? [2, 1] : [1])
      groups.push({ ...bareLines(ends, reach), turning: true, blended: true });
  }
  return groups;
}

/** Segments as two triangles each, so many pixels to either side: half their width, and soft rims. */
function bareLines(ends: Float32Array, reach: number) {
  const count = ends.length / 4;
  const positions = new Float32Array(12 * count);
  const { width, height } = SIZE;
  for (let i = 0; i < count; i++) {
    const [x0, y0, x1, y1] = ends.subarray(4 * i, 4 * i + 4);
    const [dx, dy] = [(x1 - x0) * width, (y1 - y0) * height];
    const length = Math.hypot(dx, dy) || 1;
    const [ax, ay] = [(-reach * dy) / length / width, (reach * dx) / length / height];
    for (const [corner, x, y, side] of [
      [0, x0, y0, -1],
      [1, x0, y0, 1],
      [2, x1, y1, -1],
      [3, x1, y1, 1],
    ])
      positions.set([x + side * ax, y + side * ay, 0], 12 * i + 3 * corner);
  }
  return {
    positions,
    colors: new Uint8Array(16 * count).fill(60),
    triangles: Uint32Array.from(
      { length: 6 * count },
      (_, i) => 4 * Math.floor(i / 6) + [0, 1, 2, 1, 3, 2][i % 6],
    ),
  };
}

/** From the picture's window to the clip space of a view. */
function matrixOf(view: Box): Float32Array {
  const { scale, offset } = place([0, 1, 0, 1], view);
  const [a, b] = [2 * scale[0], 2 * scale[1]];
  return Float32Array.of(a, 0, 0, 0, 0, b, 0, 0, 0, 0, 1, 0, 2 * offset[0] - 1, 2 * offset[1] - 1, 0, 1);
}

/** Draws, and reads one pixel back: that waits for the graphics card, unlike finish() in some browsers. */
function finished<T>(canvas: HTMLCanvasElement | null, draw: () => T): T {
  const result = draw();
  const gl = canvas?.getContext("webgl2");
  gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  return result;
}

Object.assign(window, { measureFrames });
