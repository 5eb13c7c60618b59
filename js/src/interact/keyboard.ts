import { panned, zoomed } from "../canvas/box.ts";
import type { Viewport } from "./viewport.ts";

const PAN = 0.1; // of the window

/** Keys on the focused canvas: arrows pan, + and - zoom, 0 and Home go home, Escape clears the selection. */
export function keyboard(
  stage: HTMLElement,
  viewport: Viewport,
  clearSelection: () => void,
  signal: AbortSignal,
): void {
  const actions = {
    ArrowLeft: () => viewport.go(panned(viewport.box, -PAN, 0)),
    ArrowRight: () => viewport.go(panned(viewport.box, PAN, 0)),
    ArrowUp: () => viewport.go(panned(viewport.box, 0, PAN)),
    ArrowDown: () => viewport.go(panned(viewport.box, 0, -PAN)),
    "+": () => viewport.go(zoomed(viewport.box, 1.5)),
    "=": () => viewport.go(zoomed(viewport.box, 1.5)),
    "-": () => viewport.go(zoomed(viewport.box, 1 / 1.5)),
    "0": () => viewport.goHome(),
    Home: () => viewport.goHome(),
    Escape: clearSelection,
  };
  listenToKeys(stage, actions, signal);
}

/** Keys on the focused canvas that do something here, and nothing elsewhere. */
export function listenToKeys(
  stage: HTMLElement,
  actions: Readonly<Record<string, () => void>>,
  signal: AbortSignal,
): void {
  stage.addEventListener(
    "keydown",
    (event) => {
      const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key];
      if (!action) return;
      event.preventDefault();
      event.stopPropagation();
      action();
    },
    { signal },
  );
}
