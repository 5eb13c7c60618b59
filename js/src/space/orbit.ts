import { scaleOf } from "../canvas/scale.ts";
import { listenToKeys } from "../interact/keyboard.ts";
import { ownGesture } from "../interact/own_gesture.ts";
import { Claim, magnification } from "../interact/wheel.ts";
import type { Point } from "../wire/wire.ts";
import { type Camera, magnified, orbited, panned } from "./camera.ts";
import type { OrbitCamera } from "./orbit_camera.ts";

/** What turns when it is told: a camera, or several as one. */
export type Turned = Pick<OrbitCamera, "camera" | "size" | "drag" | "release" | "nudge" | "go" | "goHome">;

/** Half a turn for a drag across the height of the canvas. */
const TURN = Math.PI;

/**
 * Left drag orbits, right drag or shift pans, wheel and pinch zoom, a double click goes home.
 *
 * The wheel does so once it is the stage's own. One finger scrolls the page; of two, the middle orbits and the distance
 * zooms.
 */
export function orbit(stage: HTMLElement, view: Turned, signal: AbortSignal): void {
  const held = new Map<number, Point>();
  const claim = new Claim(stage, signal);
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
    const scale = scaleOf(stage);
    const [dx, dy] = [(at[0] - before[0]) / scale, (at[1] - before[1]) / scale];
    if (dx === 0 && dy === 0) return;
    const others = [...held].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
    held.set(event.pointerId, at);
    const { camera, size } = view;
    stage.classList.add("sw-panning");
    if (others.length > 0) {
      const [other] = others;
      const factor = distance(at, other) / Math.max(1, distance(before, other));
      view.drag(magnified(turned(camera, dx / 2, dy / 2, size.height), factor));
    } else if (event.pointerType === "touch") return;
    else if (panning) view.drag(panned(camera, [dx, dy], size));
    else view.drag(turned(camera, dx, dy, size.height));
  };

  const listen = <K extends keyof HTMLElementEventMap>(
    type: K,
    act: (event: HTMLElementEventMap[K]) => void,
    passive = true,
  ) => stage.addEventListener(type, act, { signal, passive });

  listen("pointerdown", (event) => {
    if (event.button !== 0 && event.button !== 2) return;
    if (ownGesture(event)) return;
    if (event.pointerType !== "touch") stage.setPointerCapture(event.pointerId);
    panning = event.button === 2 || event.shiftKey;
    held.set(event.pointerId, [event.clientX, event.clientY]);
  });
  listen("pointermove", move);
  listen("pointerup", letGo);
  listen("pointercancel", letGo);
  listen("dblclick", (event) => ownGesture(event) || view.goHome());
  listen("contextmenu", (event) => event.preventDefault(), false);
  // The browser would scroll by two fingers, too.
  listen("touchmove", (event) => event.touches.length > 1 && event.preventDefault(), false);
  listen(
    "wheel",
    (event) => {
      if (!claim.takes(event)) return;
      event.preventDefault();
      view.nudge(magnified(view.camera, 2 ** magnification(event)));
    },
    false,
  );
}

/** The camera turned as by a drag of (dx, dy) pixels on a canvas of so many. */
function turned(camera: Camera, dx: number, dy: number, height: number): Camera {
  return orbited(camera, (-TURN * dx) / height, (TURN * dy) / height);
}

const STEP = Math.PI / 24;

/** Keys on the focused canvas: arrows orbit, + and - zoom, 0 and Home go home, Escape clears the selection. */
export function orbitKeys(
  stage: HTMLElement,
  view: Turned,
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
