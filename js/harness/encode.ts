import type { Box, WireArray, WireColors, WirePicture } from "../src/wire/wire.ts";
import type { Affine, Tiling } from "./network.ts";

export const CLASSES = 10;

type TypedArray = Float32Array | Float64Array | Uint8Array | Uint16Array | Uint32Array;

/** Wire form of an array, at an odd offset of a larger buffer as Jupyter delivers it. */
export function encode(array: TypedArray, ...shape: number[]): WireArray {
  const padded = new Uint8Array(array.byteLength + 1);
  padded.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), 1);
  const dtype = array.constructor.name.replace("Array", "").toLowerCase() as WireArray["dtype"];
  return { dtype, shape: shape.length > 0 ? shape : [array.length], buffer: new DataView(padded.buffer, 1) };
}

/** The drawn part of a picture; what else it carries is up to the caller. */
export function encodeTiling(
  tiling: Tiling,
  window: Box,
): Pick<WirePicture, "positions" | "tile_sizes" | "tile_vertices" | "corner_layers" | "boundary"> {
  const { points, faces } = tiling;
  const [u0, u1, v0, v1] = window;
  const x = (u: number) => (u - u0) / (u1 - u0);
  const y = (v: number) => (v - v0) / (v1 - v0);
  const loops = faces.map(({ loop }) => loop);
  return {
    positions: encode(Float32Array.from(points.flatMap(([u, v]) => [x(u), y(v)])), points.length, 2),
    tile_sizes: encode(Uint8Array.from(loops, ({ vertices }) => vertices.length)),
    tile_vertices: encode(Uint32Array.from(loops.flatMap(({ vertices }) => vertices))),
    corner_layers: encode(Uint8Array.from(loops.flatMap(({ layers }) => layers))),
    boundary: encodeBoundary(tiling, window),
  };
}

/** A picture of tiles alone. */
export function encodePicture(tiling: Tiling, id: number, window: Box): WirePicture {
  const none = encode(new Float32Array(0), 0, 2);
  return {
    ...{ id, seq: null, window, anchors: [], handles: [], image: null },
    ...encodeTiling(tiling, window),
    boundary: encode(new Float32Array(0), 0, 4),
    points: none,
    point_labels: encode(new Uint8Array(0)),
    point_nearness: encode(new Float32Array(0)),
    point_missed: encode(new Uint8Array(0)),
  };
}

/** Where the predicted class of the first network changes, or of another one, whose rows of scores begin at `from`. */
export function encodeBoundary(tiling: Tiling, window: Box, from = 0): WireArray {
  const [u0, u1, v0, v1] = window;
  const ends = tiling.faces
    .flatMap(({ loop, map }) => boundaryOf(cornersOf(tiling, loop), map.slice(from, from + CLASSES)))
    .flatMap(([a, b, c, d]) => [
      (a - u0) / (u1 - u0),
      (b - v0) / (v1 - v0),
      (c - u0) / (u1 - u0),
      (d - v0) / (v1 - v0),
    ]);
  return encode(Float32Array.from(ends), ends.length / 4, 4);
}

type Face = Tiling["faces"][number];
type Corners = Tiling["points"];

function cornersOf({ points }: Tiling, { vertices }: Face["loop"]): Corners {
  return vertices.map((vertex) => points[vertex]);
}

/** Where two classes tie for the maximum within one tile: each tie, cut to where no third class is higher. */
function boundaryOf(loop: Corners, map: Face["map"]): number[][] {
  const at = ([u, v]: number[], k: number) => map[k][0] * u + map[k][1] * v + map[k][2];
  const segments: number[][] = [];
  for (let i = 0; i < map.length; i++) {
    for (let j = i + 1; j < map.length; j++) {
      const ends: number[][] = [];
      loop.forEach((p, n) => {
        const q = loop[(n + 1) % loop.length];
        const [hp, hq] = [at(p, i) - at(p, j), at(q, i) - at(q, j)];
        if (hp >= 0 === hq >= 0) return;
        const t = hp / (hp - hq);
        ends.push([p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]);
      });
      if (ends.length !== 2) continue;
      let [low, high] = [0, 1];
      map.forEach((_, k) => {
        if (k === i || k === j) return;
        const [h0, h1] = [at(ends[0], i) - at(ends[0], k), at(ends[1], i) - at(ends[1], k)];
        if (h0 < 0 && h1 < 0) high = -1;
        else if (h0 < 0) low = Math.max(low, h0 / (h0 - h1));
        else if (h1 < 0) high = Math.min(high, h0 / (h0 - h1));
      });
      const point = (t: number) => [0, 1].map((c) => ends[0][c] + t * (ends[1][c] - ends[0][c]));
      if (low < high) segments.push([...point(low), ...point(high)]);
    }
  }
  return segments;
}

export function encodeColors(tiling: Tiling, picture: number, name: string): WireColors {
  const { faces } = tiling;
  if (name === "class") {
    const scores = faces.map(({ loop, map }) => {
      const [u, v] = centroid(cornersOf(tiling, loop));
      return map.map(([a, b, c]) => a * u + b * v + c);
    });
    const classes = scores.map((row) => row.indexOf(Math.max(...row)));
    const sure = scores.map((row, i) => 1 / row.reduce((sum, s) => sum + Math.exp(s - row[classes[i]]), 0));
    return {
      ...{ picture, name, label: "Predicted class", unit: "", scale: "class", range: [0, 9] },
      values: encode(Float32Array.from(classes)),
      confidence: encode(Float32Array.from(sure)),
      classes: faces[0].map.map((_, i) => String(i)),
    };
  }
  const values =
    name === "area"
      ? faces.map(({ loop }) => area(cornersOf(tiling, loop)))
      : faces.map(({ map }) => slope(map));
  const sorted = [...values].sort((a, b) => a - b);
  const [lo, hi] = [sorted[Math.floor(0.02 * sorted.length)], sorted[Math.floor(0.98 * sorted.length)]];
  const log = name === "area";
  return {
    ...{ picture, name, unit: "", range: [lo, hi] as [number, number] },
    ...{ label: log ? "Area of the tile" : "Slope within the slice", scale: log ? "log" : "linear" },
    values: encode(Float32Array.from(values)),
  };
}

/** The class at each sample, or a number that stands for a slope. */
export function encodeSamples(scores: number[][], picture: number, name: string): WireColors {
  const classes = scores.map((row) => row.indexOf(Math.max(...row)));
  const sure = scores.map((row, i) => 1 / row.reduce((sum, s) => sum + Math.exp(s - row[classes[i]]), 0));
  if (name === "class")
    return {
      ...{ picture, name, label: "Predicted class", unit: "", scale: "class", range: [0, 9] },
      values: encode(Float32Array.from(classes)),
      confidence: encode(Float32Array.from(sure)),
      classes: scores[0].map((_, i) => String(i)),
    };
  const values = scores.map((row) => Math.hypot(...row));
  const range: [number, number] = [Math.min(...values), Math.max(...values)];
  return {
    ...{ picture, name, label: "Slope between samples", unit: "", scale: "linear", range },
    values: encode(Float32Array.from(values)),
  };
}

/** What has changed from the second of two networks to the first one. */
export function encodeChange({ faces }: Tiling, picture: number): WireColors {
  const values = faces.map(({ map }) =>
    Math.abs(slope(map.slice(0, CLASSES)) - slope(map.slice(CLASSES, 2 * CLASSES))),
  );
  return {
    ...{ picture, name: "slope", label: "Change of slope", unit: "", scale: "linear" },
    range: [0, Math.max(...values)],
    values: encode(Float32Array.from(values)),
  };
}

function slope(map: Affine): number {
  return Math.sqrt(map.reduce((sum, [a, b]) => sum + a * a + b * b, 0));
}

function centroid(loop: Corners): [number, number] {
  const mean = (k: 0 | 1) => loop.reduce((sum, p) => sum + p[k], 0) / loop.length;
  return [mean(0), mean(1)];
}

function area(loop: Corners): number {
  return loop.reduce((sum, [x, y], i) => {
    const [a, b] = loop[(i + 1) % loop.length];
    return sum + (x * b - a * y) / 2;
  }, 0);
}
