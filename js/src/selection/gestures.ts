import type { Gestures } from "../frame/help.ts";

/** On tiles that are chosen together. */
export const ON_SELECTIONS: Gestures = [
  ["Shift+click", "add a tile to the selection, or take it out"],
  ["A", "the same, of the tile under the pointer, or in the middle"],
  ["Escape", "clear the selection"],
];
