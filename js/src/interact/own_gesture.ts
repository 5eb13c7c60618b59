/** Whether an event is that of a handle, or another control, that stands on a canvas and has gestures of its own. */
export function ownGesture({ target }: Event): boolean {
  return target instanceof Element && target.closest("[data-own-gesture]") !== null;
}
