import { Backpressure } from "../interact/backpressure.ts";
import type { Model, Traits } from "../wire/wire.ts";
import { Link } from "./link.ts";

/** Messages that carry a number, by which Python says what is over and done. */
const NUMBERED = ["_drag", "_tilt", "_undo", "_seek", "_edit"];

/** A link on which gestures are numbered, and sent one at a time. */
export class NumberedLink<T extends { _answered: number } = Traits> extends Link<T> {
  private seq = 0;
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
    const sent = NUMBERED.map(
      (name) => (this.get(name as keyof T) as { seq?: number } | undefined)?.seq ?? 0,
    );
    this.seq = Math.max(this.seq, this.get("_answered"), ...sent) + 1;
    return this.seq;
  }

  /** Numbered messages of one kind, one at a time; those of all kinds leave in the order of their numbers. */
  queue(): Backpressure {
    const queue = new Backpressure(this.signal, (seq) => {
      for (const other of this.queues) other.flush(seq);
    });
    this.queues.push(queue);
    return queue;
  }
}
