import type { Gestures } from "../frame/help.ts";
import { listenToKeys } from "../interact/keyboard.ts";
import { longPress } from "../interact/long_press.ts";
import { ownGesture } from "../interact/own_gesture.ts";
import type { Point } from "../wire/wire.ts";
import type { PointSet } from "./point_set.ts";

export const ON_POINTS: Gestures = [
  ["click, tap", "add a data point"],
  ["drag on free ground; a finger is held first", "draw data points"],
  ["drag a point", "move it"],
  ["double click, long press on a point", "delete it"],
  ["Alt+arrows", "select the next data point, or the one before"],
  ["arrows, Shift+arrows", "move the selected point, finely"],
  ["Enter", "add a data point in the middle"],
  ["Delete", "delete the selected point"],
  ["Escape", "let it go"],
  ["click a layer", "show it, with earlier ones in gray"],
];

/** Between a plane and the pixels of its stage. */
export interface PlaneFrame {
  toPixels(point: Point): Point;
  toPlane(pixel: Point): Point;
  /** Of an event, on the stage. */
  pixelOf(event: MouseEvent): Point;
}

/** CSS pixels: as near to a point a pointer holds it, a finger is wider; and so far apart are points that are drawn. */
const REACH = { mouse: 10, touch: 22 };
const APART = 16;
const STEP = 8;
/** A double click does not delete the point that its own first click has added, in ms. */
const DOUBLE = 700;

/** What a hand does with the data points on one of the stages. */
export class PointHand {
  private pressed: "point" | "ground" | "tap" | null = null;
  private last: Point = [0, 0];
  private addedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly stage: HTMLElement,
    private readonly frame: PlaneFrame,
    private readonly points: PointSet,
    signal: AbortSignal,
  ) {
    stage.addEventListener("pointerdown", (event) => this.press(event), { signal });
    stage.addEventListener("pointermove", (event) => this.move(event), { signal });
    stage.addEventListener("pointerup", (event) => this.release(event, true), { signal });
    stage.addEventListener("pointercancel", (event) => this.release(event, false), { signal });
    stage.addEventListener("dblclick", (event) => this.doubleClick(event), { signal });
    // A finger on a point moves it, one that was held draws, and any other moves the page.
    const hold = (event: TouchEvent) =>
      (this.pressed === "point" || this.pressed === "ground") && event.cancelable && event.preventDefault();
    stage.addEventListener("touchstart", hold, { passive: false, signal });
    stage.addEventListener("touchmove", hold, { passive: false, signal });
    const held = (event: PointerEvent) => {
      if (this.pressed === "tap") {
        this.pressed = "ground";
        this.add(event);
        return;
      }
      this.pressed = null;
      points.release();
      points.remove();
    };
    longPress(stage, { touched: () => {}, pressed: held }, signal);
    this.listenToKeys(signal);
  }

  private press(event: PointerEvent): void {
    if (ownGesture(event) || !event.isPrimary || event.button !== 0) return;
    const hit = this.hit(event);
    this.last = this.frame.pixelOf(event);
    if (hit >= 0) {
      this.pressed = "point";
      this.points.hold();
      this.points.select(hit);
    } else if (event.pointerType === "touch") {
      // It may still begin to scroll.
      this.pressed = "tap";
      return;
    } else {
      this.pressed = "ground";
      this.add(event);
    }
    this.stage.setPointerCapture?.(event.pointerId);
  }

  private move(event: PointerEvent): void {
    if (this.pressed === null && event.pointerType !== "touch")
      this.stage.classList.toggle("sw-on-point", this.hit(event) >= 0);
    if (this.pressed === "point") this.points.move(this.frame.toPlane(this.frame.pixelOf(event)));
    if (this.pressed !== "ground") return;
    const at = this.frame.pixelOf(event);
    if (Math.hypot(at[0] - this.last[0], at[1] - this.last[1]) < APART) return;
    this.last = at;
    this.add(event);
  }

  private release(event: PointerEvent, here: boolean): void {
    if (this.pressed === "tap" && here) this.add(event);
    if (this.pressed !== null) this.points.release();
    this.pressed = null;
  }

  private doubleClick(event: MouseEvent): void {
    if (ownGesture(event) || event.timeStamp - this.addedAt < DOUBLE) return;
    const hit = this.hit(event);
    if (hit < 0) return;
    this.points.select(hit);
    this.points.remove();
  }

  private add(event: MouseEvent): void {
    this.addedAt = event.timeStamp;
    this.points.hold();
    this.points.add(this.frame.toPlane(this.frame.pixelOf(event)));
  }

  /** The point under an event, the last of several; -1 for none. */
  private hit(event: MouseEvent): number {
    const reach = "pointerType" in event && event.pointerType === "touch" ? REACH.touch : REACH.mouse;
    const [x, y] = this.frame.pixelOf(event);
    const distances = this.points.points.map((point) => {
      const [px, py] = this.frame.toPixels(point);
      return Math.hypot(px - x, py - y);
    });
    const nearest = Math.min(...distances);
    return nearest <= reach ? distances.lastIndexOf(nearest) : -1;
  }

  private listenToKeys(signal: AbortSignal): void {
    const { points, frame, stage } = this;
    const push = (right: number, down: number) => (event: KeyboardEvent) => {
      if (points.selected < 0) points.step(1);
      const point = points.points[points.selected];
      if (!point) return;
      const step = event.shiftKey ? 1 : STEP;
      const [x, y] = frame.toPixels(point);
      points.move(frame.toPlane([x + step * right, y + step * down]));
    };
    const remove = () => points.remove();
    const actions = {
      ArrowLeft: push(-1, 0),
      ArrowRight: push(1, 0),
      ArrowUp: push(0, -1),
      ArrowDown: push(0, 1),
      "Alt+ArrowLeft": () => points.step(-1),
      "Alt+ArrowUp": () => points.step(-1),
      "Alt+ArrowRight": () => points.step(1),
      "Alt+ArrowDown": () => points.step(1),
      Enter: () => points.add(frame.toPlane([stage.clientWidth / 2, stage.clientHeight / 2])),
      Delete: remove,
      Backspace: remove,
      Escape: () => points.select(-1),
    };
    listenToKeys(stage, actions, signal);
  }
}
