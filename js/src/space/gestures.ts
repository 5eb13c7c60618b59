import type { Gestures } from "../frame/help.ts";
import { CTRL } from "../interact/wheel.ts";

/** What hands and keys do on a picture in space. */
export const IN_SPACE: Gestures = [
  ["drag, two fingers", "turn"],
  ["right drag, Shift+drag", "move"],
  [`wheel after a click, ${CTRL}+wheel, pinch`, "zoom"],
  ["double click, double tap", "see everything"],
  ["point, long press", "facts about a tile"],
  ["click, tap", "keep the facts of a tile"],
  ["click a layer, Shift+click", "show or hide it, only this one"],
  ["arrows, + and −", "turn, zoom"],
  ["0, Home", "see everything"],
  ["[ and ]", "tiles of one layer less, or more"],
  ["Escape", "let the tile go, and the wheel"],
];
