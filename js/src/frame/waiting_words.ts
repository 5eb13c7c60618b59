import { element, setText } from "../dom/element.ts";
import type { State } from "../wire/wire.ts";

/** Words in the place of a picture. */
export class WaitingWords {
  readonly root = element("div", { class: "sw-message" });

  /** Null shows the picture. */
  say(text: string | null): void {
    this.root.hidden = text === null;
    if (text !== null) setText(this.root, text);
  }
}

/** What there is to say while there is no picture: `empty` where nothing was asked for, and of an error nothing. */
export function waitingWords(state: State, status: string, error: string, empty: string): string {
  if (state === "empty") return empty;
  return state === "error" || error ? "" : status || "Computing …";
}
