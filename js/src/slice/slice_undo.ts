import type { NumberedLink } from "../frame/numbered_link.ts";
import { UndoControl } from "../frame/undo_control.ts";
import type { Traits } from "../wire/wire.ts";

type UndoTraits = Pick<Traits, "_answered" | "_undo" | "_can_undo" | "_can_redo">;

/** Undo and redo of views, selections and anchors, which Python remembers; steps that wait for an answer are sent together. */
export function sliceUndo(link: NumberedLink<UndoTraits>, root: HTMLElement): HTMLElement {
  const queue = link.queue("_undo");
  let unsent = 0;
  const go = (steps: number) => {
    unsent += steps;
    const seq = link.nextSeq();
    queue.offer(seq, () => {
      const undo = { steps: unsent, seq };
      unsent = 0;
      link.send({ _undo: undo });
    });
  };
  const control = new UndoControl(root, go, link.signal);
  link.listen(["_can_undo", "_can_redo"], () => control.set(link.get("_can_undo"), link.get("_can_redo")));
  return control.root;
}
