import { describe, expect, test } from "vitest";
import { randomPicture } from "../../harness/frames.ts";
import { TileIndex } from "../../src/slice/tile_index.ts";
import { fans } from "../../src/webgl/tiles.ts";
import { outline } from "../../src/wire/picture.ts";

const squares = {
  // Four unit squares in a row, by quarter: tile 0 is the leftmost.
  positions: Float32Array.from(Array.from({ length: 5 }, (_, i) => [i / 4, 0, i / 4, 1]).flat()),
  tileOffsets: Uint32Array.of(0, 4, 8, 12, 16),
  tileVertices: Uint32Array.from(
    Array.from({ length: 4 }, (_, i) => [2 * i, 2 * i + 2, 2 * i + 3, 2 * i + 1]).flat(),
  ),
  tileCount: 4,
};

describe("picking", () => {
  test("tile 0 is a tile", () => {
    const index = new TileIndex(squares);
    expect(index.pick(0.1, 0.5)).toBe(0);
    expect(index.pick(0, 0)).toBe(0);
    expect(index.pick(0.9, 0.5)).toBe(3);
    expect(index.pick(1, 1)).toBe(3);
  });

  test("a point on an edge belongs to one of its tiles", () => {
    expect([0, 1]).toContain(new TileIndex(squares).pick(0.25, 0.3));
  });

  test("outside the window there is none", () => {
    const index = new TileIndex(squares);
    expect(index.pick(-0.01, 0.5)).toBe(-1);
    expect(index.pick(0.5, 1.01)).toBe(-1);
    expect(index.pick(Number.NaN, 0.5)).toBe(-1);
  });

  test("no tiles at all", () => {
    const empty = {
      ...squares,
      tileOffsets: Uint32Array.of(0),
      tileVertices: new Uint32Array(0),
      tileCount: 0,
    };
    expect(new TileIndex(empty).pick(0.5, 0.5)).toBe(-1);
  });

  test("agrees with a search through every tile of a random tessellation", () => {
    const picture = randomPicture(2000);
    const index = new TileIndex(picture);
    for (let k = 0; k < 500; k++) {
      const [x, y] = [(k * 0.6180339887) % 1, (k * 0.7548776662) % 1];
      const tile = index.pick(x, y);
      expect(tile).toBeGreaterThanOrEqual(0);
      const ends = outline(picture, tile);
      for (let i = 0; i < ends.length; i += 4) {
        const cross =
          (ends[i + 2] - ends[i]) * (y - ends[i + 1]) - (ends[i + 3] - ends[i + 1]) * (x - ends[i]);
        expect(cross).toBeGreaterThan(-1e-6);
      }
    }
  });

  test("slivers across the whole window cost rows of cells and not its area", () => {
    // A fan of thin diagonal strips: by bounding boxes each would fill every cell.
    const count = 2000;
    const at = (i: number) => i / count;
    const corners = Array.from({ length: count }, (_, i) => [
      [at(i) * 0.5, 0],
      [at(i + 1) * 0.5, 0],
      [0.5 + at(i + 1) * 0.5, 1],
      [0.5 + at(i) * 0.5, 1],
    ]).flat();
    const tiling = {
      positions: Float32Array.from(corners.flat()),
      tileOffsets: Uint32Array.from({ length: count + 1 }, (_, i) => 4 * i),
      tileVertices: Uint32Array.from(corners.keys()),
      tileCount: count,
    };
    const index = new TileIndex(tiling) as unknown as { tiles: Uint32Array; pick: TileIndex["pick"] };
    expect(index.tiles.length).toBeLessThan(count * 200);
    expect(index.pick(0.375, 0.5)).toBeCloseTo(count / 4, -1);
  });
});

describe("triangles", () => {
  test("their areas add up to the window", () => {
    const { corners, owners, triangles } = fans(randomPicture(3000));
    let area = 0;
    for (let i = 0; i < triangles.length; i += 3) {
      const [a, b, c] = [triangles[i], triangles[i + 1], triangles[i + 2]];
      expect(owners[a]).toBe(owners[c]);
      area +=
        ((corners[2 * b] - corners[2 * a]) * (corners[2 * c + 1] - corners[2 * a + 1]) -
          (corners[2 * c] - corners[2 * a]) * (corners[2 * b + 1] - corners[2 * a + 1])) /
        2;
    }
    expect(area).toBeCloseTo(1, 5);
  });
});
