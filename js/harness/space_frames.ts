import {
  type Camera,
  clipMatrix,
  fitted,
  orbited,
  type Point3,
  project,
  rayThrough,
} from "../src/space/camera.ts";
import { type Content, NOTHING } from "../src/space/content.ts";
import { type Mesh, type Pose, segmentsOf } from "../src/space/mesh.ts";
import { pickTile } from "../src/space/picking.ts";
import { SpaceScene } from "../src/space/space_scene.ts";
import { readGraph } from "../src/surface/graph.ts";
import { partsOf } from "../src/surface/parts.ts";
import { fans } from "../src/webgl/tiles.ts";
import { WebglCanvas } from "../src/webgl/webgl_canvas.ts";
import { drawnByProcessor } from "../src/webgl/webgl_probe.ts";
import { readColors, readPicture } from "../src/wire/picture.ts";
import { readRecording } from "../src/wire/recording.ts";
import type { SurfaceLayer, Traits, WireColors, WirePicture, WireSurface } from "../src/wire/wire.ts";
import { type BareTriangles, bareRenderer } from "./bare.ts";
import { whenInSight } from "./in_sight.ts";
import { quantile, timed } from "./times.ts";

export interface SpaceTimes {
  /** Of facets and of lines together. */
  triangles: number;
  /** Median and 95th percentile of milliseconds per frame, drawing included and finished. */
  median: number;
  p95: number;
  /** Median of the same triangles drawn by bare WebGL2. */
  bare: number;
  /** Milliseconds to bring the mesh to the graphics card and draw it. */
  upload: number;
  /** Median milliseconds to find the tile under a pixel. */
  pick: number;
}

const SIZE = { width: 900, height: 480 };
const HOME = { azimuth: -Math.PI / 3, elevation: Math.PI / 7 };

/** Orbits a recorded surface, of which some parts are shown; ours and bare frames by turns. */
export async function measureSpace(
  recording: string,
  visible: SurfaceLayer[],
  frames = 40,
): Promise<SpaceTimes> {
  const { widgets } = readRecording(recording);
  const wire = widgets.surface.state._surface as WireSurface;
  const state = widgets.explorer.state as unknown as Traits;
  const content: Content = {
    ...NOTHING,
    ...partsOf(readGraph({ wire, picture: readPicture(state._picture as WirePicture) }), null, visible, 1),
    colors: readColors(state._colors as WireColors),
    layers: { ...NOTHING.layers, visible: state.visible_layers, count: state._layers.length },
  };
  const mesh = content.mesh as Mesh;
  const camera = fitted(HOME, content.bounds, SIZE, 30);
  const controller = new AbortController();
  const ours = await ourRenderer(content, controller.signal);
  const antialias = !drawnByProcessor();
  const canvas = Object.assign(document.createElement("canvas"), SIZE);
  document.body.append(canvas);
  const groups = trianglesOf(content, camera);
  const theirs = bareRenderer(canvas, antialias, groups);
  const upload = timed(() => finished(ours.canvas, () => ours.draw(camera)));
  finished(canvas, () => theirs(clipMatrix(camera, SIZE, content.bounds)));
  const [own, bare]: number[][] = [[], []];
  for (let i = 1; i <= frames; i++) {
    const turned = orbited(camera, 0.02 * i, 0);
    own.push(timed(() => finished(ours.canvas, () => ours.draw(turned))));
    bare.push(timed(() => finished(canvas, () => theirs(clipMatrix(turned, SIZE, content.bounds)))));
  }
  const picks = Array.from({ length: frames }, (_, i) =>
    timed(() => {
      const { origin, direction } = rayThrough(camera, SIZE, [200 + 12 * i, 240]);
      for (const { pose } of content.sheets) pickTile(mesh, pose, origin, direction);
    }),
  );
  controller.abort();
  canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
  canvas.remove();
  ours.host.remove();
  return {
    triangles: groups.reduce((sum, group) => sum + group.triangles.length / 3, 0),
    median: quantile(own, 0.5),
    p95: quantile(own, 0.95),
    bare: quantile(bare, 0.5),
    upload,
    pick: quantile(picks, 0.5),
  };
}

async function ourRenderer(content: Content, signal: AbortSignal) {
  const host = document.createElement("div");
  host.style.cssText = `position: relative; width: ${SIZE.width}px; height: ${SIZE.height}px`;
  document.body.append(host);
  const nothing = () => {};
  const events = { resized: nothing, restored: nothing, lost: nothing };
  const screen = new WebglCanvas(host, true, (gl, begin) => new SpaceScene(gl, begin), events, signal);
  screen.fit();
  const scene = await whenInSight(screen);
  const theme = { background: [1, 1, 1], foreground: [0, 0, 0], dark: false } as const;
  const draw = (camera: Camera) => scene.draw(content, camera, SIZE, theme);
  return { host, draw, canvas: host.querySelector("canvas") as HTMLCanvasElement };
}

/** Draws, and reads one pixel back: that waits for the graphics card, unlike finish() in some browsers. */
function finished(canvas: HTMLCanvasElement, draw: () => void): void {
  draw();
  const gl = canvas.getContext("webgl2");
  gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
}

/** All triangles of the facets and of the lines, the latter as they lie on the screen. */
function trianglesOf({ mesh, sheets }: Content, camera: Camera): BareTriangles[] {
  if (!mesh) return [];
  const { corners, owners, triangles } = fans(mesh, 3);
  const groups: BareTriangles[] = sheets
    .filter(({ filled }) => filled)
    .map(({ pose }) => ({
      positions: corners.map((c, i) => (i % 3 === 2 ? pose.stretch * c + pose.lift : c)),
      colors: Uint8Array.from({ length: 4 * owners.length }, (_, i) =>
        i % 4 === 3 ? 255 : (owners[i >> 2] * 37) % 256,
      ),
      triangles,
      turning: true,
      blended: false,
    }));
  for (const { wire, pose } of sheets) if (wire) groups.push(linesOf(mesh, pose, camera));
  return groups;
}

/** Every edge as two triangles, two pixels wide with their soft rims. */
function linesOf(mesh: Mesh, { stretch, lift }: Pose, camera: Camera): BareTriangles {
  const ends = segmentsOf(mesh, mesh.edges);
  const count = mesh.edgeLayers.length;
  const positions = new Float32Array(12 * count);
  const seen = (at: number) => {
    const point: Point3 = [ends[at], ends[at + 1], stretch * ends[at + 2] + lift];
    return project(camera, SIZE, point);
  };
  for (let i = 0; i < count; i++) {
    const [a, b] = [seen(6 * i), seen(6 * i + 3)];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
    const across = [(a[1] - b[1]) / length, (b[0] - a[0]) / length];
    [a, b].forEach(([x, y], end) => {
      for (const side of [0, 1]) {
        const [px, py] = [x + (2 * side - 1) * across[0], y + (2 * side - 1) * across[1]];
        positions.set(
          [(2 * px) / SIZE.width - 1, 1 - (2 * py) / SIZE.height, 0],
          12 * i + 6 * end + 3 * side,
        );
      }
    });
  }
  return {
    positions,
    colors: new Uint8Array(16 * count).fill(60),
    triangles: Uint32Array.from(
      { length: 6 * count },
      (_, i) => 4 * Math.floor(i / 6) + [0, 1, 2, 1, 3, 2][i % 6],
    ),
    turning: false,
    blended: true,
  };
}

Object.assign(window, { measureSpace });
