import { type Clock, type Order, STRETCH, type Told, TrainingRun } from "./training_run.ts";

/** On the page's own thread as much time is left for pictures as training takes. */
const OWN_THREAD: Clock = {
  now: () => performance.now(),
  later: (work) => setTimeout(work, STRETCH),
};
/** The address of a worker's text stays until it must have been read. */
const READ = 10_000;

/** A training in a worker that is made of its source, and on the page's own thread where there is none. */
export class Trainer {
  private worker: Worker | null = null;
  private hear: (order: Order) => void;
  /** What was asked before anything was told: should there be no worker after all, it is asked again. */
  private asked: Order[] | null = [];
  private ended = false;

  /** `source` is the text of the bundle of `in_page.ts`; null for the page's own thread. */
  constructor(
    private readonly told: (told: Told) => void,
    source: string | null,
  ) {
    this.hear = (source !== null && this.inWorker(source)) || this.onOwnThread();
  }

  ask(order: Order): void {
    if (this.ended) return;
    this.asked?.push(order);
    this.hear(order);
  }

  /** Ends the worker; nothing is told any more. */
  end(): void {
    this.ended = true;
    this.worker?.terminate();
    this.worker = null;
    this.hear = () => {};
  }

  private inWorker(source: string): ((order: Order) => void) | null {
    try {
      const address = URL.createObjectURL(new Blob([withoutExports(source)], { type: "text/javascript" }));
      setTimeout(() => URL.revokeObjectURL(address), READ);
      const worker = new Worker(address);
      this.worker = worker;
      worker.onmessage = ({ data }: MessageEvent<Told>) => this.take(data);
      // A page may forbid workers, and says so only now.
      worker.onerror = () => this.failed(worker);
      return (order) => worker.postMessage(order);
    } catch {
      return null;
    }
  }

  private failed(worker: Worker): void {
    if (this.worker !== worker) return;
    worker.terminate();
    this.worker = null;
    const asked = this.asked;
    this.hear = this.onOwnThread();
    if (asked) for (const order of asked) this.hear(order);
    else this.told({ report: null, error: "The training has failed. It ran in a worker. Reload the page." });
  }

  private onOwnThread(): (order: Order) => void {
    const run = new TrainingRun((told) => this.take(told), OWN_THREAD);
    return (order) => run.hear(order);
  }

  private take(told: Told): void {
    if (this.ended) return;
    this.asked = null;
    this.told(told);
  }
}

/** A bundle as a script: of a page that is a file, browsers make no worker of a module. */
const withoutExports = (bundle: string) => `"use strict";${bundle.replace(/export\s*\{[^{}]*\};?\s*$/, "")}`;
