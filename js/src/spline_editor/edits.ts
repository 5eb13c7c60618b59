import type { NumberedLink } from "../frame/numbered_link.ts";
import type { Backpressure } from "../interact/backpressure.ts";
import type { SplineEdit, SplineEditorTraits } from "../wire/wire.ts";

export type Edit = Omit<SplineEdit, "seq" | "gesture">;

/** Tells Python what a hand does: of drags the newest, one at a time; of all else everything. */
export class Edits {
  private readonly drags: Backpressure;

  constructor(
    private readonly link: NumberedLink<SplineEditorTraits>,
    private readonly gesture: () => number,
  ) {
    this.drags = link.queue("_edit");
  }

  /** Returns the number under which the answer comes. */
  drag(edit: Edit): number {
    const [seq, gesture] = [this.link.nextSeq(), this.gesture()];
    this.drags.offer(seq, () => this.link.send({ _edit: { ...edit, seq, gesture } }));
    return seq;
  }

  act(edit: Edit): void {
    const seq = this.link.nextSeq();
    this.drags.flush(seq);
    this.link.send({ _edit: { ...edit, seq, gesture: this.gesture() } });
  }
}
