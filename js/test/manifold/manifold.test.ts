import { describe, expect, test } from "vitest";
import { encode } from "../../harness/encode.ts";
import { Random } from "../../harness/random.ts";
import { readManifold, readPoints } from "../../src/manifold/manifold.ts";
import { homeOf, partsOf, poseOf } from "../../src/manifold/parts.ts";
import { labelsOf } from "../../src/space/axes.ts";
import { fitted, frameOf, type Point3, project } from "../../src/space/camera.ts";
import { tileAreas } from "../../src/space/mesh.ts";
import type { Laid } from "../../src/space/on_pictures.ts";
import { pickTile, pointAt } from "../../src/space/picking.ts";
import { readPicture } from "../../src/wire/picture.ts";
import type {
  ManifoldLayer,
  ManifoldTraits,
  WireManifold,
  WirePicture,
  WirePoints,
} from "../../src/wire/wire.ts";
import { stateOf } from "../recorded.ts";

const SIZE = { width: 900, height: 480 };
const ALL: ManifoldLayer[] = ["tiles", "wire", "degenerate", "samples", "data"];

type Kind = "manifold" | "fold";

function sent(kind: Kind) {
  const { _manifold, _samples, _data } = stateOf<ManifoldTraits>(kind);
  const picture = readPicture(stateOf(kind, "explorer")._picture as WirePicture);
  const wire: Laid<WireManifold> = { wire: _manifold as WireManifold, picture };
  return { wire, samples: _samples as WirePoints, data: _data as WirePoints };
}

const read = (kind: Kind) => readManifold(sent(kind).wire);

/** The same numbers for every point of a loop, weighted by random shares of 1. */
function within(loop: readonly number[], random: Random) {
  const shares = loop.map(() => -Math.log(1 - random.uniform()));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  return (values: ArrayLike<number>, size: number) =>
    Array.from({ length: size }, (_, c) =>
      loop.reduce((sum, vertex, i) => sum + (shares[i] / whole) * values[size * vertex + c], 0),
    );
}

describe("a point of the manifold", () => {
  test.each(["fold", "manifold"] as const)("is traced back to its latent (%s)", (kind) => {
    const { wire, picture } = sent(kind).wire;
    const manifold = readManifold({ wire, picture: { ...picture, window: [-3, 5, 2, 4] } });
    const { mesh } = manifold;
    const { positions: latents, window } = manifold.picture;
    const pose = poseOf(manifold, 0.8);
    const areas = tileAreas(mesh);
    const random = new Random(4);
    let [tried, traced] = [0, 0];
    for (let tile = 0; tile < mesh.tileCount; tile++) {
      const normal = areas.subarray(3 * tile, 3 * tile + 3);
      if (Math.hypot(...normal) < 1e-3) continue;
      tried += 1;
      const inside = within(
        [...mesh.tileVertices.subarray(...mesh.tileOffsets.subarray(tile, tile + 2))],
        random,
      );
      const [x, y, z] = inside(mesh.positions, 3);
      const latent = inside(latents, 2);
      // Along the normal of the tile as it stands, from nearby: nothing lies between.
      const way = [pose.stretch * normal[0], pose.stretch * normal[1], normal[2]];
      const near = 1e-3 / Math.hypot(...way);
      const origin = [x, y, pose.stretch * z].map((c, i) => c + near * way[i]) as unknown as Point3;
      const hit = pickTile(mesh, pose, origin, way.map((c) => -c) as unknown as Point3);
      if (hit?.tile !== tile) continue;
      traced += 1;
      expect(hit.weights.reduce((sum, weight) => sum + weight)).toBeCloseTo(1, 12);
      for (const weight of hit.weights) expect(weight).toBeGreaterThan(-1e-6);
      const [u, v] = pointAt(hit, manifold.picture);
      expect(u).toBeCloseTo(window[0] + latent[0] * (window[1] - window[0]), 4);
      expect(v).toBeCloseTo(window[2] + latent[1] * (window[3] - window[2]), 4);
    }
    expect(tried).toBeGreaterThan(20);
    expect(traced).toBeGreaterThan(0.95 * tried);
  });
});

describe("the parts", () => {
  test("each toggle has its part", () => {
    const { wire, samples, data } = sent("manifold");
    const manifold = readManifold(wire);
    const [drawn, trained] = [samples, data].map(readPoints);
    const shown = (...visible: ManifoldLayer[]) => partsOf(manifold, drawn, trained, visible, 0);
    expect(shown("tiles").sheets).toMatchObject([{ filled: true, shaded: true, wire: false }]);
    expect(shown("wire").sheets).toMatchObject([{ filled: false, wire: true }]);
    expect(shown("samples").dots).toMatchObject([{ positions: drawn, name: "Sample" }]);
    expect(shown("data").dots).toMatchObject([{ positions: trained, name: "Data" }]);
    expect(shown("degenerate")).toMatchObject({
      strokes: [{ ends: manifold.degenerate.outlines }],
      dots: [{ positions: manifold.degenerate.points }],
    });
    expect(shown()).toMatchObject({ sheets: [], dots: [], strokes: [] });
  });

  test("everything is within the bounds, toggles or not", () => {
    for (const kind of ["fold", "manifold"] as const) {
      const { wire, samples, data } = sent(kind);
      const manifold = readManifold(wire);
      const points = [samples, data].map(readPoints);
      for (const unfold of [0, 0.4, 1]) {
        const { bounds } = partsOf(manifold, points[0], points[1], ALL, unfold);
        expect(partsOf(manifold, points[0], points[1], [], unfold).bounds).toEqual(bounds);
        const { stretch } = poseOf(manifold, unfold);
        for (const positions of [manifold.mesh.positions, ...points]) {
          positions.forEach((value, i) => {
            const at = i % 3 === 2 ? stretch * value : value;
            expect(at).toBeGreaterThanOrEqual(bounds[0][i % 3] - 1e-6);
            expect(at).toBeLessThanOrEqual(bounds[1][i % 3] + 1e-6);
          });
        }
      }
    }
  });

  test("the axes say what outputs are where", () => {
    const { wire, data } = sent("manifold");
    const manifold = readManifold(wire);
    const { axes } = partsOf(manifold, null, readPoints(data), ALL, 0);
    expect(axes.map(({ name }) => name)).toEqual(wire.wire.labels);
    for (const { along, ticks } of axes) {
      expect(ticks.length).toBeGreaterThan(1);
      for (const { at, text } of ticks) {
        const output = wire.wire.center[along] + wire.wire.extent * at;
        expect(output).toBeCloseTo(Number(text.replace("−", "-")), 9);
      }
    }
  });
});

describe("two outputs", () => {
  const manifold = read("fold");

  test("lie flat, but for a hair between sheets, and are pulled apart by the latent u", () => {
    expect(poseOf(manifold, 0).stretch).toBeGreaterThan(0);
    expect(poseOf(manifold, 0).stretch).toBeLessThan(0.01);
    expect(poseOf(manifold, 0.7)).toEqual({ stretch: 0.7, lift: 0 });
    expect(poseOf(read("manifold"), 0.7)).toEqual({ stretch: 1, lift: 0 });
    const { positions } = manifold.mesh;
    for (let i = 0; i < positions.length / 3; i++) {
      expect(positions[3 * i + 2]).toBeCloseTo(manifold.picture.positions[2 * i] - 0.5, 6);
    }
  });

  test("are seen from straight above, x to the right and y up, until they are unfolded", () => {
    const home = (unfold: number) => frameOf({ ...homeOf(manifold, unfold), distance: 1, target: [0, 0, 0] });
    const [above, aside] = [home(0), home(1)];
    [1, 0, 0].forEach((c, i) => {
      expect(above.right[i]).toBeCloseTo(c, 12);
    });
    [0, 1, 0].forEach((c, i) => {
      expect(above.up[i]).toBeCloseTo(c, 12);
    });
    const curved = homeOf(read("manifold"), 0);
    expect(aside.back[2]).toBeCloseTo(Math.sin(curved.elevation), 12);
    for (const unfold of [0.2, 0.5, 0.9]) expect(home(unfold).back[2]).toBeLessThan(above.back[2]);
  });

  test("have two axes with their names, below and at the left, apart from each other and within the canvas", () => {
    const { wire } = sent("fold");
    const named = readManifold({
      ...wire,
      wire: {
        ...wire.wire,
        // A long number in the middle of each axis, where its name would be.
        center: [2000, 2000, 0],
        extent: 1000,
        labels: ["component 1", "component 2"],
      },
    });
    const { axes, bounds, home } = partsOf(named, null, null, ALL, 0);
    const camera = fitted(home, bounds, SIZE, home.margin);
    const labels = labelsOf(axes, bounds, camera, SIZE);
    expect(labels.filter(({ name }) => name).map(({ text }) => text)).toEqual(named.labels);
    const corner = project(camera, SIZE, bounds[0]);
    const boxes = labels.map(({ text, at, lean }) => {
      const [width, height] = [7 * text.length, 14];
      const [x, y] = [at[0] + (lean[0] * width) / 2, at[1] + (lean[1] * height) / 2];
      expect(x - width / 2 < corner[0] || y + height / 2 > corner[1]).toBe(true);
      expect(Math.min(x - width / 2, SIZE.width - x - width / 2)).toBeGreaterThanOrEqual(0);
      expect(Math.min(y - height / 2, SIZE.height - y - height / 2)).toBeGreaterThanOrEqual(0);
      return { x, y, width, height };
    });
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) {
        const apart =
          Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
        expect(apart).toBe(true);
      }
    });
  });
});

describe("degenerate tiles", () => {
  const { wire } = sent("manifold");
  const { mesh, degenerate, picture } = readManifold(wire);
  const latents = picture.positions;

  test("are marked by segments that run round them, and by points", () => {
    const { outlines, points } = degenerate;
    expect(outlines.length).toBeGreaterThan(0);
    // Where both latents stand still, every one has the image of the window's corner.
    const corner = latents.findIndex((_, i) => i % 2 === 0 && latents[i] === 0 && latents[i + 1] === 0) / 2;
    expect(points.length).toBeGreaterThan(0);
    points.forEach((value, i) => {
      expect(value).toBeCloseTo(mesh.positions[3 * corner + (i % 3)], 6);
    });
    const corners = new Set<string>();
    for (let i = 0; i < mesh.positions.length; i += 3) corners.add(String(mesh.positions.subarray(i, i + 3)));
    for (let i = 0; i < outlines.length; i += 3) {
      expect(corners.has(String(outlines.subarray(i, i + 3)))).toBe(true);
    }
  });

  test("that are points of two outputs get an outline, too, for when they are unfolded", () => {
    const { wire: folded } = sent("fold");
    const point = new Float32Array(readManifold(folded).mesh.positions);
    for (let i = 0; i < point.length; i += 3) point.set([0.25, -0.25], i);
    const of = (tiles: Uint32Array) => {
      const positions = encode(point, point.length / 3, 3);
      return { ...folded, wire: { ...folded.wire, positions, degenerate: encode(tiles) } };
    };
    const { degenerate: marks, mesh: collapsed } = readManifold(of(Uint32Array.of(2)));
    expect([...marks.points.subarray(0, 2)]).toEqual([0.25, -0.25]);
    expect(marks.outlines).toHaveLength(6 * (collapsed.tileOffsets[3] - collapsed.tileOffsets[2]));
    expect(readManifold(of(new Uint32Array(0))).degenerate.points).toHaveLength(0);
  });
});

test("positions and latents of two manifolds do not fit together", () => {
  const { wire } = sent("manifold");
  const picture = { ...wire.picture, positions: new Float32Array(6) };
  expect(() => readManifold({ ...wire, picture })).toThrow(/positions of 3 latents. Wanted one for each/);
});
