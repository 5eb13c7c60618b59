/** Calls back once, when the pointer that is held down now is let go, wherever that is. */
export function onRelease(released: () => void, signal: AbortSignal): void {
  const gesture = new AbortController();
  const options = { signal: AbortSignal.any([gesture.signal, signal]) };
  const release = () => {
    gesture.abort();
    released();
  };
  window.addEventListener("pointerup", release, options);
  window.addEventListener("pointercancel", release, options);
}
