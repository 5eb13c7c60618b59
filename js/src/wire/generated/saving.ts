// Written by `make wire` from splinewidgets/pictures/wire_types/saving.py: change that.

import type { WireArray } from "./arrays.ts";

/** What is asked for: a figure of what is shown, or the code that shows it. */
export type SavedKind = "svg" | "png" | "pdf" | "code";

/** A file that somebody wants. */
export interface SaveRequest {
  seq: number;
  kind: SavedKind;
  /** Whether on a dark sheet. */
  dark: boolean;
}

/** The file, or what is wrong; on its way only, for the next message takes it away. */
export interface WireSaved {
  /** Of the request. */
  seq: number;
  /** To save the file under. */
  name?: string;
  /** (bytes,) uint8. */
  content?: WireArray;
  /** Code. */
  text?: string;
  error?: string;
}
