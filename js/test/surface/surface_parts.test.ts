import { afterEach, describe, expect, test, vi } from "vitest";
import { encode } from "../../harness/encode.ts";
import { labelsOf } from "../../src/space/axes.ts";
import { fitted, project } from "../../src/space/camera.ts";
import type { Laid } from "../../src/space/on_pictures.ts";
import { ShownContent } from "../../src/space/shown_content.ts";
import { axesOf, placed, readGraph, readSamples } from "../../src/surface/graph.ts";
import { partsOf } from "../../src/surface/parts.ts";
import { type Colors, readPicture } from "../../src/wire/picture.ts";
import type { SurfaceLayer, SurfaceTraits, WireData, WirePicture, WireSurface } from "../../src/wire/wire.ts";
import { stateOf } from "../recorded.ts";

const ALL: SurfaceLayer[] = ["tessellation", "surface", "wire", "data", "residuals"];

afterEach(() => {
  vi.useRealTimers();
});

function wires(): { surface: Laid<WireSurface>; data: WireData } {
  const { _surface, _data } = stateOf<SurfaceTraits>("surface");
  const picture = readPicture(stateOf("surface", "explorer")._picture as WirePicture);
  return { surface: { wire: _surface as WireSurface, picture }, data: _data as WireData };
}

describe("what is on the screen", () => {
  const { surface } = wires();
  const { mesh } = readGraph(surface);
  const [first, second] = [1, 2].map((id) => ({ ...mesh, id }));
  const colored = (picture: number) => ({ picture }) as Colors;

  function shown() {
    vi.useFakeTimers();
    const content = new ShownContent(() => {}, new AbortController().signal);
    content.show({ mesh: first });
    expect(content.current.mesh).toBe(first);
    content.show({ colors: colored(1) });
    return content;
  }

  test("a mesh waits for its colors while another one with colors can stand in", () => {
    const content = shown();
    content.show({ mesh: second });
    expect(content.current.mesh).toBe(first);
    content.show({ colors: colored(2) });
    expect(content.current).toMatchObject({ mesh: second, colors: { picture: 2 } });
  });

  test("colors may come first", () => {
    const content = shown();
    content.show({ colors: colored(2) });
    expect(content.current.mesh).toBe(first);
    content.show({ mesh: second });
    expect(content.current).toMatchObject({ mesh: second, colors: { picture: 2 } });
  });

  test("it does not wait for ever", () => {
    const content = shown();
    content.show({ mesh: second });
    vi.advanceTimersByTime(2000);
    expect(content.current.mesh).toBe(second);
  });
});

describe("the parts", () => {
  test("each toggle has its part, and edges show with or without facets", () => {
    const { surface, data } = wires();
    const graph = readGraph(surface);
    const samples = readSamples(data, graph);
    const shown = (...visible: SurfaceLayer[]) => partsOf(graph, samples, visible, 1);
    expect(shown("tessellation").sheets).toMatchObject([
      { pose: { stretch: 0 }, filled: true, shaded: false },
    ]);
    expect(shown("surface").sheets).toMatchObject([{ pose: { stretch: 1 }, filled: true, wire: false }]);
    expect(shown("wire").sheets).toMatchObject([{ filled: false, wire: true }]);
    expect(shown("surface", "wire").sheets).toMatchObject([{ filled: true, wire: true }]);
    expect(shown("data").dots.map(({ positions }) => positions)).toEqual([samples.targets]);
    expect(shown("residuals").strokes.map(({ ends }) => ends)).toEqual([samples.residuals]);
    expect(shown()).toMatchObject({ sheets: [], dots: [], strokes: [] });
  });

  test("without targets the data lie on the surface", () => {
    const { surface, data } = wires();
    const { targets: _, ...rest } = data;
    const graph = readGraph(surface);
    const samples = readSamples(rest, graph);
    const parts = partsOf(graph, samples, ALL, 1);
    expect(parts.dots.map(({ positions }) => positions)).toEqual([samples.predictions]);
    expect(parts.strokes).toEqual([]);
  });

  test("residuals are upright, from the target to the prediction", () => {
    const { surface, data } = wires();
    const { targets, predictions, residuals } = readSamples(data, readGraph(surface));
    expect(residuals).toHaveLength(6 * 20);
    for (let i = 0; i < 20; i++) {
      const [x, y, z, u, v, w] = residuals.subarray(6 * i, 6 * i + 6);
      expect([u, v]).toEqual([x, y]);
      expect([z, w]).toEqual([targets?.[3 * i + 2], predictions[3 * i + 2]]);
    }
  });

  test("data beyond the window are left out", () => {
    const { surface, data } = wires();
    const points = new Float32Array(40).fill(0.5);
    points.set([-0.1, 0.5, 0.5, 1.1], 4);
    const samples = readSamples({ ...data, points: encode(points, 20, 2) }, readGraph(surface));
    expect(samples.predictions).toHaveLength(3 * 18);
    expect(samples.residuals).toHaveLength(6 * 18);
    expect(() =>
      readSamples({ ...data, points: encode(points.slice(2), 19, 2) }, readGraph(surface)),
    ).toThrow("Got 20 heights for 19 points.");
  });

  test("the range fills half the window's width, and everything is within the bounds", () => {
    const { surface, data } = wires();
    const graph = readGraph(surface);
    for (const scale of [0.25, 1, 3]) {
      const samples = readSamples(data, graph);
      const { surface: pose, floor, bounds } = placed(graph, samples, scale);
      // Targets count as well as the surface.
      const heights = [graph.mesh.positions, samples.targets as Float32Array].flatMap((positions) =>
        Array.from(
          { length: positions.length / 3 },
          (_, i) => pose.stretch * positions[3 * i + 2] + pose.lift,
        ),
      );
      expect(Math.max(...heights) - Math.min(...heights)).toBeCloseTo(scale / 2, 5);
      expect(floor.lift).toBe(bounds[0][2]);
      expect(floor.lift).toBeLessThan(Math.min(...heights));
      expect(bounds[1][2]).toBeGreaterThanOrEqual(Math.max(...heights) - 1e-6);
    }
  });

  test("a constant output lies at the bottom, with one tick", () => {
    const { surface } = wires();
    const graph = readGraph({ ...surface, wire: { ...surface.wire, height_range: [2, 2] } });
    expect(graph.mesh.positions.every((p, i) => i % 3 !== 2 || p === 0)).toBe(true);
    expect(axesOf(graph, 1)[2].ticks).toEqual([{ at: 0, text: "2" }]);
  });

  test("ticks stand at their values, and their numbers beside the box from wherever it is seen", () => {
    const { surface } = wires();
    const graph = readGraph(surface);
    const axes = axesOf(graph, 2);
    const [u0, u1] = graph.window;
    for (const { at, text } of axes[0].ticks) {
      expect(u0 + (at + 0.5) * (u1 - u0)).toBeCloseTo(Number(text.replace("−", "-")), 9);
    }
    const { bounds } = placed(graph, null, 2);
    const size = { width: 900, height: 480 };
    for (let azimuth = -3; azimuth < 3; azimuth += 0.37) {
      for (const elevation of [-0.5, 0.4]) {
        const camera = fitted({ azimuth, elevation }, bounds, size, 30);
        const labels = labelsOf(axes, bounds, camera, size);
        const middle = project(camera, size, [0, 0, (bounds[0][2] + bounds[1][2]) / 2]);
        expect(labels.length).toBeGreaterThan(3);
        const [long] = labelsOf([{ ...axes[2], name: "x".repeat(115) }], bounds, camera, size).slice(-1);
        expect(Math.abs(long.at[0] - size.width / 2) + (115 * 7) / 2).toBeLessThanOrEqual(size.width / 2);
        for (const { at, lean } of labels) {
          expect(lean[0] * (at[0] - middle[0]) + lean[1] * (at[1] - middle[1])).toBeGreaterThan(0);
        }
      }
    }
  });
});
