import type { Gestures } from "../frame/help.ts";

/** What hands and keys do around the pictures, which have lists of their own. */
export const IN_A_PLAYGROUND: Gestures = [
  ["Space", "play, pause"],
  ["click, drag on the pad, with “draw”", "add points of the chosen class"],
  ["Shift+drag, right drag", "erase points"],
  ["arrows, Shift+arrows on the pad", "move the cross-hair, finely"],
  ["Enter, Delete on the pad", "add a point, erase points there"],
];
