import { afterEach, describe, expect, test, vi } from "vitest";
import { Random } from "../../harness/random.ts";
import {
  type Bounds,
  between,
  type Camera,
  clipMatrix,
  cornersOf,
  eyeOf,
  fitted,
  magnified,
  orbited,
  type Point3,
  panned,
  project,
  rayThrough,
  unproject,
} from "../../src/space/camera.ts";
import { BEFORE_A_TABLE } from "../../src/space/content.ts";
import { orbit } from "../../src/space/orbit.ts";
import { OrbitCamera } from "../../src/space/orbit_camera.ts";

const SIZE = { width: 900, height: 480 };
const BOUNDS: Bounds = [
  [-0.5, -0.4, -0.3],
  [0.5, 0.4, 0.6],
];

/** As many random cameras, each with a random point before it. */
function cases(count = 50): { camera: Camera; point: Point3 }[] {
  const random = new Random(3);
  const within = (low: number, high: number) => low + random.uniform() * (high - low);
  const near = (): Point3 => [within(-0.5, 0.5), within(-0.5, 0.5), within(-0.5, 0.5)];
  return Array.from({ length: count }, () => ({
    camera: {
      azimuth: within(-3, 3),
      elevation: within(-1.5, 1.5),
      distance: within(2, 20),
      target: near(),
    },
    point: near(),
  }));
}

const length = (a: Point3, b: Point3) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
const close = (a: readonly number[], b: readonly number[], digits = 9) =>
  a.forEach((value, i) => {
    expect(value).toBeCloseTo(b[i], digits);
  });

describe("a camera", () => {
  test("sees its target in the middle, and keeps its distance whatever it orbits", () => {
    for (const { camera } of cases()) {
      const turned = orbited(camera, 1.3, -0.4);
      for (const each of [camera, turned]) {
        close(project(each, SIZE, each.target), [450, 240, camera.distance]);
        expect(length(eyeOf(each), each.target)).toBeCloseTo(camera.distance, 9);
      }
      expect(length(eyeOf(turned), eyeOf(camera))).toBeGreaterThan(0.1);
    }
  });

  test("never goes over a pole", () => {
    const [{ camera }] = cases(1);
    expect(orbited(camera, 0, 9).elevation).toBeCloseTo(Math.PI / 2, 12);
    expect(orbited(camera, 0, -9).elevation).toBeCloseTo(-Math.PI / 2, 12);
  });

  test("up is up and right is right", () => {
    const camera = { azimuth: -Math.PI / 2, elevation: 0.3, distance: 3, target: [0, 0, 0] } as const;
    const [x, y] = project(camera, SIZE, [0, 0, 0]);
    expect(project(camera, SIZE, [0, 0, 1])[1]).toBeLessThan(y);
    expect(project(camera, SIZE, [1, 0, 0])[0]).toBeGreaterThan(x);
    expect(project(camera, SIZE, [0, -1, 0])[2]).toBeLessThan(3);
  });

  test("unproject undoes project, and the ray through a pixel passes the point", () => {
    for (const { camera, point } of cases()) {
      const [x, y, depth] = project(camera, SIZE, point);
      close(unproject(camera, SIZE, [x, y], depth), point);
      const { origin, direction } = rayThrough(camera, SIZE, [x, y]);
      close(
        origin.map((c, i) => c + depth * direction[i]),
        point,
      );
    }
  });

  test("the graphics card's matrix says the same as project", () => {
    for (const { camera, point } of cases()) {
      const m = clipMatrix(camera, SIZE, BOUNDS);
      const [x, y, z, w] = [0, 1, 2, 3].map(
        (row) => m[row] * point[0] + m[4 + row] * point[1] + m[8 + row] * point[2] + m[12 + row],
      );
      const [px, py, depth] = project(camera, SIZE, point);
      close([((x / w + 1) / 2) * SIZE.width, ((1 - y / w) / 2) * SIZE.height, w], [px, py, depth], 2);
      for (const corner of cornersOf(BOUNDS)) {
        if (project(camera, SIZE, corner)[2] < 0.02 * camera.distance) continue;
        const deep = m[2] * corner[0] + m[6] * corner[1] + m[10] * corner[2] + m[14];
        const all = m[3] * corner[0] + m[7] * corner[1] + m[11] * corner[2] + m[15];
        expect(Math.abs(deep / all)).toBeLessThanOrEqual(1);
      }
      expect(z / w).toBeLessThan(1);
    }
  });

  test("panning moves what is in the middle with the hand", () => {
    for (const { camera } of cases(10)) {
      close(project(panned(camera, [30, -70], SIZE), SIZE, camera.target).slice(0, 2), [480, 170]);
    }
  });

  test("fitted, everything is seen, in the middle and not any smaller than it must be", () => {
    for (const { camera } of cases(20)) {
      const view = fitted(camera, BOUNDS, SIZE, 30);
      const seen = cornersOf(BOUNDS).map((corner) => project(view, SIZE, corner));
      const room = (axis: 0 | 1, extent: number) => {
        const along = seen.map((point) => point[axis]);
        return [Math.min(...along), extent - Math.max(...along)];
      };
      const [left, right] = room(0, SIZE.width);
      const [top, bottom] = room(1, SIZE.height);
      expect(Math.min(left, right, top, bottom)).toBeCloseTo(30, 6);
      expect(Math.abs(left - right)).toBeLessThan(1);
      expect(Math.abs(top - bottom)).toBeLessThan(1);
    }
  });

  test("between two cameras it takes the shorter way round", () => {
    const from = { azimuth: 3, elevation: 0, distance: 1, target: [0, 0, 0] } as const;
    const to = { azimuth: -3, elevation: 0.4, distance: 4, target: [1, 0, 0] } as const;
    const middle = between(from, to, 0.5);
    expect(Math.abs(middle.azimuth)).toBeCloseTo(Math.PI, 9);
    expect(middle.distance).toBeCloseTo(2, 9);
    expect(between(from, to, 1)).toBe(to);
  });
});

describe("hands on a camera", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  function stage() {
    vi.useFakeTimers();
    vi.stubGlobal("matchMedia", () => ({ matches: true })); // reduced motion: everything at once
    const controller = new AbortController();
    const rested: (Camera | null)[] = [];
    const view = new OrbitCamera(
      BEFORE_A_TABLE,
      BOUNDS,
      { moved: () => {}, rested: (camera) => rested.push(camera) },
      controller.signal,
    );
    view.resize(SIZE);
    const element = Object.assign(document.createElement("div"), { setPointerCapture: () => {} });
    orbit(element, view, controller.signal);
    element.dispatchEvent(new FocusEvent("focusin")); // so that the wheel is its own
    const pointer = (type: string, x: number, y: number, more: MouseEventInit & { id?: number } = {}) => {
      const event = new MouseEvent(type, { clientX: x, clientY: y, ...more });
      element.dispatchEvent(Object.assign(event, { pointerId: more.id ?? 1 }));
    };
    const wheel = (deltaY: number) =>
      element.dispatchEvent(new WheelEvent("wheel", { deltaY, cancelable: true }));
    return { view, rested, pointer, wheel, controller };
  }

  test("a drag orbits and is told once, when it is over", () => {
    const { view, rested, pointer } = stage();
    const { azimuth, elevation, distance, target } = view.camera;
    pointer("pointerdown", 100, 100);
    for (let i = 1; i <= 10; i++) pointer("pointermove", 100 + 10 * i, 100 + 5 * i);
    expect(rested).toEqual([]);
    pointer("pointerup", 200, 150);
    expect(rested).toEqual([view.camera]);
    expect(view.camera).toMatchObject({ distance, target });
    expect(view.camera.azimuth).toBeLessThan(azimuth);
    expect(view.camera.elevation).toBeGreaterThan(elevation);
  });

  test.each([{ button: 2 }, { shiftKey: true }])("a drag with %o pans", (how) => {
    const { view, pointer } = stage();
    const before = view.camera;
    pointer("pointerdown", 100, 100, how);
    pointer("pointermove", 130, 80, how);
    close(project(view.camera, SIZE, before.target).slice(0, 2), [480, 220]);
    expect(view.camera.azimuth).toBe(before.azimuth);
  });

  test("a click moves nothing and tells nothing, at home and elsewhere", () => {
    const { view, rested, pointer } = stage();
    for (const camera of [view.camera, orbited(view.camera, 1, 0)]) {
      view.follow(camera);
      const before = view.camera;
      pointer("pointerdown", 100, 100);
      pointer("pointerup", 100, 100);
      expect(view.camera).toBe(before);
    }
    expect(rested).toEqual([]);
  });

  test("many turns of the wheel are told once, at rest", () => {
    const { view, rested, wheel } = stage();
    const { distance } = view.camera;
    for (let i = 0; i < 8; i++) {
      wheel(-100);
      vi.advanceTimersByTime(50);
    }
    expect(rested).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(rested).toEqual([view.camera]);
    expect(distance / view.camera.distance).toBeCloseTo(2 ** 1.6, 6);
  });

  test("two fingers zoom by their distance", () => {
    const { view, rested, pointer } = stage();
    const { distance } = view.camera;
    pointer("pointerdown", 400, 200);
    pointer("pointerdown", 500, 200, { id: 2 });
    pointer("pointermove", 600, 200, { id: 2 });
    expect(distance / view.camera.distance).toBeCloseTo(2, 9);
    pointer("pointerup", 400, 200);
    expect(rested).toEqual([]);
    pointer("pointerup", 600, 200, { id: 2 });
    expect(rested).toHaveLength(1);
  });

  test("home is told as null, and follows what there is to see", () => {
    const { view, rested, wheel } = stage();
    const home = view.camera;
    wheel(-100);
    view.setHome(BEFORE_A_TABLE, [BOUNDS[0], [2, 2, 2]]);
    expect(view.camera.target).toEqual(home.target);
    view.goHome();
    expect(rested).toEqual([null]);
    expect(view.camera.distance).toBeGreaterThan(home.distance);
    vi.advanceTimersByTime(1000);
    expect(rested).toEqual([null]);
  });

  test("a camera set by Python is followed and not told back", () => {
    const { view, rested } = stage();
    const wanted = magnified(orbited(view.camera, 1, 0), 1.5);
    view.follow(wanted);
    expect(view.camera).toEqual(wanted);
    view.follow(null);
    expect(view.camera).not.toEqual(wanted);
    vi.advanceTimersByTime(1000);
    expect(rested).toEqual([]);
  });
});
