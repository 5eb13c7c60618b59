import { iconButton } from "../dom/icons.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import type { Backpressure } from "../interact/backpressure.ts";
import { TiltWheel } from "./tilt_wheel.ts";

/** Tilts of the slice by a wheel, and the dice for another direction of it; hidden where nothing can be tilted. */
export class TiltLink {
  readonly wheel: TiltWheel;
  readonly dice: HTMLElement;

  /** `gesture` is the one that is going on, and `queue` sends all that is numbered one at a time. */
  constructor(link: NumberedLink, queue: Backpressure, gesture: () => number) {
    this.wheel = new TiltWheel(
      {
        tilted: (index, angle, turn, done) => {
          const tilt = { index, angle, gesture: turn, seq: link.nextSeq(), done };
          const began = gesture();
          queue.offer(tilt.seq, () => link.send({ _tilt: tilt, _gesture: began }));
        },
      },
      link.signal,
    );
    const reroll = () => {
      this.wheel.reset();
      link.send({ _reroll: link.get("_reroll") + 1 });
    };
    this.dice = iconButton("dice", "New random tilt direction", reroll, link.signal);
    link.listen(["_can_tilt"], () => {
      for (const each of [this.wheel.root, this.dice]) each.hidden = !link.get("_can_tilt");
    });
  }
}
