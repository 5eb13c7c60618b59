import type { Gestures } from "../frame/help.ts";

/** What hands and keys do with lines. */
export const ON_LINES: Gestures = [
  ["drag a line", "move it"],
  ["click a line, tap it", "choose it"],
  ["drag the disc, arrows on it", "move the chosen line"],
  ["drag the ring, arrows on it", "turn it about the disc"],
  ["click where lines of two layers cross", "measure the fold"],
];
