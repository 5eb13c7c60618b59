/** Answers requests for tiles, the newest first: in a worker, or on the page's own thread. */
import type { WireEngineProgram } from "../wire/wire.ts";
import { EngineError, type Program, readProgram } from "./program.ts";
import { Stopped, tessellateInTurns } from "./tessellate.ts";
import type { Tiles } from "./tiles.ts";
import type { Window } from "./window.ts";

/** Another network, or a window of the one that was sent last. */
export type Request =
  | { readonly program: WireEngineProgram }
  | { readonly number: number; readonly window: Window; readonly maxTiles?: number };

/** The tiles of the request of this number, without its program, or why there are none. */
export interface Answer {
  readonly number: number;
  readonly tiles?: Omit<Tiles, "program">;
  readonly error?: string;
}

/**
 * What takes requests. A newer one ends the work on an older one, which is not answered.
 *
 * @param answer is handed buffers that may be transferred, too
 */
export function serve(answer: (answer: Answer, buffers: Transferable[]) => void): (request: Request) => void {
  let [program, refused]: [Program | null, string] = [null, ""];
  let newest = -1;
  return (request) => {
    if ("program" in request) {
      [program, refused] = read(request.program);
      newest = -1;
      return;
    }
    const { number, window, maxTiles } = request;
    newest = number;
    if (!program) {
      answer({ number, error: refused }, []);
      return;
    }
    const shouldStop = () => newest !== number;
    tessellateInTurns(program, window, { maxTiles, shouldStop }).then(
      ({ program: _, ...tiles }) => {
        if (shouldStop()) return;
        const arrays = Object.values(tiles).filter((value) => ArrayBuffer.isView(value));
        answer({ number, tiles }, arrays.map(({ buffer }) => buffer) as Transferable[]);
      },
      (error: unknown) => {
        if (error instanceof Stopped || shouldStop()) return;
        answer({ number, error: said(error) }, []);
      },
    );
  };
}

function read(wire: WireEngineProgram): [Program | null, string] {
  try {
    return [readProgram(wire), ""];
  } catch (error) {
    return [null, said(error)];
  }
}

function said(error: unknown): string {
  if (error instanceof EngineError) return error.message;
  return `The tiles could not be computed: ${error}. The picture before stays. Take another window.`;
}
