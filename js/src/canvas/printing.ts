const query = () => (typeof window.matchMedia === "function" ? window.matchMedia("print") : null);

/** Whether the page is laid out for paper now: then no frame is to be waited for. */
export const printing = () => query()?.matches === true;

/** Calls back when the page is laid out for paper, and again when it is back on the screen. */
export function whenPrinted(call: () => void, signal: AbortSignal): void {
  query()?.addEventListener("change", call, { signal });
}
