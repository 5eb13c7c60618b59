import { Backpressure } from "../interact/backpressure.ts";
import type { Model, Traits } from "../wire/wire.ts";
import { Link } from "./link.ts";

/** What every widget has that answers numbered messages. */
export interface Answering {
  /** The number of the newest message that is over and done. */
  _answered: number;
}

/** A link on which gestures are numbered, and sent one at a time. */
export class NumberedLink<T extends Answering = Traits> extends Link<T> {
  private seq = 0;
  private readonly numbered = new Set<string>();
  private readonly queues: Backpressure[] = [];

  constructor(model: Model<T>, signal: AbortSignal) {
    super(model, signal);
    this.listen(["_answered"], () => {
      for (const queue of this.queues) queue.answered(this.get("_answered"));
    });
    this.whenAbsent(() => {
      for (const queue of this.queues) queue.abandon();
    });
  }

  /** Numbers go on where those of another view, or of this page before it was loaded again, have ended. */
  nextSeq(): number {
    const sent = [...this.numbered].map((name) => (this.get(name as keyof T) as { seq?: number }).seq ?? 0);
    this.seq = Math.max(this.seq, this.get("_answered"), ...sent) + 1;
    return this.seq;
  }

  /** Numbered messages by these traits, one at a time; those of all queues leave in the order of their numbers. */
  queue(...traits: (keyof T & string)[]): Backpressure {
    for (const trait of traits) this.numbered.add(trait);
    const queue = new Backpressure(this.signal, (seq) => {
      for (const other of this.queues) other.flush(seq);
    });
    this.queues.push(queue);
    return queue;
  }
}
