import type { Gestures } from "../frame/help.ts";

/** On tiles that are chosen together. */
export const ON_SELECTIONS: Gestures = [
  ["Shift+click", "add a tile to the selection, or take it out"],
  ["A", "the same, of the tile under the pointer, or in the middle"],
  ["Shift+drag", "add the tiles whose centroids lie in a box"],
  ["B, O, then drag", "select them in a box, in a loop: Shift adds, Alt takes out"],
  ["B, O, then click, tap", "add a tile, or take it out"],
  ["Escape", "put the box or the loop down, clear the selection"],
];
