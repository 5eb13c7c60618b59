import { OneAtATime } from "../interact/one_at_a_time.ts";
import type { Model, Traits } from "../wire.ts";

/** Messages that carry a number, by which Python says what is over and done. */
const NUMBERED = ["drag", "tilt", "scrub"];

/** What one view and its model have to say to each other, for as long as the view is there. */
export class Link<T extends Traits = Traits> {
  /** Told when something from the model cannot be shown. */
  problem: (text: string) => void = () => {};
  private seq = 0;
  private readonly queues: OneAtATime[] = [];

  constructor(
    private readonly model: Model<T>,
    readonly signal: AbortSignal,
  ) {
    this.listen(["answered"], () => {
      for (const queue of this.queues) queue.answered(this.get("answered"));
    });
  }

  get<K extends keyof T>(name: K): T[K] {
    return this.model.get(name);
  }

  send(values: Partial<T>): void {
    for (const [name, value] of Object.entries(values)) this.model.set(name as keyof T, value as never);
    this.model.save_changes();
  }

  /** Numbers go on where those of another view, or of this page before it was loaded again, have ended. */
  nextSeq(): number {
    const sent = NUMBERED.map(
      (name) => (this.get(name as keyof T) as { seq?: number } | undefined)?.seq ?? 0,
    );
    this.seq = Math.max(this.seq, this.get("answered"), ...sent) + 1;
    return this.seq;
  }

  /** Numbered messages of one kind, one at a time; those of all kinds leave in the order of their numbers. */
  queue(): OneAtATime {
    const queue = new OneAtATime(this.signal, (seq) => {
      for (const other of this.queues) other.flush(seq);
    });
    this.queues.push(queue);
    return queue;
  }

  /** Calls back on changes of these traits, and once now for their present values. */
  listen(names: (keyof T & string)[], show: () => void, signal = this.signal): void {
    const guarded = () => {
      try {
        show();
      } catch (problem) {
        this.problem(String(problem instanceof Error ? problem.message : problem));
        throw problem;
      }
    };
    for (const name of names) this.model.on(`change:${name}`, guarded);
    signal.addEventListener("abort", () => names.map((name) => this.model.off(`change:${name}`, guarded)));
    guarded();
  }
}
