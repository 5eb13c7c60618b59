import type { Column, Connection, Functions, Graph } from "./graph.ts";

/** What a column computes at an input. */
export interface Active {
  readonly values: Float64Array;
  /** By what a unit multiplies, here; for a choice and other numbers 1. */
  readonly slopes: Float64Array;
  /** The entry that each choice takes; null for others. */
  readonly taken: Int32Array | null;
  /** (n, inputs) A, and c, of the map from the inputs to the values. */
  readonly maps: Float64Array;
  readonly offsets: Float64Array;
}

/** What each column of a whole graph computes at an input, by the paths that lead to it. */
export function activityAt(graph: Graph, input: Float64Array): Active[] {
  const inputs = graph.columns[0].width;
  const identity = new Float64Array(inputs * inputs);
  for (let i = 0; i < inputs; i++) identity[i * inputs + i] = 1;
  const known: Active[] = [
    {
      values: input,
      slopes: new Float64Array(inputs).fill(1),
      taken: null,
      maps: identity,
      offsets: new Float64Array(inputs),
    },
  ];
  for (const column of graph.columns.slice(1))
    known.push(column.kind === "choice" ? chosen(column, known, inputs) : weighted(column, known, inputs));
  return known;
}

/** Sums of what earlier columns have, and their activation. */
function weighted(column: Column, known: readonly Active[], inputs: number): Active {
  const { width, constant, functions } = column;
  const values = Float64Array.from(constant ?? new Float64Array(width));
  const offsets = values.slice();
  const slopes = new Float64Array(width).fill(1);
  const maps = new Float64Array(width * inputs);
  for (const { source, weights } of column.connections) {
    const before = known[source];
    const entries = before.values.length;
    if (!weights) continue;
    for (let i = 0; i < width; i++) {
      for (let j = 0; j < entries; j++) {
        const weight = weights[i * entries + j];
        if (weight === 0) continue;
        values[i] += weight * before.values[j];
        offsets[i] += weight * before.offsets[j];
        for (let k = 0; k < inputs; k++) maps[i * inputs + k] += weight * before.maps[j * inputs + k];
      }
    }
  }
  if (functions) {
    for (let i = 0; i < width; i++) {
      const h = values[i];
      const [value, slope] = valueAndSlope(functions, i, h);
      values[i] = value;
      slopes[i] = slope;
      offsets[i] = slope * offsets[i] + value - slope * h;
      for (let k = 0; k < inputs; k++) maps[i * inputs + k] *= slope;
    }
  }
  return { values, slopes, taken: null, maps, offsets };
}

/** At a break the slope is that to its left. */
function valueAndSlope(
  { count, breaks, values, ends }: Functions,
  unit: number,
  h: number,
): [number, number] {
  const first = unit * count;
  let piece = 0;
  while (piece < count && h > breaks[first + piece]) piece++;
  const [before, after] = [first + piece - 1, first + piece];
  let slope = piece === 0 ? ends[2 * unit] : ends[2 * unit + 1];
  if (piece > 0 && piece < count) slope = (values[after] - values[before]) / (breaks[after] - breaks[before]);
  const nearest = piece === 0 ? first : before;
  return [values[nearest] + slope * (h - breaks[nearest]), slope];
}

function chosen(column: Column, known: readonly Active[], inputs: number): Active {
  const { width, sign } = column;
  const { source, weights } = column.connections[0];
  const before = known[source];
  const entries = before.values.length;
  const taken = new Int32Array(width);
  const made = { values: new Float64Array(width), offsets: new Float64Array(width) };
  const maps = new Float64Array(width * inputs);
  for (let i = 0; i < width; i++) {
    let best = -1;
    for (let j = 0; j < entries; j++) {
      if (!weights?.[i * entries + j]) continue;
      if (best < 0 || sign * before.values[j] > sign * before.values[best]) best = j;
    }
    taken[i] = best;
    made.values[i] = before.values[best];
    made.offsets[i] = before.offsets[best];
    maps.set(before.maps.subarray(best * inputs, (best + 1) * inputs), i * inputs);
  }
  return { ...made, slopes: new Float64Array(width).fill(1), taken, maps };
}

/** Which entries lie on a path, through active units alone, from an input to an output. */
export function onPaths(graph: Graph, activity: readonly Active[]): boolean[][] {
  const { columns, output } = graph;
  const reached = columns.map(({ width }) => new Array<boolean>(width).fill(false));
  reached[0].fill(true);
  const through = (visit: (to: number, i: number, from: number, j: number) => void) => {
    for (const [to, { connections }] of columns.entries())
      for (const connection of connections) each(columns, activity, to, connection, visit);
  };
  through((to, i, from, j) => {
    if (reached[from][j]) reached[to][i] = true;
  });
  const leading = columns.map(({ width }) => new Array<boolean>(width).fill(false));
  leading[output].fill(true);
  for (let to = columns.length - 1; to > 0; to--)
    for (const connection of columns[to].connections)
      each(columns, activity, to, connection, (_, i, from, j) => {
        if (leading[to][i]) leading[from][j] = true;
      });
  return reached.map((entries, column) => entries.map((is, entry) => is && leading[column][entry]));
}

/** Visits the edges of a connection that something goes through. */
function each(
  columns: readonly Column[],
  activity: readonly Active[],
  to: number,
  { source, weights }: Connection,
  visit: (to: number, i: number, from: number, j: number) => void,
): void {
  const entries = columns[source].width;
  const { slopes, taken } = activity[to];
  for (let i = 0; i < columns[to].width; i++) {
    if (slopes[i] === 0) continue;
    if (taken) visit(to, i, source, taken[i]);
    else for (let j = 0; j < entries; j++) if (weights?.[i * entries + j]) visit(to, i, source, j);
  }
}

/** Whether something goes through an edge between two entries. */
export function isOnPath(
  paths: readonly boolean[][],
  activity: readonly Active[],
  to: readonly [number, number],
  from: readonly [number, number],
): boolean {
  const { taken } = activity[to[0]];
  return paths[to[0]][to[1]] && paths[from[0]][from[1]] && (taken === null || taken[to[1]] === from[1]);
}
