import type { InitializationTraits, Point, WireLines, WireMeasures } from "../src/wire/wire.ts";
import { encode } from "./encode.ts";
import type { FakeModel } from "./model.ts";
import { Random } from "./random.ts";

const LINES = 24;
const HALF = 3;
const CELLS = 24;

/** A line {x: normal · x = offset} of unit normal. */
interface Line {
  readonly normal: Point;
  readonly offset: number;
}

export const CLUSTER: Point[] = Array.from({ length: 12 }, (_, i) => [
  1 + 0.4 * Math.cos(i),
  1 + 0.3 * Math.sin(2 * i),
]);

export function emptyInitializationTraits(): InitializationTraits {
  return {
    _zero_bias: {},
    _random_bias: {},
    _normalized: {},
    _measures: [],
    _data_sets: [{ name: "Cluster", title: "Twelve points", points: CLUSTER }],
    _fraction: 0,
    _stop: 0,
    _answered: 0,
    points: CLUSTER,
    depth: 1,
    width: LINES,
    seed: 0,
    layer: 1,
    look: "lines",
    window: [-HALF, HALF, -HALF, HALF],
    class_names: [],
    state: "empty",
    status: "",
    error: "",
    height: 480,
  };
}

/** The last points that each kernel has taken. */
const accepted = new WeakMap<FakeModel<InitializationTraits>, Point[]>();

/** Answers as Python does, for a single layer of random lines: through the origin, anywhere, and through the mean. */
export function answer(changed: Partial<InitializationTraits>, model: FakeModel<InitializationTraits>): void {
  if (!["points", "seed", "look", "layer", "depth", "width"].some((name) => name in changed)) return;
  const points = model.get("points");
  if (points.length < 2) {
    const points = accepted.get(model) ?? CLUSTER;
    // Later, as a kernel does.
    setTimeout(() =>
      model.receive({ points, state: "error", error: "There is 1 point. It needs two. Add another." }),
    );
    return;
  }
  accepted.set(model, points);
  const random = new Random(model.get("seed")).uniform;
  const normals = Array.from({ length: LINES }, (): Point => {
    const angle = Math.PI * random();
    return [Math.cos(angle), Math.sin(angle)];
  });
  const biases = normals.map(() => 2 * HALF * (random() - 0.5));
  const mean = [0, 1].map((k) => points.reduce((sum, point) => sum + point[k], 0) / points.length);
  const dense = model.get("look") === "density";
  const networks = [() => 0, (i: number) => biases[i], (i: number) => dot(normals[i], mean)].map((offset) =>
    normals.map((normal, i) => ({ normal, offset: offset(i) })),
  );
  const [zero, random_bias, normalized] = networks.map((lines) => (dense ? cells(lines) : segments(lines)));
  model.receive({
    _zero_bias: zero,
    _random_bias: random_bias,
    _normalized: normalized,
    _measures: networks.map((lines) => measures(lines, points, mean, dense)),
    state: "ready",
    status: dense ? "sampled at the corners of 24 × 24 cells" : "exact: 48, 200 and 48 tiles",
    error: "",
  });
}

function dot([a, b]: readonly number[], [x, y]: readonly number[]): number {
  return a * x + b * y;
}

function segments(lines: readonly Line[]): WireLines {
  const ends = lines.flatMap(({ normal: [a, b], offset }) => {
    // Of the line through the window's disc; what is beyond the window is not drawn.
    const half = Math.sqrt(Math.max(0, 2 * HALF * HALF - offset * offset));
    return [-half, half].flatMap((t) =>
      [offset * a - t * b, offset * b + t * a].map((x) => (x + HALF) / (2 * HALF)),
    );
  });
  return {
    segments: encode(Float32Array.from(ends), lines.length, 4),
    segment_layers: encode(new Uint8Array(lines.length)),
    tiles: 2 * lines.length,
  };
}

function cells(lines: readonly Line[]) {
  const side = (2 * HALF) / CELLS;
  const counts = Array.from({ length: CELLS * CELLS }, (_, i) => {
    const center = [(i % CELLS) + 0.5, Math.floor(i / CELLS) + 0.5].map((k) => k * side - HALF);
    return lines.filter(({ normal, offset }) => {
      const reach = (side / 2) * (Math.abs(normal[0]) + Math.abs(normal[1]));
      return Math.abs(dot(normal, center) - offset) < reach;
    }).length;
  });
  return { counts: encode(Uint8Array.from(counts), CELLS, CELLS) };
}

function measures(
  lines: readonly Line[],
  points: readonly Point[],
  mean: readonly number[],
  dense: boolean,
): WireMeasures {
  const to = ({ normal, offset }: Line, point: Point) => Math.abs(dot(normal, point) - offset);
  const root = (chosen: readonly Line[]) =>
    Math.sqrt(average(chosen.flatMap((line) => points.map((point) => to(line, point) ** 2))));
  const best = lines.map(({ normal }) => ({ normal, offset: dot(normal, mean) }));
  const nearest = average(points.map((point) => Math.min(...lines.map((line) => to(line, point)))));
  const told = { distances: [root(lines)], minima: [root(best)], nearest: [nearest] };
  return dense ? { ...told, ratios: [2] } : told;
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
