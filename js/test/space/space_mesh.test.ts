import { describe, expect, test } from "vitest";
import { Random } from "../../harness/random.ts";
import { type Camera, fitted, type Point3, project, rayThrough } from "../../src/space/camera.ts";
import { cornerNormals } from "../../src/space/facets.ts";
import {
  AS_IS,
  boundsOf,
  edgeDensity,
  type Mesh,
  outlineOf,
  type Pose,
  tileAreas,
} from "../../src/space/mesh.ts";
import { pickTile } from "../../src/space/picking.ts";
import { type Graph, placed, readGraph } from "../../src/surface/graph.ts";
import { fans } from "../../src/webgl/tiles.ts";
import { readPicture } from "../../src/wire/picture.ts";
import type { SurfaceTraits, WirePicture, WireSurface } from "../../src/wire/wire.ts";
import { stateOf } from "../recorded.ts";

const SIZE = { width: 900, height: 480 };

function graphOf(): Graph {
  const wire = stateOf<SurfaceTraits>("surface")._surface as WireSurface;
  return readGraph({ wire, picture: readPicture(stateOf("surface", "explorer")._picture as WirePicture) });
}

const cornersOfTile = ({ positions, tileOffsets, tileVertices }: Mesh, tile: number): Point3[] =>
  Array.from(
    tileVertices.subarray(tileOffsets[tile], tileOffsets[tile + 1]),
    (vertex): Point3 => [positions[3 * vertex], positions[3 * vertex + 1], positions[3 * vertex + 2]],
  );

const tilesOf = (mesh: Mesh) => Array.from({ length: mesh.tileCount }, (_, tile) => tile);

describe("a mesh", () => {
  test("the projections of its tiles onto the floor add up to the window", () => {
    const { mesh, window } = graphOf();
    const areas = tileAreas(mesh);
    let floor = 0;
    for (let i = 2; i < areas.length; i += 3) {
      expect(areas[i]).toBeGreaterThan(0);
      floor += areas[i];
    }
    expect(floor).toBeCloseTo((window[3] - window[2]) / (window[1] - window[0]), 5);
  });

  test("every side of a tile is square to its normal, and the normal is a unit", () => {
    const { mesh } = graphOf();
    const normals = cornerNormals(mesh);
    for (const tile of tilesOf(mesh)) {
      const corners = cornersOfTile(mesh, tile);
      const normal = normals.subarray(3 * mesh.tileOffsets[tile], 3 * mesh.tileOffsets[tile] + 3);
      expect(Math.hypot(...normal)).toBeCloseTo(1, 5);
      corners.forEach((corner, i) => {
        const next = corners[(i + 1) % corners.length];
        const along = normal.reduce((sum, n, c) => sum + n * (next[c] - corner[c]), 0);
        expect(Math.abs(along)).toBeLessThan(1e-5);
      });
    }
  });

  test("all corners of a tile have the same normal, and a tile without area has none", () => {
    const flat: Mesh = {
      ...{ id: 1, tileCount: 2, edges: new Uint32Array(0), edgeLayers: new Uint8Array(0) },
      ...{ border: new Uint32Array(0), cornerLayers: new Uint8Array(7) },
      positions: Float32Array.of(0, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 0, 2, 0, 2),
      tileOffsets: Uint32Array.of(0, 4, 7),
      tileVertices: Uint32Array.of(0, 1, 2, 3, 0, 1, 4),
    };
    const normals = cornerNormals(flat);
    const half = Math.SQRT1_2;
    for (let i = 0; i < 4; i++) {
      [-half, 0, half].forEach((n, c) => {
        expect(normals[3 * i + c]).toBeCloseTo(n, 6);
      });
    }
    expect([...normals.subarray(12)]).toEqual(Array(9).fill(0));
    expect(boundsOf(flat.positions)).toEqual([
      [0, 0, 0],
      [2, 1, 2],
    ]);
  });

  test("fans have n - 2 triangles a tile, all in its plane, with its area together", () => {
    const { mesh } = graphOf();
    const { corners, owners, triangles } = fans(mesh, 3);
    const areas = tileAreas(mesh);
    const sums = new Float64Array(areas.length);
    for (let i = 0; i < triangles.length; i += 3) {
      const [a, b, c] = [0, 1, 2].map((k) =>
        corners.subarray(3 * triangles[i + k], 3 * triangles[i + k] + 3),
      );
      const [e, f] = [b, c].map((end) => [0, 1, 2].map((k) => end[k] - a[k]));
      const tile = owners[triangles[i]];
      expect(owners[triangles[i + 2]]).toBe(tile);
      for (let k = 0; k < 3; k++) {
        const [p, q] = [(k + 1) % 3, (k + 2) % 3];
        sums[3 * tile + k] += (e[p] * f[q] - e[q] * f[p]) / 2;
      }
    }
    expect(triangles.length / 3).toBe(mesh.tileVertices.length - 2 * mesh.tileCount);
    sums.forEach((sum, i) => {
      expect(sum).toBeCloseTo(areas[i], 6);
    });
  });

  test("its outline goes round a tile, and the border round the window", () => {
    const { mesh, window } = graphOf();
    const corners = cornersOfTile(mesh, 5);
    const ends = outlineOf(mesh, 5);
    expect(ends).toHaveLength(6 * corners.length);
    for (let i = 0; i < ends.length; i += 6) {
      expect([...ends.subarray(i + 3, i + 6)]).toEqual([
        ...ends.subarray((i + 6) % ends.length).subarray(0, 3),
      ]);
    }
    expect(outlineOf(mesh, -1)).toHaveLength(0);
    let round = 0;
    for (let i = 0; i < mesh.border.length; i += 2) {
      const [a, b] = [3 * mesh.border[i], 3 * mesh.border[i + 1]];
      round += Math.hypot(
        mesh.positions[b] - mesh.positions[a],
        mesh.positions[b + 1] - mesh.positions[a + 1],
      );
    }
    expect(round).toBeCloseTo(2 + (2 * (window[3] - window[2])) / (window[1] - window[0]), 5);
  });

  test("its edges' density shrinks as it grows", () => {
    const { mesh } = graphOf();
    const grown = { ...mesh, positions: mesh.positions.map((p) => 10 * p) };
    const [small, large] = [mesh, grown].map((each) => edgeDensity(each));
    expect(small[0]).toBeGreaterThan(0);
    small.forEach((density, layer) => {
      expect(large[layer]).toBeCloseTo(density / 10, 4);
    });
  });
});

/** By another way: each tile is drawn on the screen, and the depth of its plane asked for at the pixel. */
function pickOnScreen(mesh: Mesh, { stretch, lift }: Pose, camera: Camera, at: [number, number]) {
  const { origin, direction } = rayThrough(camera, SIZE, at);
  let best = { tile: -1, way: Number.POSITIVE_INFINITY, margin: 0 };
  for (const tile of tilesOf(mesh)) {
    const corners = cornersOfTile(mesh, tile).map(([x, y, z]): Point3 => [x, y, stretch * z + lift]);
    const seen = corners.map((corner) => project(camera, SIZE, corner));
    const turns = seen.map(([x, y], i) => {
      const [nx, ny] = seen[(i + 1) % seen.length];
      return ((nx - x) * (at[1] - y) - (ny - y) * (at[0] - x)) / Math.hypot(nx - x, ny - y);
    });
    const inside = Math.max(Math.min(...turns), -Math.max(...turns));
    if (inside <= 0) continue;
    const [a, b, c] = corners;
    const [e, f] = [b, c].map((p) => [0, 1, 2].map((k) => p[k] - a[k]));
    const n = [0, 1, 2].map((k) => e[(k + 1) % 3] * f[(k + 2) % 3] - e[(k + 2) % 3] * f[(k + 1) % 3]);
    const dot = (v: readonly number[]) => v.reduce((sum, value, k) => sum + value * n[k], 0);
    const way = dot(a.map((value, k) => value - origin[k])) / dot(direction);
    if (way < best.way) best = { tile, way, margin: inside };
  }
  return best;
}

describe("picking", () => {
  test.each(["surface", "floor"] as const)("agrees with what is drawn of the %s", (which) => {
    const graph = graphOf();
    const { bounds, ...poses } = placed(graph, null, 1.7);
    const random = new Random(9);
    let hits = 0;
    for (let i = 0; i < 300; i++) {
      const direction = { azimuth: 6 * random.uniform(), elevation: 3 * random.uniform() - 1.5 };
      const camera = fitted(direction, bounds, SIZE, 0);
      const at: [number, number] = [900 * random.uniform(), 480 * random.uniform()];
      const expected = pickOnScreen(graph.mesh, poses[which], camera, at);
      if (expected.tile >= 0 && expected.margin < 0.01) continue; // on an edge either tile is right
      const { origin, direction: ray } = rayThrough(camera, SIZE, at);
      const hit = pickTile(graph.mesh, poses[which], origin, ray);
      expect(hit?.tile ?? -1).toBe(expected.tile);
      if (!hit) continue;
      hits += 1;
      expect(hit.way).toBeCloseTo(expected.way, 3);
    }
    expect(hits).toBeGreaterThan(20);
  });

  test("tile 0 is a tile, from both sides; behind the eye there is nothing", () => {
    const { mesh } = graphOf();
    const corners = cornersOfTile(mesh, 0);
    const middle = [0, 1, 2].map((c) => corners.reduce((sum, p) => sum + p[c] / corners.length, 0));
    const above: Point3 = [middle[0], middle[1], middle[2] + 9];
    const below: Point3 = [middle[0], middle[1], middle[2] - 9];
    expect(pickTile(mesh, AS_IS, above, [0, 0, -1])).toMatchObject({ tile: 0 });
    expect(pickTile(mesh, AS_IS, below, [0, 0, 1])).toMatchObject({ tile: 0 });
    expect(pickTile(mesh, AS_IS, above, [0, 0, 1])).toBeNull();
  });

  test("no ray falls between two tiles", () => {
    const { mesh } = graphOf();
    for (let edge = 0; edge < mesh.edgeLayers.length; edge++) {
      const [a, b] = [3 * mesh.edges[2 * edge], 3 * mesh.edges[2 * edge + 1]];
      const [x, y] = [0, 1].map((c) => (mesh.positions[a + c] + mesh.positions[b + c]) / 2);
      expect(pickTile(mesh, AS_IS, [x, y, 9], [0, 0, -1])).not.toBeNull();
    }
  });
});
