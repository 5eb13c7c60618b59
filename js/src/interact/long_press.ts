import { ownGesture } from "./own_gesture.ts";

export interface LongPressEvents {
  /** A finger is put down. */
  touched(): void;
  /** It has stayed where it was put down. */
  pressed(event: PointerEvent): void;
}

/** A finger that stays for so long, in ms, and within so many CSS pixels, means what is under it. */
const LONG = 500;
const SLIP = 8;

/** Tells of long presses on `element`, which neither click nor open the host's menu; handles there have none. */
export function longPress(element: HTMLElement, events: LongPressEvents, signal: AbortSignal): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let down: PointerEvent | null = null;
  let told = false;
  const end = () => {
    clearTimeout(timer);
    down = null;
  };
  const begin = (event: PointerEvent) => {
    end();
    told = false;
    if (event.pointerType !== "touch") return;
    events.touched();
    if (ownGesture(event) || !event.isPrimary) return;
    down = event;
    timer = setTimeout(() => {
      told = true;
      events.pressed(event);
    }, LONG);
  };
  const move = ({ clientX, clientY }: PointerEvent) => {
    if (down && Math.hypot(clientX - down.clientX, clientY - down.clientY) > SLIP) end();
  };
  const noClick = (event: Event) => {
    if (told) event.stopImmediatePropagation();
    told = false;
  };
  element.addEventListener("pointerdown", begin, { signal });
  element.addEventListener("pointermove", move, { signal });
  element.addEventListener("click", noClick, { capture: true, signal });
  // A finger that has begun to scroll the page is taken away by the browser.
  for (const type of ["pointerup", "pointercancel"] as const) element.addEventListener(type, end, { signal });
  signal.addEventListener("abort", end, { once: true });
}

/** Keeps the menu that a host opens by a long press from opening over `root`; a right click still does. */
export function guardTouch(root: HTMLElement, signal: AbortSignal): void {
  const keep = (event: MouseEvent) => {
    if (!("pointerType" in event && event.pointerType === "touch")) return;
    event.preventDefault();
    event.stopPropagation();
  };
  root.addEventListener("contextmenu", keep, { signal });
}
