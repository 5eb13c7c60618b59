import type { Gestures } from "../frame/help.ts";
import { CTRL } from "../interact/wheel.ts";

/** What hands and keys do on a slice. */
export const ON_A_SLICE: Gestures = [
  ["drag, two fingers", "move the window"],
  [`wheel after a click, ${CTRL}+wheel, pinch`, "zoom"],
  ["double click, double tap", "whole slice"],
  ["point, long press", "facts about a tile"],
  ["click, tap", "keep the facts of a tile"],
  ["drag a star", "move an anchor"],
  ["click a layer, Shift+click", "show or hide it, only this one"],
  ["arrows, + and −", "move the window, zoom"],
  ["0, Home", "whole slice"],
  ["drag an end of the color bar, arrows on it", "range of the colors"],
  ["double click, Delete on it", "range of most tiles"],
  ["drag the bar below, arrows on it", "height of the picture"],
  ["F", "full screen"],
  ["[ and ]", "tiles of one layer less, or more"],
  ["Enter, Space", "keep the facts of the tile in the middle"],
  ["Alt+arrows", "go to its neighbors"],
  ["Escape", "let the tile go, and the wheel"],
  ["arrows, Shift+arrows on a star", "move the anchor, finely"],
  ["click a sample on the data map", "make it an anchor: the last touched, or the nearest"],
  ["Shift+drag a star on the map, S", "from sample to sample; keep to samples"],
  ["Enter on a star on the map", "go to the nearest sample"],
  ["R, C, D on the data map", "three at random, of one class, of three"],
];

/** On the lines of units. */
export const ON_UNITS: Gestures = [
  ["point at a line", "see the whole of it"],
  ["click a line", "mark its unit, or let it go"],
  ["L", "mark the unit of the line nearest to the middle"],
];

/** On the time bar beside it. */
export const IN_TIME: Gestures = [
  ["drag the thumb, arrows on it", "go through the training"],
  ["Space on the thumb", "play, pause"],
];
