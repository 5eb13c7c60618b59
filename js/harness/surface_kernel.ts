import { format, formatCount } from "../src/color/numbers.ts";
import type { Box, Facts, Maybe, SurfaceTraits, WireData, WireSurface } from "../src/wire/wire.ts";
import { crookedGrid, GRID_LAYERS } from "./crooked_grid.ts";
import { encode, encodeColors, encodeTiling } from "./encode.ts";
import { fittedNetwork, leastSquares } from "./fitted_network.ts";
import type { Answering } from "./model.ts";
import { type Affine, type Tiling, type ToyNetwork, tessellate } from "./network.ts";
import { Random } from "./random.ts";

export interface SurfaceOptions {
  hidden: number[];
  /** A crooked grid of so many tiles instead of a network; 0 for the network. */
  tiles: number;
  samples: number;
}

const WINDOW: Box = [-2, 2, -1.6, 1.6];
const OUTPUTS = ["waves", "two bumps"];
const TARGETS = [
  (u: number, v: number) => Math.sin(2 * u) * Math.cos(2 * v),
  (u: number, v: number) =>
    Math.exp(-2 * ((u - 0.8) ** 2 + v * v)) - 0.7 * Math.exp(-3 * ((u + 0.8) ** 2 + (v - 0.4) ** 2)),
];

/** Plays the Python side of a SplineSurface: a toy network whose last layer was fitted to two functions of the plane. */
export class SurfaceKernel {
  private readonly network: ToyNetwork;
  private readonly points: [number, number][];
  private readonly noise: number[];
  private tiling: Tiling | null = null;
  private surfaces = 0;

  constructor(private readonly options: SurfaceOptions) {
    const random = new Random(11);
    this.points = Array.from({ length: 400 }, () => [
      WINDOW[0] + random.uniform() * (WINDOW[1] - WINDOW[0]),
      WINDOW[2] + random.uniform() * (WINDOW[3] - WINDOW[2]),
    ]);
    this.noise = this.points.map(() => 0.12 * random.normal());
    const targets = TARGETS.map((target) => this.points.map(([u, v], i) => target(u, v) + this.noise[i]));
    this.network = fittedNetwork(options.hidden, this.points, targets, random);
  }

  start(model: Answering<SurfaceTraits>): void {
    const layers = this.options.tiles
      ? Array.from({ length: GRID_LAYERS }, (_, i) => ({ name: `grid${i + 1}`, units: 1 }))
      : this.options.hidden.map((units, i) => ({ name: `relu${i + 1}`, units }));
    model.receive({ _layers: layers, visible_layers: layers.map((_, i) => i), outputs: OUTPUTS });
    this.answer(model);
  }

  take(changed: Partial<SurfaceTraits>, model: Answering<SurfaceTraits>): void {
    if ("hovered" in changed) model.receive({ _facts: this.facts(model.get("hovered"), model) });
    if ("selected" in changed) model.receive({ _selected_facts: this.facts(model.get("selected"), model) });
    if ("output" in changed || "color_by" in changed) this.answer(model);
  }

  private answer(model: Answering<SurfaceTraits>): void {
    const began = performance.now();
    const output = model.get("output");
    this.tiling = this.options.tiles ? gridTiling(this.options.tiles, output) : this.tessellate();
    const { faces } = this.tiling;
    const { boundary: _, ...drawn } = encodeTiling(this.tiling, WINDOW);
    const heights = heightsOf(this.tiling, this.options.tiles ? 0 : output);
    const data = this.data(output);
    this.surfaces += 1;
    const surface: WireSurface = {
      id: this.surfaces,
      window: [...WINDOW],
      ...drawn,
      heights: encode(heights),
      height_range: [Math.min(...heights), Math.max(...heights)],
      label: OUTPUTS[output],
      axes: ["x₁", "x₂"],
    };
    model.receive({
      _surface: surface,
      _colors: encodeColors(this.tiling, this.surfaces, model.get("color_by")),
      _data: data,
      status: `${formatCount(faces.length)} tiles · ${format(performance.now() - began)} ms · float64`,
      state: "ready",
      error: "",
    });
  }

  private tessellate(): Tiling {
    const plane: Affine = [
      [1, 0, 0],
      [0, 1, 0],
    ];
    return tessellate([this.network], plane, WINDOW);
  }

  private data(output: number): WireData {
    const shown = this.points.slice(0, this.options.samples);
    const [u0, u1, v0, v1] = WINDOW;
    const targets = shown.map(([u, v], i) => TARGETS[output](u, v) + this.noise[i]);
    const predictions = shown.map((point) => this.network.at(point)[output]);
    return {
      points: encode(
        Float32Array.from(shown.flatMap(([u, v]) => [(u - u0) / (u1 - u0), (v - v0) / (v1 - v0)])),
        shown.length,
        2,
      ),
      targets: encode(Float64Array.from(targets)),
      predictions: encode(Float64Array.from(predictions)),
    };
  }

  private facts(tile: number, model: Answering<SurfaceTraits>): Maybe<Facts> {
    const face = this.tiling?.faces[tile];
    if (!face) return {};
    const [a, b, c] = face.map[this.options.tiles ? 0 : model.get("output")];
    return {
      tile,
      rows: [
        ["Slope", format(Math.hypot(a, b))],
        ["∂f/∂u", format(a)],
        ["∂f/∂v", format(b)],
        ["Offset", format(c)],
        ["Corners", String(face.loop.vertices.length)],
      ],
    };
  }
}

/** The output at every vertex, by any of the tiles around it. */
function heightsOf({ points, faces }: Tiling, output: number): Float64Array {
  const heights = new Float64Array(points.length);
  for (const { loop, map } of faces) {
    const [a, b, c] = map[output];
    for (const vertex of loop.vertices) heights[vertex] = a * points[vertex][0] + b * points[vertex][1] + c;
  }
  return heights;
}

/** Triangles of a crooked grid, so that each carries the plane through its corners' targets. */
function gridTiling(tiles: number, output: number): Tiling {
  const { positions, tileOffsets, tileVertices, cornerLayers } = crookedGrid(Math.ceil(Math.sqrt(tiles / 2)));
  const [u0, u1, v0, v1] = WINDOW;
  const points = Array.from({ length: positions.length / 2 }, (_, i): [number, number] => [
    u0 + (u1 - u0) * positions[2 * i],
    v0 + (v1 - v0) * positions[2 * i + 1],
  ]);
  const faces = Array.from({ length: tileOffsets.length - 1 }, (_, tile) => {
    const at = tileOffsets[tile];
    const [a, b, c, d] = tileVertices.subarray(at, at + 4);
    const [ab, bc, cd, da] = cornerLayers.subarray(at, at + 4);
    return [
      { vertices: [a, b, c], layers: [ab, bc, GRID_LAYERS - 1] },
      { vertices: [a, c, d], layers: [GRID_LAYERS - 1, cd, da] },
    ].map((loop) => ({
      loop,
      map: [
        planeThrough(
          loop.vertices.map((i) => points[i]),
          TARGETS[output],
        ),
      ],
    }));
  }).flat();
  return { points, faces };
}

function planeThrough(
  corners: [number, number][],
  target: (u: number, v: number) => number,
): [number, number, number] {
  const solved = leastSquares(
    corners.map(([u, v]) => [u, v]),
    corners.map(([u, v]) => target(u, v)),
    1e-12,
  );
  return [solved[0], solved[1], solved[2]];
}
