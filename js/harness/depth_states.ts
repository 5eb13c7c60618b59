import type { DepthWidthTraits, WireSeries } from "../src/wire/wire.ts";
import { encode } from "./encode.ts";

/** The tent map of depth 2, and two curves of which one is known up to there. */
export function tentTraits(): DepthWidthTraits {
  const floats = (values: number[], ...shape: number[]) => encode(Float64Array.from(values), ...shape);
  const series = (name: WireSeries["name"], label: string, counts: (number | null)[]): WireSeries => ({
    name,
    label,
    logarithms: floats(counts.map((count) => (count === null ? Number.NaN : Math.log10(count)))),
    texts: counts.map((count) => (count === null ? "" : String(count))),
  });
  return {
    _cells: {},
    _graph: { window: [0, 1, 0, 1], vertices: floats([0, 0, 0.25, 1, 0.5, 0, 0.75, 1, 1, 0], 5, 2) },
    _curves: {
      title: "Pieces over the depth",
      series: [series("upper", "most", [3, 9, 27]), series("measured", "of this network", [2, 4, null])],
    },
    _depths: [1, 8],
    _widths: [2, 8],
    _own_width: 2,
    _answered: 0,
    network: "tent",
    depth: 2,
    width: 4,
    seed: 0,
    tile_counts: [2, 4],
    errors: [],
    class_names: [],
    status: "1 - 2 - 2 - 1: 4 pieces",
    error: "",
    state: "ready",
    height: 480,
  };
}

/** Two triangles that make up the window. */
export function triangles(): DepthWidthTraits["_cells"] {
  return {
    id: 1,
    window: [0, 1, 0, 1],
    positions: encode(Float32Array.from([0, 0, 1, 0, 1, 1, 0, 1]), 4, 2),
    tile_sizes: encode(Uint8Array.from([3, 3])),
    tile_vertices: encode(Uint16Array.from([0, 1, 2, 0, 2, 3])),
    corner_layers: encode(Uint8Array.from([255, 255, 0, 0, 255, 255])),
    values: encode(Float32Array.from([0, 1])),
  };
}
