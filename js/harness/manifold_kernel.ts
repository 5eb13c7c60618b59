import { format, formatCount } from "../src/color/numbers.ts";
import type {
  Box,
  Facts,
  ManifoldTraits,
  Maybe,
  Point,
  WireColors,
  WireManifold,
  WirePointed,
} from "../src/wire/wire.ts";
import { encode, encodeTiling } from "./encode.ts";
import { fittedNetwork } from "./fitted_network.ts";
import type { Answering } from "./model.ts";
import { type Tiling, type ToyNetwork, tessellate } from "./network.ts";
import { principalAxes } from "./principal_axes.ts";
import { Random } from "./random.ts";
import { sampleTiles, tileAreas } from "./tile_sampler.ts";

/** A folded sheet of two outputs, a curved one of three with tiles without area, or small images. */
export type Kind = "fold" | "curved" | "images";

export interface ManifoldOptions {
  kind: Kind;
  hidden: number[];
  samples: number;
}

const WINDOW: Box = [-1, 1, -1, 1];
const SIDE = 12; // of an image

const OUTPUTS: Record<Kind, ((u: number, v: number) => number)[]> = {
  // A strip that is laid over itself twice.
  fold: [(u, v) => Math.sin(3.6 * u) + 0.25 * v, (u, v) => v + 0.35 * Math.cos(3.6 * u)],
  curved: [(u) => u, (_, v) => v, (u, v) => 0.5 * Math.sin(2.5 * u) * Math.cos(1.5 * v)],
  images: Array.from({ length: SIDE * SIDE }, (_, i) => (u: number, v: number) => {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    const middle = (SIDE - 1) / 2;
    return Math.exp(-((x - middle - 0.35 * SIDE * u) ** 2 + (y - middle + 0.35 * SIDE * v) ** 2) / 5);
  }),
};

/** Latents below this stand still where tiles without area are wanted, and so do outputs. */
const STILL = -0.75;

/** Plays the Python side of a ManifoldExplorer: a toy generator of two latents that was fitted to functions of them. */
export class ManifoldKernel {
  private readonly network: ToyNetwork;
  private readonly tiling: Tiling;
  private readonly samples = new Random(5);
  private readonly training: number[][];
  /** sqrt(det A^T A) of each tile. */
  private readonly volumes: number[];
  private manifolds = 0;
  /** From an output to the world. */
  private toWorld: (output: readonly number[], u: number) => [number, number, number] = () => [0, 0, 0];

  constructor(private readonly options: ManifoldOptions) {
    const random = new Random(21);
    const latent = () => 2 * random.uniform() - 1;
    const points = Array.from({ length: 500 }, () => [latent(), latent()]);
    const targets = OUTPUTS[options.kind].map((output) => points.map(([u, v]) => output(u, v)));
    const first = [Float64Array.of(1, 0, -STILL), Float64Array.of(0, 1, -STILL)];
    const still = options.kind === "curved" ? first : [];
    this.network = fittedNetwork(options.hidden, points, targets, random, still);
    this.tiling = tessellate(
      [this.network],
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
      WINDOW,
    );
    this.volumes = this.tiling.faces.map(({ map }) => {
      const [aa, bb, ab] = map.reduce(([x, y, z], [a, b]) => [x + a * a, y + b * b, z + a * b], [0, 0, 0]);
      const determinant = aa * bb - ab * ab;
      return determinant > 1e-9 * aa * bb ? Math.sqrt(determinant) : 0;
    });
    this.training = points
      .slice(0, 150)
      .map(([u, v]) => OUTPUTS[options.kind].map((output) => output(u, v) + 0.03 * random.normal()));
  }

  start(model: Answering<ManifoldTraits>): void {
    const layers = this.network.layers.slice(0, -1).map((rows, i) => ({
      name: `relu${i + 1}`,
      units: rows.length,
    }));
    model.receive({
      _layers: layers,
      visible_layers: layers.map((_, i) => i),
      _output_count: OUTPUTS[this.options.kind].length,
      _images: this.options.kind === "images",
      sample_count: this.options.samples,
    });
    this.answer(model);
  }

  take(changed: Partial<ManifoldTraits>, model: Answering<ManifoldTraits>): void {
    if ("hovered" in changed) model.receive({ _facts: this.facts(model.get("hovered")) });
    if ("selected" in changed) model.receive({ _selected_facts: this.facts(model.get("selected")) });
    if ("projection" in changed) this.answer(model);
    else if ("color_by" in changed) model.receive({ _colors: this.colors(model.get("color_by")) });
    if ("rho" in changed) model.receive({ _samples: this.drawn(model.get("rho")) });
    if ("pointer" in changed) model.receive({ _pointed: this.pointed(model.get("pointer")) });
  }

  private answer(model: Answering<ManifoldTraits>): void {
    const began = performance.now();
    this.manifolds += 1;
    const manifold = this.manifold(model.get("projection"));
    const { faces } = this.tiling;
    const dead = this.volumes.filter((volume) => volume === 0).length;
    model.receive({
      _manifold: manifold,
      _colors: this.colors(model.get("color_by")),
      _samples: this.options.samples > 0 ? this.drawn(model.get("rho")) : {},
      _data: this.points(this.training.map((output) => ({ output, u: 0 }))),
      _pointed: this.pointed(null),
      status: `${formatCount(faces.length)} tiles · ${dead} degenerate · ${format(performance.now() - began)} ms`,
      state: "ready",
      error: "",
    });
  }

  private manifold(projection: ManifoldTraits["projection"]): WireManifold {
    const { points } = this.tiling;
    const outputs = points.map((point) => this.network.at(point));
    const count = outputs[0].length;
    const pca = projection === "pca" && count > 3;
    const chosen = projection === "pca" ? [0, 1, 2].slice(0, count) : projection;
    const axes = pca
      ? principalAxes(outputs)
      : chosen.map((k) => outputs[0].map((_, i) => (i === k ? 1 : 0)));
    const along = (output: readonly number[]) =>
      axes.map((axis) => axis.reduce((sum, weight, i) => sum + weight * output[i], 0));
    const seen = outputs.map(along);
    const [low, high] = [Math.min, Math.max].map((most) =>
      axes.map((_, c) => most(...seen.map((p) => p[c]))),
    );
    const center = [0, 1, 2].map((c) => (c < axes.length ? (low[c] + high[c]) / 2 : 0));
    const extent = Math.max(...low.map((value, c) => high[c] - value));
    this.toWorld = (output, u) => {
      const at = along(output).map((value, c) => (value - center[c]) / extent);
      return [at[0], at[1], at[2] ?? u];
    };
    const u01 = ([u]: readonly number[]) => (u - WINDOW[0]) / (WINDOW[1] - WINDOW[0]);
    const { positions: latents, boundary: _, ...loops } = encodeTiling(this.tiling, WINDOW);
    const positions = points.flatMap((point, i) => this.toWorld(outputs[i], u01(point) - 0.5));
    return {
      id: this.manifolds,
      window: [...WINDOW],
      ...loops,
      latents,
      positions: encode(Float32Array.from(positions), points.length, 3),
      center: center as [number, number, number],
      extent,
      labels: pca
        ? ["component 1", "component 2", "component 3"]
        : chosen.map((k) => (count > 3 ? `output ${k}` : `y${"₁₂₃"[k]}`)),
      degenerate: encode(
        Uint32Array.from(this.volumes.flatMap((volume, tile) => (volume === 0 ? [tile] : []))),
      ),
    };
  }

  private colors(name: string): WireColors {
    const area = name === "area";
    const values = area ? tileAreas(this.tiling) : this.volumes;
    const sorted = values.filter((value) => value > 0).sort((a, b) => a - b);
    const range = [0.02, 0.98].map((share) => sorted[Math.floor(share * sorted.length)]);
    return {
      ...{ picture: this.manifolds, name, unit: "", scale: "log" },
      label: area ? "Area of the tile" : "Volume factor",
      range: range as [number, number],
      values: encode(Float32Array.from(values, (value) => value || Number.NaN)),
      ...(values.includes(0) ? { zero: "0" } : {}),
    };
  }

  private points(points: readonly { output: readonly number[]; u: number }[]) {
    const flat = points.flatMap(({ output, u }) => this.toWorld(output, u));
    return { manifold: this.manifolds, points: encode(Float32Array.from(flat), points.length, 3) };
  }

  private drawn(rho: number) {
    const latents = sampleTiles(this.tiling, this.volumes, rho, this.options.samples, this.samples);
    return this.points(latents.map((at) => ({ output: this.network.at(at), u: at[0] / 2 })));
  }

  private pointed(pointer: Point | null): WirePointed {
    const latent = pointer ?? [0, 0];
    const output = this.network.at(latent);
    const at = this.toWorld(output, latent[0] / 2);
    const pixels = encode(Uint8Array.from(output, (value) => 255 * Math.max(0, Math.min(1, value))));
    const picture = { shape: [SIDE, SIDE], pixels };
    return {
      ...{ manifold: this.manifolds, at, resting: pointer === null },
      ...(this.options.kind === "images" ? { picture } : {}),
    };
  }

  private facts(tile: number): Maybe<Facts> {
    const face = this.tiling.faces[tile];
    if (!face) return {};
    return {
      tile,
      rows: [
        ["Volume factor", format(this.volumes[tile])],
        ["Corners", String(face.loop.vertices.length)],
      ],
    };
  }
}
