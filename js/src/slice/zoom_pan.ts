import { dragEnable } from "d3-drag";
import { select } from "d3-selection";
import { type D3ZoomEvent, zoom, zoomIdentity } from "d3-zoom";
import { gestured, type Size, zoomLimits } from "../canvas/box.ts";
import { scaleOf } from "../canvas/scale.ts";
import { ownGesture } from "../interact/own_gesture.ts";
import { Claim, magnification } from "../interact/wheel.ts";
import type { Box } from "../wire/wire.ts";
import type { Viewport } from "./viewport.ts";

/**
 * Wheel, drag and pinch on `stage` move the viewport; the wheel once it is the stage's own, touch with two fingers.
 *
 * d3-zoom keeps one transform relative to a fixed base, whose numbers grow with every step inwards. Here each
 * gesture begins anew at the identity with the present window as its base, so that zooming never ends.
 */
export function zoomPan(
  stage: HTMLElement,
  viewport: Viewport,
  cssSize: () => Size,
  signal: AbortSignal,
): void {
  /** In pixels of the screen, as d3 measures. */
  const size = (): Size => {
    const { width, height } = cssSize();
    const scale = scaleOf(stage);
    return { width: scale * width, height: scale * height };
  };
  let base: Box = viewport.box;
  let active = false;
  const claim = new Claim(stage, signal);
  const selection = select(stage);
  const behavior = zoom<HTMLElement, unknown>()
    .extent(() => [
      [0, 0],
      [size().width, size().height],
    ])
    .clickDistance(4)
    .wheelDelta(magnification)
    .filter((event: MouseEvent | WheelEvent | TouchEvent) => {
      if ("deltaY" in event) return claim.takes(event);
      if (ownGesture(event)) return false;
      // One finger scrolls the page.
      if ("touches" in event) return event.touches.length > 1;
      return !event.ctrlKey && !event.button;
    })
    .on("start", (event: D3ZoomEvent<HTMLElement, unknown>) => {
      active = true;
      base = viewport.box;
      behavior.scaleExtent(zoomLimits(base));
      stage.classList.toggle("sw-panning", event.sourceEvent?.type !== "wheel");
    })
    .on("zoom", (event: D3ZoomEvent<HTMLElement, unknown>) => {
      // Rebasing below is a "zoom" of no one's hand.
      if (event.sourceEvent) viewport.drag(gestured(base, event.transform, size()));
    })
    .on("end", () => {
      active = false;
      stage.classList.remove("sw-panning");
      (stage as HTMLElement & { __zoom?: unknown }).__zoom = zoomIdentity;
    });
  selection.call(behavior).on("dblclick.zoom", null);
  stage.addEventListener("dblclick", (event) => ownGesture(event) || viewport.goHome(), { signal });
  signal.addEventListener(
    "abort",
    () => {
      selection.on(".zoom", null);
      if (!active) return;
      // Removed in mid-gesture: d3 listens on the window and has switched text selection off.
      const view = stage.ownerDocument.defaultView ?? window;
      select(view).on(".zoom", null).on(".drag", null);
      dragEnable(view);
    },
    { once: true },
  );
}
