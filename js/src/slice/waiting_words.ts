import type { State } from "../wire/wire.ts";

const EMPTY = "Nothing to show yet: give the explorer a network and three anchors.";

/** What stands in the middle of a view that has no picture; an error has its own words. */
export function waitingWords(state: State, status: string): string {
  if (state === "error") return "";
  return state === "empty" ? EMPTY : status || "Computing …";
}
