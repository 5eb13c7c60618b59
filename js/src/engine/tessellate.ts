/** Tessellates a window of a network's input space exactly, at once or in turns that leave time for others. */
import type { Program } from "./program.ts";
import type { Tiles } from "./tiles.ts";
import { Walk } from "./walk.ts";
import type { Window } from "./window.ts";

export interface Options {
  /** Stop with an error beyond so many tiles. */
  readonly maxTiles?: number;
  /** Asked now and then: where it says true the work ends with `Stopped`. */
  readonly shouldStop?: () => boolean;
}

/** Nobody wants the tiles any more. */
export class Stopped extends Error {}

// What a page draws, and keeps in some hundred megabytes.
const MOST_TILES = 1_000_000;
// Work goes on for so long, in milliseconds, before others have a turn: half a picture of a screen.
const TURN = 8;

export function tessellate(program: Program, window: Window, options: Options = {}): Tiles {
  const walk = begin(program, window, options);
  while (walk.advance()) stopIfAsked(options);
  return walk.finish();
}

/** The same in turns: between layers others run, messages arrive, and `shouldStop` may have changed its mind. */
export async function tessellateInTurns(
  program: Program,
  window: Window,
  options: Options = {},
): Promise<Tiles> {
  const walk = begin(program, window, options);
  let since = performance.now();
  while (walk.advance()) {
    if (performance.now() - since > TURN) {
      await new Promise((resolve) => setTimeout(resolve));
      since = performance.now();
    }
    stopIfAsked(options);
  }
  return walk.finish();
}

function begin(program: Program, window: Window, options: Options): Walk {
  return new Walk(program, window, options.maxTiles ?? MOST_TILES, () => stopIfAsked(options));
}

function stopIfAsked({ shouldStop }: Options): void {
  if (shouldStop?.()) throw new Stopped();
}
