import { panned, zoomed } from "../canvas/box.ts";
import { listenToKeys } from "../interact/keyboard.ts";
import type { Viewport } from "./viewport.ts";

const PAN = 0.1; // of the window

export interface TileKeys {
  /** Select the tile in the middle, or let it go. */
  select(): void;
  /** Select its neighbour in a direction, 1 rightwards or downwards. */
  neighbour(right: number, down: number): void;
  clear(): void;
}

/**
 * Keys on the focused canvas: arrows pan, + and - zoom, 0 and Home go home; Enter or Space select the tile in the
 * middle, Alt and arrows its neighbours, Escape clears the selection.
 */
export function keyboard(stage: HTMLElement, viewport: Viewport, tiles: TileKeys, signal: AbortSignal): void {
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
    Enter: () => tiles.select(),
    " ": () => tiles.select(),
    "Alt+ArrowLeft": () => tiles.neighbour(-1, 0),
    "Alt+ArrowRight": () => tiles.neighbour(1, 0),
    "Alt+ArrowUp": () => tiles.neighbour(0, -1),
    "Alt+ArrowDown": () => tiles.neighbour(0, 1),
    Escape: () => tiles.clear(),
  };
  listenToKeys(stage, actions, signal);
}
