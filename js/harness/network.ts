import type { Box } from "../src/wire.ts";
import { Random } from "./random.ts";

/** One layer: rows of weights, the bias last. */
type Layer = Float64Array[];
/** An affine function of (u, v): rows [a, b, c] of a u + b v + c. */
type Affine = [number, number, number][];

interface Face {
  loop: [number, number][];
  map: Affine;
}

export interface Tiling {
  faces: Face[];
  /** Chords: u0, v0, u1, v1 and the layer that cut them. */
  chords: { ends: [number, number, number, number]; layer: number }[];
}

/**
 * A small random ReLU network, tessellated the slow and obvious way: every tile is cut by every unit of the next
 * layer in turn. Enough to look at; the package itself is for everything else.
 */
export class ToyNetwork {
  readonly layers: Layer[] = [];

  /** Biases are chosen so that folds and classes spread around `center`, as training would spread them. */
  constructor(
    readonly inputs: number,
    readonly hidden: number[],
    readonly classes: number,
    center: Float64Array,
    seed: number,
  ) {
    const random = new Random(seed);
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
      this.layers.push(rows);
      at = Float64Array.from(rows, (row) =>
        Math.max(
          0,
          at.reduce((sum, x, i) => sum + x * row[i], row[width]),
        ),
      );
    }
  }

  /** The tiles of the plane origin + u axes[0] + v axes[1] within a window. */
  tessellate(plane: Affine, window: Box): Tiling {
    const [u0, u1, v0, v1] = window;
    const corners: [number, number][] = [
      [u0, v0],
      [u1, v0],
      [u1, v1],
      [u0, v1],
    ];
    let faces: Face[] = [{ loop: corners, map: plane }];
    const chords: Tiling["chords"] = [];
    this.layers.forEach((rows, layer) => {
      const last = layer === this.layers.length - 1;
      faces = faces.flatMap((face) => {
        const map = rows.map((row) => compose(row, face.map));
        return last ? [{ loop: face.loop, map }] : this.cut({ loop: face.loop, map }, layer, chords);
      });
    });
    return { faces, chords };
  }

  private cut(face: Face, layer: number, chords: Tiling["chords"]): Face[] {
    let pieces = [{ loop: face.loop, active: [] as boolean[] }];
    for (const row of face.map) {
      pieces = pieces.flatMap(({ loop, active }) => {
        const [above, below, chord] = split(loop, row);
        if (chord) chords.push({ ends: chord, layer });
        return [
          ...(above.length > 2 ? [{ loop: above, active: [...active, true] }] : []),
          ...(below.length > 2 ? [{ loop: below, active: [...active, false] }] : []),
        ];
      });
    }
    return pieces.map(({ loop, active }) => ({
      loop,
      map: face.map.map((row, i) => (active[i] ? row : ([0, 0, 0] as [number, number, number]))),
    }));
  }
}

function compose(row: Float64Array, map: Affine): [number, number, number] {
  const result: [number, number, number] = [0, 0, row[map.length]];
  for (let i = 0; i < map.length; i++) for (let k = 0; k < 3; k++) result[k] += row[i] * map[i][k];
  return result;
}

type Loop = [number, number][];

function split(
  loop: Loop,
  [a, b, c]: [number, number, number],
): [Loop, Loop, [number, number, number, number] | null] {
  const above: Loop = [];
  const below: Loop = [];
  const chord: number[] = [];
  const height = ([u, v]: [number, number]) => a * u + b * v + c;
  loop.forEach((p, i) => {
    const q = loop[(i + 1) % loop.length];
    const [hp, hq] = [height(p), height(q)];
    (hp >= 0 ? above : below).push(p);
    if (hp >= 0 === hq >= 0) return;
    const t = hp / (hp - hq);
    const cut: [number, number] = [p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])];
    above.push(cut);
    below.push(cut);
    chord.push(...cut);
  });
  return [above, below, chord.length === 4 ? (chord as [number, number, number, number]) : null];
}
