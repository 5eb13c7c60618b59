import { BORDER } from "../src/wire/tile_loops.ts";
import type { Box } from "../src/wire/wire.ts";
import { Random } from "./random.ts";

/** One layer: rows of weights, the bias last. */
type Layer = Float64Array[];
/** An affine function of (u, v): rows [a, b, c] of a u + b v + c. */
export type Affine = [number, number, number][];

type Point = [number, number];

/** Vertices, counter-clockwise, and the layer that drew the side which leaves each of them. */
interface Loop {
  vertices: number[];
  layers: number[];
}

interface Face {
  loop: Loop;
  map: Affine;
}

export interface Tiling {
  /** Corners of tiles in (u, v); neighbors share theirs. */
  points: Point[];
  faces: Face[];
}

/**
 * A small random ReLU network, tessellated the slow and obvious way: every tile is cut by every unit of the next
 * layer in turn. Enough to look at; the package itself is for everything else.
 */
export class ToyNetwork {
  constructor(readonly layers: readonly Layer[]) {}

  /** Biases are chosen so that folds and classes spread around `center`, as training would spread them. */
  static random(hidden: number[], classes: number, center: Float64Array, seed: number): ToyNetwork {
    const random = new Random(seed);
    const layers: Layer[] = [];
    let at = center;
    for (const units of [...hidden, classes]) {
      const width = at.length;
      const last = units === classes;
      const rows = Array.from({ length: units }, () => {
        const row = Float64Array.from(
          { length: width + 1 },
          () => random.normal() * Math.sqrt(2 / width) * 2,
        );
        const value = at.reduce((sum, x, i) => sum + x * row[i], 0);
        row[width] = -value + random.normal() * (last ? 0.2 : 0.9);
        return row;
      });
      layers.push(rows);
      at = Float64Array.from(rows, (row) =>
        Math.max(
          0,
          at.reduce((sum, x, i) => sum + x * row[i], row[width]),
        ),
      );
    }
    return new ToyNetwork(layers);
  }

  at(input: readonly number[]): number[] {
    return this.layers.reduce<number[]>(
      (at, rows, layer) => rows.map((row) => affine(row, layer > 0 ? at.map((x) => Math.max(0, x)) : at)),
      [...input],
    );
  }

  /** Some way from this network to another one, as training would change it. */
  toward(other: ToyNetwork, t: number): ToyNetwork {
    return new ToyNetwork(
      this.layers.map((rows, layer) =>
        rows.map((row, unit) => row.map((weight, i) => weight + t * (other.layers[layer][unit][i] - weight))),
      ),
    );
  }
}

/**
 * The tiles of the plane origin + u axes[0] + v axes[1] within a window, on which all these networks are affine; the
 * rows of their maps follow one another, and so do the numbers of their layers.
 */
export function tessellate(networks: readonly ToyNetwork[], plane: Affine, window: Box): Tiling {
  const [u0, u1, v0, v1] = window;
  const cutter = new Cutter([
    [u0, v0],
    [u1, v0],
    [u1, v1],
    [u0, v1],
  ]);
  const whole = { vertices: [0, 1, 2, 3], layers: [BORDER, BORDER, BORDER, BORDER] };
  let cut: Face[] = [{ loop: whole, map: [] }];
  let before = 0;
  for (const { layers } of networks) {
    cut = cut.flatMap(({ loop, map }) => {
      let faces: Face[] = [{ loop, map: plane }];
      layers.forEach((rows, layer) => {
        faces = faces.flatMap((face) => {
          const next = { loop: face.loop, map: rows.map((row) => compose(row, face.map)) };
          return layer === layers.length - 1 ? [next] : cutter.cut(next, before + layer);
        });
      });
      return faces.map((face) => ({ loop: face.loop, map: [...map, ...face.map] }));
    });
    before += layers.length - 1;
  }
  return { points: cutter.points, faces: cut };
}

/** Cuts tiles so that those on both sides of an edge get the same vertices on it. */
class Cutter {
  /** The vertex at which a unit cuts an edge. */
  private readonly cuts = new Map<string, number>();

  constructor(readonly points: Point[]) {}

  /** The pieces on which every unit of a layer has one sign, and what the layer makes of its input there. */
  cut(face: Face, layer: number): Face[] {
    let pieces = [{ loop: face.loop, active: [] as boolean[] }];
    face.map.forEach((row, unit) => {
      pieces = pieces.flatMap(({ loop, active }) => {
        const [above, below] = this.split(loop, row, layer, unit);
        return [
          ...(above.vertices.length > 2 ? [{ loop: above, active: [...active, true] }] : []),
          ...(below.vertices.length > 2 ? [{ loop: below, active: [...active, false] }] : []),
        ];
      });
    });
    return pieces.map(({ loop, active }) => ({
      loop,
      map: face.map.map((row, i) => (active[i] ? row : ([0, 0, 0] as [number, number, number]))),
    }));
  }

  private split(loop: Loop, [a, b, c]: Affine[number], layer: number, unit: number): [Loop, Loop] {
    const above: Loop = { vertices: [], layers: [] };
    const below: Loop = { vertices: [], layers: [] };
    const add = (part: Loop, vertex: number, side: number) => {
      part.vertices.push(vertex);
      part.layers.push(side);
    };
    const height = (vertex: number) => a * this.points[vertex][0] + b * this.points[vertex][1] + c;
    loop.vertices.forEach((p, i) => {
      const q = loop.vertices[(i + 1) % loop.vertices.length];
      const [hp, hq] = [height(p), height(q)];
      const [here, there] = hp >= 0 ? [above, below] : [below, above];
      add(here, p, loop.layers[i]);
      if (hp >= 0 === hq >= 0) return;
      const vertex = this.between(p, q, hp / (hp - hq), `${layer} ${unit}`);
      // The part that is left goes on along the cut, the other one along the rest of this side.
      add(here, vertex, layer);
      add(there, vertex, loop.layers[i]);
    });
    return [above, below];
  }

  private between(p: number, q: number, t: number, unit: string): number {
    const key = `${Math.min(p, q)} ${Math.max(p, q)} ${unit}`;
    const known = this.cuts.get(key);
    if (known !== undefined) return known;
    const [a, b] = [this.points[p], this.points[q]];
    this.cuts.set(key, this.points.length);
    return this.points.push([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]) - 1;
  }
}

export function affine(row: Float64Array, at: readonly number[]): number {
  return at.reduce((sum, x, i) => sum + x * row[i], row[at.length]);
}

function compose(row: Float64Array, map: Affine): [number, number, number] {
  const result: [number, number, number] = [0, 0, row[map.length]];
  for (let i = 0; i < map.length; i++) for (let k = 0; k < 3; k++) result[k] += row[i] * map[i][k];
  return result;
}
