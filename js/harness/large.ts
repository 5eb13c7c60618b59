import { RecordedModel } from "../src/frame/recorded_model.ts";
import sliceExplorer from "../src/slice_explorer.ts";
import { readRecording } from "../src/wire/recording.ts";
import type { Box, Traits, WireMap, WirePicture } from "../src/wire/wire.ts";
import { crookedGrid, GRID_LAYERS } from "./crooked_grid.ts";
import { encode } from "./encode.ts";
import { Random } from "./random.ts";
import { quantile } from "./times.ts";

/** What is seen of a large picture while a hand is at it; the longest frame is the worst stall. */
export interface HandTimes {
  frames: number;
  /** 95th percentile and longest of milliseconds from frame to frame. */
  p95: number;
  worst: number;
  /** Whether the exact picture came in the end. */
  exact: boolean;
}

export type Gesture = "hover" | "pan" | "zoom" | "drag" | "map";

/** Milliseconds that the kernel takes for a picture. */
const ANSWER = 300;
/** Data on the map where that is panned; else there is none. */
const DATA = 100_000;
const MARKS = ["boundary", "data", "misclassified", "anchors"] as const;

/** Answers whatever is asked with as many tiles in the window. */
class GridKernel {
  private id = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly tiling: Pick<
    WirePicture,
    "positions" | "tile_sizes" | "tile_vertices" | "corner_layers" | "edge_units" | "boundary"
  >;
  private readonly values: Float32Array;

  constructor(tiles: number) {
    const side = Math.round(Math.sqrt(tiles));
    const { positions, tileVertices, cornerLayers, edgeUnits, tileCount } = crookedGrid(side);
    // A boundary crosses a few times as many tiles as there are in a row.
    const boundary = Float32Array.from({ length: 4 * 4 * side }, (_, i) =>
      Math.abs(Math.sin(0.5 + 12.9898 * (i >> 2) + (i % 4 < 2 ? 0 : 1 / side))),
    );
    this.tiling = {
      positions: encode(positions, positions.length / 2, 2),
      tile_sizes: encode(new Uint8Array(tileCount).fill(4)),
      tile_vertices: encode(tileVertices),
      corner_layers: encode(cornerLayers),
      edge_units: encode(edgeUnits),
      boundary: encode(boundary, boundary.length / 4, 4),
    };
    this.values = Float32Array.from({ length: tileCount }, (_, i) => 0.01 + ((i * 0.618) % 1));
  }

  take(changed: Partial<Traits>, model: RecordedModel): void {
    if (!["view", "_aspect", "_drag"].some((name) => name in changed)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.answer(model), ANSWER);
  }

  answer(model: RecordedModel): void {
    const [aspect, seq] = [model.get("_aspect"), (model.get("_drag") as { seq?: number }).seq ?? 0];
    const window: Box = model.get("view") ?? [-aspect, aspect, -1, 1];
    const id = ++this.id;
    const none = new Float32Array(0);
    const anchors: [number, number][] = [
      [-0.5, -0.5],
      [0.5, -0.5],
      [0, 0.5],
    ];
    model.receive({
      _picture: {
        ...{ id, seq, window: [...window] as [number, number, number, number], ...this.tiling, anchors },
        ...{ handles: anchors, points: encode(none, 0, 2), image: null, point_nearness: encode(none) },
        ...{ point_labels: encode(new Uint8Array(0)), point_missed: encode(new Uint8Array(0)) },
      },
      _colors: {
        ...{ picture: id, name: "slope", label: "Slope", unit: "", scale: "log", range: [0.01, 1.01] },
        values: encode(this.values),
      },
      _answered: seq,
      state: "ready",
    });
  }
}

/** A map of data in ten clouds. */
function mapOf(count: number): WireMap {
  const random = new Random(1);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
  const points = Float32Array.from(
    { length: 2 * count },
    (_, i) => 3 * Math.sin((i % 2) + 2.4 * labels[i >> 1]) + random.normal(),
  );
  return {
    ...{ count, fitted: count, inputs: 64, axes: ["component 1", "component 2"] },
    ...{ points: encode(points, count, 2), labels: encode(labels), names: [..."0123456789"] },
  };
}

/** Moves a hand for `seconds` over a SliceExplorer that the processor draws; `nothing` is the recording of that name. */
export async function measureHand(
  nothing: string,
  gesture: Gesture,
  tiles: number,
  seconds: number,
): Promise<HandTimes> {
  const { state } = readRecording(nothing).widgets.slice_explorer;
  const kernel = new GridKernel(tiles);
  const layers = Array.from({ length: GRID_LAYERS }, (_, i) => ({ name: `relu${i + 1}`, units: 9 }));
  const known = { _layers: layers, visible_layers: layers.map((_, i) => i), anchor_names: ["a", "b", "c"] };
  const model: RecordedModel<Traits> = new RecordedModel<Traits>(
    {
      ...(state as unknown as Traits),
      ...{ ...known, _marks: [...MARKS], renderer: "canvas", _map: gesture === "map" ? mapOf(DATA) : {} },
    },
    (changed) => kernel.take(changed, model),
  );
  const host = document.createElement("div");
  document.body.append(host);
  const remove = sliceExplorer.render({ model, el: host });
  kernel.answer(model);
  const root = host.querySelector<HTMLElement>(".sw-root")!;
  const newest = () => root.dataset.pictureId === String((model.get("_picture") as { id?: number }).id);
  const resting = () => newest() && root.querySelector(".sw-inexact") === null;
  const rested = async () => {
    let still = 0;
    for (let i = 0; i < 1000 && still < 40; i++) {
      await frame();
      still = resting() ? still + 1 : 0;
    }
    return still > 0;
  };
  await rested();
  const move = hand(root, gesture);
  const ends = [performance.now()];
  while (ends[ends.length - 1] - ends[0] < 1000 * seconds) {
    move((ends[ends.length - 1] - ends[0]) / 1000);
    ends.push(await frame());
  }
  window.dispatchEvent(new MouseEvent("mouseup", { bubbles: true, view: window }));
  const exact = await rested();
  remove();
  host.remove();
  const intervals = ends.slice(1).map((end, i) => end - ends[i]);
  return {
    frames: (1000 * intervals.length) / (ends[ends.length - 1] - ends[0]),
    p95: quantile(intervals, 0.95),
    worst: Math.max(...intervals),
    exact,
  };
}

/** A hand on its way; it is told the seconds since it began. */
function hand(root: HTMLElement, gesture: Gesture): (at: number) => void {
  const canvas = root.querySelector<HTMLElement>(gesture === "map" ? ".sw-map" : ".sw-stage")!;
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const place = (at: number) => ({
    ...{ bubbles: true, cancelable: true, view: window, button: 0, buttons: gesture === "hover" ? 0 : 1 },
    clientX: left + width * (0.5 + 0.3 * Math.sin(2 * at)),
    clientY: top + height * (0.5 + 0.3 * Math.sin(3 * at)),
  });
  if (gesture === "hover") return (at) => canvas.dispatchEvent(new PointerEvent("pointermove", place(at)));
  if (gesture === "zoom")
    return (at) => {
      const deltaY = 40 * Math.cos(2 * at);
      canvas.dispatchEvent(new WheelEvent("wheel", { ...place(0), ctrlKey: true, deltaY }));
    };
  const pans = gesture !== "drag";
  const grip = pans ? canvas : root.querySelector(".sw-stage .sw-handle")!;
  const { x, y } = grip.getBoundingClientRect();
  const start = pans ? place(0) : { ...place(0), clientX: x + 18, clientY: y + 18 };
  grip.dispatchEvent(new MouseEvent("mousedown", start));
  return (at) => window.dispatchEvent(new MouseEvent("mousemove", place(at)));
}

function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())));
}

Object.assign(window, { measureHand });
