import { describe, expect, it } from "vitest";
import { activationBits, affineMaps, inputMap } from "../../src/engine/affine_maps.ts";
import { decisionBoundary, predictedClasses } from "../../src/engine/decision_boundary.ts";
import { readProgram } from "../../src/engine/program.ts";
import { Stopped, tessellate, tessellateInTurns } from "../../src/engine/tessellate.ts";
import { ancestorsOf, areasOf, centroidsOf, slopesOf, type Tiles } from "../../src/engine/tiles.ts";
import { box } from "../../src/engine/window.ts";
import { bent, indices, numbers, perceptron, scattered, wireOf } from "./programs.ts";

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
const SQUARE = box(-1, 1, -1, 1);

describe("tiles in closed form", () => {
  it("are the quadrants of a ReLU", () => {
    const tiles = tessellate(bent(1, 0), SQUARE);
    expect(Array.from(areasOf(tiles))).toEqual([1, 1, 1, 1]);
    expect(tiles.layerTileCounts).toEqual([4]);
    const slopes = slopesOf(tiles);
    const centers = centroidsOf(tiles);
    for (let tile = 0; tile < 4; tile++) {
      const [u, v] = centers.subarray(2 * tile);
      expect(Array.from(slopes.subarray(4 * tile, 4 * tile + 4))).toEqual([+(u > 0), 0, 0, +(v > 0)]);
    }
  });

  it("are nine of a clamp, whose units are numbered bound by bound", () => {
    const step = { kind: "piecewise", of: 0, out: 1, layer: 0 } as const;
    const clamp = wireOf(
      [2, 2],
      [
        {
          ...step,
          places: { ...numbers(-0.5, -0.5, 0.5, 0.5), shape: [2, 2] },
          values: { ...numbers(-0.5, -0.5, 0.5, 0.5), shape: [2, 2] },
          ends: { ...numbers(0, 0, 0, 0), shape: [2, 2] },
        },
      ],
    );
    const tiles = tessellate(readProgram(clamp), SQUARE);
    expect(areasOf(tiles).sort()).toEqual(Float64Array.of(0.25, 0.25, 0.25, 0.25, 0.5, 0.5, 0.5, 0.5, 1));
    for (let e = 0; e < tiles.edgeLayers.length; e++) {
      if (tiles.edgeLayers[e] < 0) continue;
      const [u, v] = tiles.vertices.subarray(2 * tiles.edges[2 * e]);
      expect([u, v, u, v][tiles.edgeUnits[e]]).toBeCloseTo(tiles.edgeUnits[e] < 2 ? -0.5 : 0.5, 12);
    }
  });

  it("are three of the largest of three, and none of its lines goes on behind the others", () => {
    const affine = numbers(1, 0, -0.5, 0.75, -0.5, -0.75);
    const program = wireOf(
      [2, 3, 1],
      [
        { kind: "affine", out: 1, terms: [{ of: 0, weight: affine }] },
        { kind: "maxima", of: 1, out: 2, layer: 0, entries: { ...indices(0, 1, 2), shape: [1, 3] }, sign: 1 },
      ],
    );
    const tiles = tessellate(readProgram(program), SQUARE);
    expect(tiles.tileCount).toBe(3);
    expect(sum(areasOf(tiles))).toBeCloseTo(4, 12);
    expect(Array.from(tiles.edgeLayers).filter((layer) => layer === 0)).toHaveLength(3);
  });

  it("are two of the smaller of two", () => {
    const program = wireOf(
      [2, 1, 1, 1],
      [
        { kind: "take", of: 0, out: 1, entries: indices(0) },
        { kind: "take", of: 0, out: 2, entries: indices(1) },
        { kind: "larger", of: 1, other: 2, out: 3, layer: 0, sign: -1 },
      ],
    );
    const tiles = tessellate(readProgram(program), SQUARE);
    expect(Array.from(areasOf(tiles))).toEqual([2, 2]);
    for (let v = 0; v < tiles.outputs.length; v++) {
      expect(tiles.outputs[v]).toBe(Math.min(...tiles.vertices.subarray(2 * v, 2 * v + 2)));
    }
  });
});

describe("tiles of any network", () => {
  const program = readProgram(scattered(13, 12, 11, 3));
  const window = box(-3, 3, -2, 4);
  const tiles = tessellate(program, window);

  it("fill the window, and satisfy Euler's formula", () => {
    expect(tiles.tileCount).toBeGreaterThan(50);
    expect(tiles.unresolved).toBe(0);
    expect(sum(areasOf(tiles))).toBeCloseTo(36, 10);
    expect(Math.min(...areasOf(tiles))).toBeGreaterThan(0);
    expect(tiles.vertices.length / 2 - tiles.edgeLayers.length + tiles.tileCount).toBe(1);
  });

  it("nest in their ancestors, layer by layer", () => {
    expect(new Set(ancestorsOf(tiles, 0))).toEqual(new Set([0]));
    tiles.layerTileCounts.forEach((count, layer) => {
      const ancestors = ancestorsOf(tiles, layer + 1);
      expect(new Set(ancestors).size).toBe(count);
      for (let e = 0; e < tiles.edgeLayers.length; e++) {
        const [one, two] = tiles.edgeTiles.subarray(2 * e, 2 * e + 2);
        if (one < 0 || two < 0) continue;
        expect(ancestors[one] === ancestors[two]).toBe(tiles.edgeLayers[e] > layer);
      }
    });
  });

  it("have one affine map each, by derivatives and by corners, in the slice and in inputs", () => {
    const centers = centroidsOf(tiles);
    const { gradients, constants } = affineMaps(program, window, centers);
    for (let tile = 0; tile < tiles.tileCount; tile++) {
      const { a, c } = inputMap(program, window, centers[2 * tile], centers[2 * tile + 1]);
      for (let output = 0; output < 3; output++) {
        const at = 3 * tile + output;
        expect(a[2 * output]).toBeCloseTo(gradients[2 * at], 12);
        expect(a[2 * output + 1]).toBeCloseTo(gradients[2 * at + 1], 12);
        expect(c[output]).toBeCloseTo(constants[at], 12);
        for (let i = tiles.tileOffsets[tile]; i < tiles.tileOffsets[tile + 1]; i++) {
          const v = tiles.tileVertices[i];
          const [x, y] = tiles.vertices.subarray(2 * v, 2 * v + 2);
          const value = gradients[2 * at] * x + gradients[2 * at + 1] * y + constants[at];
          expect(tiles.outputs[3 * v + output]).toBeCloseTo(value, 11);
        }
      }
    }
  });

  it("differ from their neighbors in the units of the edges between them", () => {
    const bits = activationBits(program, window, centroidsOf(tiles));
    for (let e = 0; e < tiles.edgeLayers.length; e++) {
      const [layer, unit] = [tiles.edgeLayers[e], tiles.edgeUnits[e]];
      if (layer < 0) continue;
      const states = bits.get(layer)!;
      const [one, two] = tiles.edgeTiles.subarray(2 * e, 2 * e + 2);
      expect(states[one] ^ states[two]).toBe(1 << unit);
    }
  });

  it("have two largest outputs along the decision boundary, and one on either side", () => {
    const { segments, classes } = decisionBoundary(tiles);
    expect(segments.length).toBe(2 * classes.length);
    expect(classes.length).toBeGreaterThan(5);
    expect(new Set(predictedClasses(tiles)).size).toBeGreaterThan(1);
    const middles = new Float64Array(classes.length);
    for (let i = 0; i < middles.length; i++) {
      middles[i] = (segments[4 * (i >> 1) + (i & 1)] + segments[4 * (i >> 1) + 2 + (i & 1)]) / 2;
    }
    const { gradients, constants } = affineMaps(program, window, middles);
    for (let s = 0; s < classes.length / 2; s++) {
      const [u, v] = middles.subarray(2 * s);
      const scores = [0, 1, 2].map(
        (k) => gradients[2 * (3 * s + k)] * u + gradients[2 * (3 * s + k) + 1] * v + constants[3 * s + k],
      );
      const [one, other] = classes.subarray(2 * s);
      expect(scores[one]).toBeCloseTo(scores[other], 12);
      expect(scores[one]).toBeGreaterThan(scores[3 - one - other]);
    }
  });

  it("are the same in turns", async () => {
    const turned = await tessellateInTurns(program, window);
    const { program: _, ...arrays } = tiles;
    expect(turned).toMatchObject(arrays);
  });
});

it("draws the decision boundary of one output where that is zero, also along an edge between tiles", () => {
  const lengthOf = (tiles: Tiles) => {
    const { segments } = decisionBoundary(tiles);
    let length = 0;
    for (let i = 0; i < segments.length; i += 4) {
      length += Math.hypot(segments[i + 2] - segments[i], segments[i + 3] - segments[i + 1]);
    }
    return length;
  };
  const diagonal = perceptron([[1, -1], [0]]);
  expect(lengthOf(tessellate(readProgram(diagonal), SQUARE))).toBeCloseTo(2 * Math.SQRT2, 12);
  const along = perceptron(
    [
      [1, 0, -1, 0],
      [0, 0],
    ],
    [[1, -2], [0]],
  );
  expect(lengthOf(tessellate(readProgram(along), SQUARE))).toBeCloseTo(2, 12);
});

describe("what is refused", () => {
  const program = bent(1, 0);

  it.each([
    ["too many tiles", box(-1, 1, -1, 1), { maxTiles: 3 }, /more than 3 tiles/],
    ["a window without area", box(1, 1, -1, 1), {}, /no area/],
    ["a window that is NaN", box(Number.NaN, 1, -1, 1), {}, /NaN/],
    ["a window that is not resolved", box(1, 1 + 1e-12, 1, 1 + 1e-12), {}, /Take a larger window/],
    ["a slice of other inputs", { ...box(0, 1, 0, 1), origin: new Float64Array(3) }, {}, /3 numbers/],
  ])("is %s, in three sentences", (_, window, options, words) => {
    let said = "";
    try {
      tessellate(program, window, options);
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said).toMatch(words);
    expect(said.match(/\.( |$)/g)).toHaveLength(3);
  });

  it("is a window in which biases are lost", () => {
    const biased = readProgram(
      perceptron(
        [
          [1, 0, 0, 1, 1, 1],
          [1e-16, 2e-16, 1e-16],
        ],
        [[1, 1, 1], [0]],
      ),
    );
    expect(() => tessellate(biased, SQUARE)).toThrow(/Take a smaller window/);
  });

  it("ends where nobody wants it any more", () => {
    expect(() => tessellate(program, SQUARE, { shouldStop: () => true })).toThrow(Stopped);
  });
});
