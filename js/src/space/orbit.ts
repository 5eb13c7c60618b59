import { listenToKeys } from "../interact/keyboard.ts";
import type { Point } from "../wire.ts";
import { magnified, orbited, panned } from "./camera.ts";
import type { OrbitCamera } from "./orbit_camera.ts";

/** Half a turn for a drag across the height of the canvas. */
const TURN = Math.PI;
/** Factor of size for a unit of the wheel, as d3-zoom has it for the slices: 2 ** (delta * factor). */
const WHEEL = { 0: 0.002, 1: 0.05, 2: 1 } as const;

/**
 * Left drag orbits, right drag or shift pans, wheel and pinch zoom, a double click goes home.
 *
 * Two fingers do everything at once but orbit: their middle pans, their distance zooms.
 */
export function orbit(stage: HTMLElement, view: OrbitCamera, signal: AbortSignal): void {
  const held = new Map<number, Point>();
  let panning = false;

  const letGo = (event: PointerEvent) => {
    if (!held.delete(event.pointerId) || held.size > 0) return;
    stage.classList.remove("sw-panning");
    view.release();
  };

  const move = (event: PointerEvent) => {
    const before = held.get(event.pointerId);
    if (!before) return;
    const at: Point = [event.clientX, event.clientY];
    const [dx, dy] = [at[0] - before[0], at[1] - before[1]];
    if (dx === 0 && dy === 0) return;
    const others = [...held].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    held.set(event.pointerId, at);
    const { camera, size } = view;
    stage.classList.add("sw-panning");
    if (others.length > 0) {
      const [other] = others;
      const factor = distance(at, other) / Math.max(1, distance(before, other));
      view.drag(magnified(panned(camera, [dx / 2, dy / 2], size), factor));
    } else if (panning) view.drag(panned(camera, [dx, dy], size));
    else view.drag(orbited(camera, (-TURN * dx) / size.height, (TURN * dy) / size.height));
  };

  const listen = <K extends keyof HTMLElementEventMap>(
    type: K,
    act: (event: HTMLElementEventMap[K]) => void,
    passive = true,
  ) => stage.addEventListener(type, act, { signal, passive });

  listen("pointerdown", (event) => {
    if (event.button !== 0 && event.button !== 2) return;
    stage.setPointerCapture(event.pointerId);
    panning = event.button === 2 || event.shiftKey;
    held.set(event.pointerId, [event.clientX, event.clientY]);
  });
  listen("pointermove", move);
  listen("pointerup", letGo);
  listen("pointercancel", letGo);
  listen("dblclick", () => view.goHome());
  listen("contextmenu", (event) => event.preventDefault(), false);
  listen(
    "wheel",
    (event) => {
      event.preventDefault();
      const unit = WHEEL[event.deltaMode as keyof typeof WHEEL] * (event.ctrlKey ? 10 : 1);
      view.nudge(magnified(view.camera, 2 ** (-event.deltaY * unit)));
    },
    false,
  );
}

const STEP = Math.PI / 24;

/** Keys on the focused canvas: arrows orbit, + and - zoom, 0 and Home go home, Escape clears the selection. */
export function orbitKeys(
  stage: HTMLElement,
  view: OrbitCamera,
  clearSelection: () => void,
  signal: AbortSignal,
): void {
  const turn = (around: number, above: number) => view.go(orbited(view.camera, around, above));
  const zoom = (factor: number) => view.go(magnified(view.camera, factor));
  listenToKeys(
    stage,
    {
      ArrowLeft: () => turn(-STEP, 0),
      ArrowRight: () => turn(STEP, 0),
      ArrowUp: () => turn(0, STEP),
      ArrowDown: () => turn(0, -STEP),
      "+": () => zoom(1.5),
      "=": () => zoom(1.5),
      "-": () => zoom(1 / 1.5),
      "0": () => view.goHome(),
      Home: () => view.goHome(),
      Escape: clearSelection,
    },
    signal,
  );
}

function distance([x0, y0]: Point, [x1, y1]: Point): number {
  return Math.hypot(x1 - x0, y1 - y0);
}
