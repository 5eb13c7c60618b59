import type { Gestures } from "../frame/help.ts";

/** What hands and keys do with statistics. */
export const ON_STATISTICS: Gestures = [
  ["drag over a histogram", "select the tiles of that range"],
  ["click a bar again, Escape", "clear the selection"],
  ["arrows, Shift+arrows on it", "select a bin, more bins"],
  ["click a bar of a layer, arrows", "show the tiles after that layer"],
];
