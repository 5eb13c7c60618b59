/** Requests to the engine: in a worker made from its source, and on the page's own thread where there is none. */
import type { WireEngineProgram } from "../wire/wire.ts";
import { EngineError, type Program, readProgram } from "./program.ts";
import { type Answer, type Request, serve } from "./serve.ts";
import { Stopped } from "./tessellate.ts";
import type { Tiles } from "./tiles.ts";
import type { Window } from "./window.ts";

interface Waiting {
  readonly request: Request & { number: number };
  readonly resolve: (tiles: Tiles) => void;
  readonly reject: (error: Error) => void;
}

/** The engine with one network. The newest request wins: an older one is rejected with `Stopped`. */
export class Requests {
  #wire: WireEngineProgram;
  #program: Program;
  #worker: Worker | null = null;
  #send: (request: Request) => void;
  #waiting: Waiting | null = null;
  #count = 0;

  /**
   * @param source the engine's bundle, of which a worker is made; null for the page's own thread
   * @throws EngineError where the program is none that the engine can carry out
   */
  constructor(wire: WireEngineProgram, source: string | null) {
    this.#wire = wire;
    this.#program = readProgram(wire);
    this.#send = (source && this.#inWorker(source)) || this.#onOwnThread();
    this.#send({ program: wire });
  }

  /** Takes another network in the place of the one before, of which nothing is answered any more. */
  load(wire: WireEngineProgram): void {
    this.#program = readProgram(wire);
    this.#wire = wire;
    this.#waiting?.reject(new Stopped());
    this.#waiting = null;
    this.#send({ program: wire });
  }

  /** The tiles of a window. */
  tiles(window: Window, maxTiles?: number): Promise<Tiles> {
    this.#waiting?.reject(new Stopped());
    return new Promise((resolve, reject) => {
      const request = { number: this.#count++, window, maxTiles };
      this.#waiting = { request, resolve, reject };
      this.#send(request);
    });
  }

  /** Ends the worker and whatever is asked for. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = null;
    this.#waiting?.reject(new Stopped());
    this.#waiting = null;
    this.#send = () => {};
  }

  #inWorker(source: string): ((request: Request) => void) | null {
    try {
      const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
      // Not at once, for the worker may not have read it.
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
      const worker = new Worker(address, { type: "module" });
      this.#worker = worker;
      worker.onmessage = ({ data }: MessageEvent<Answer>) => this.#take(data);
      // A page may forbid workers, and says so only now: then all goes on here.
      worker.onerror = () => {
        if (this.#worker !== worker) return;
        worker.terminate();
        this.#worker = null;
        this.#send = this.#onOwnThread();
        this.#send({ program: this.#wire });
        if (this.#waiting) this.#send(this.#waiting.request);
      };
      return (request) => worker.postMessage(request);
    } catch {
      return null;
    }
  }

  #onOwnThread(): (request: Request) => void {
    return serve((answer) => this.#take(answer));
  }

  #take({ number, tiles, error }: Answer): void {
    const waiting = this.#waiting;
    if (waiting?.request.number !== number) return;
    this.#waiting = null;
    if (tiles) waiting.resolve({ ...tiles, program: this.#program });
    else waiting.reject(new EngineError(error));
  }
}
