import type { Gestures } from "../frame/help.ts";

/** What hands and keys do in an inspector. */
export const IN_AN_INSPECTOR: Gestures = [
  ["point at a tile beside", "see what is known of it"],
  ["click a tile beside", "keep it here, to compare others with it"],
  ["point at a number, tap it, Tab", "read what it is, and its formula"],
  ["Escape", "close what is read"],
];
