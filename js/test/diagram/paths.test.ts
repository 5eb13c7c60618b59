import { describe, expect, test } from "vitest";
import { activityAt, onPaths } from "../../src/diagram/activity.ts";
import { type Graph, readGraph, weightOf, withValue } from "../../src/diagram/graph.ts";
import { centerOf, inputAt } from "../../src/diagram/input.ts";
import { decode } from "../../src/wire/decode.ts";
import { readPicture } from "../../src/wire/picture.ts";
import type {
  DiagramTraits,
  Point,
  WireActive,
  WireNetwork,
  WirePicture,
  WirePlane,
} from "../../src/wire/wire.ts";
import { recording, stateOf } from "../recorded.ts";

const graphOf = (name: string) => readGraph(stateOf<DiagramTraits>(name, "diagram")._network as WireNetwork);
const pictureOf = (name: string) => readPicture(stateOf(name, "explorer")._picture as WirePicture);
const planeOf = (name: string) => stateOf<DiagramTraits>(name, "diagram")._plane as WirePlane;

/** The largest singular value of a matrix of two columns. */
function norm(maps: Float64Array): number {
  let [a, b, c] = [0, 0, 0];
  for (let i = 0; i < maps.length; i += 2) {
    a += maps[i] ** 2;
    b += maps[i] * maps[i + 1];
    c += maps[i + 1] ** 2;
  }
  return Math.sqrt((a + c + Math.hypot(a - c, 2 * b)) / 2);
}

/** The norms of the tiles' maps, as Python has told them. */
function toldNorms(name: string): Float32Array {
  for (const { answers } of recording(name).tables)
    for (const [, told] of answers) {
      const colors = told.explorer?._colors as { name?: string; values: never } | undefined;
      if (colors?.name === "norm") return decode(colors.values, ["float32"]);
    }
  throw new Error("No norms were recorded.");
}

/** A point in each tile, as Python has told it. */
function toldPoints(name: string): Map<number, Point> {
  const points = new Map<number, Point>();
  for (const { answers } of recording(name).tables)
    for (const [, told] of answers) {
      const active = told.diagram?._active as WireActive | undefined;
      if (active?.point) points.set(active.tile, active.point);
    }
  return points;
}

describe.each(["diagram", "branching_diagram"])("the paths of %s", (name) => {
  const [graph, picture, plane] = [graphOf(name), pictureOf(name), planeOf(name)];

  test("add up to a matrix of the norm that Python tells of each tile", () => {
    const told = toldNorms(name);
    const points = toldPoints(name);
    expect(told).toHaveLength(picture.tileCount);
    for (let tile = 0; tile < picture.tileCount; tile++) {
      const center = centerOf(picture, tile);
      const at = points.get(tile);
      if (center && at) expect(Math.hypot(center[0] - at[0], center[1] - at[1])).toBeLessThan(1e-5);
      const found = activityAt(graph, inputAt(plane, at!))[graph.output];
      expect(norm(found.maps) / told[tile]).toBeCloseTo(1, 4);
    }
  });

  test("make the value, by A x + c and by units", () => {
    const input = Float64Array.of(0.3, -0.4);
    const { values, maps, offsets } = activityAt(graph, input)[graph.output];
    for (const [i, value] of values.entries())
      expect(maps[2 * i] * 0.3 - maps[2 * i + 1] * 0.4 + offsets[i]).toBeCloseTo(value, 12);
  });

  test("lead from an input to an output, through no unit that is off, and are all that counts", () => {
    for (const input of [Float64Array.of(0.3, -0.4), Float64Array.of(-1, 0.8)]) {
      const activity = activityAt(graph, input);
      const paths = onPaths(graph, activity);
      for (const [column, { slopes }] of activity.entries())
        slopes.forEach((slope, entry) => {
          if (slope === 0) expect(paths[column][entry]).toBe(false);
        });
      // What lies on no path can be anything.
      const before = activity[graph.output].maps;
      const off = entriesOff(graph, paths);
      for (const edge of off) {
        const changed = withValue(graph, edge, weightOf(graph, edge) * 1.01);
        expect([...activityAt(changed, input)[graph.output].maps]).toEqual([...before]);
      }
    }
  });
});

/** Weights out of entries that lie on no path. */
function entriesOff({ columns }: Graph, paths: readonly boolean[][]) {
  return columns.flatMap(({ kind, connections, width }, column) =>
    connections.flatMap(({ source }) =>
      kind === "unit"
        ? paths[source].flatMap((on, entry) =>
            on
              ? []
              : Array.from({ length: width }, (_, i) => ({
                  to: { column, entry: i },
                  from: { column: source, entry },
                })),
          )
        : [],
    ),
  );
}

describe("a graph", () => {
  test("changes in one weight, or one bias, and stays as it was", () => {
    const graph = graphOf("diagram");
    const weight = { to: { column: 2, entry: 1 }, from: { column: 1, entry: 3 } };
    const bias = { to: { column: 1, entry: 2 }, from: null };
    for (const edge of [weight, bias]) {
      const before = weightOf(graph, edge);
      expect(weightOf(withValue(graph, edge, 7), edge)).toBe(7);
      expect(weightOf(graph, edge)).toBe(before);
    }
    expect(graph.whole).toBe(true);
    expect(graphOf("summarized_diagram").whole).toBe(false);
  });
});

test("the middle as it is drawn is in the tile, and not known of one that is too thin", () => {
  const name = "branching_diagram";
  const [graph, picture, plane, told] = [graphOf(name), pictureOf(name), planeOf(name), toldNorms(name)];
  const known = Array.from({ length: picture.tileCount }, (_, tile) => centerOf(picture, tile));
  expect(known).toContain(null);
  known.forEach((at, tile) => {
    if (at === null) return;
    const { maps } = activityAt(graph, inputAt(plane, at))[graph.output];
    expect(norm(maps) / told[tile]).toBeCloseTo(1, 4);
  });
  expect(centerOf(picture, -1)).toBeNull();
  expect(centerOf(picture, picture.tileCount)).toBeNull();
});
