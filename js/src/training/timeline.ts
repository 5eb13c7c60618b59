import type { NumberedLink } from "../frame/numbered_link.ts";
import type { Backpressure } from "../interact/backpressure.ts";
import type { Seek, TrainingTraits } from "../wire/wire.ts";
import { Playback } from "./playback.ts";
import { TimeBar } from "./time_bar.ts";

/** The time bar and its talk with Python: which checkpoint is on the screen, by hand or by playing. */
export class Timeline {
  readonly bar: TimeBar;
  private readonly seeks: Backpressure;

  constructor(private readonly link: NumberedLink<TrainingTraits>) {
    this.seeks = link.queue("_seek");
    const bar = new TimeBar(
      {
        chosen: (index) => this.seek("checkpoint", index),
        referred: (index) => this.seek("reference", index),
        released: () => playback.schedule(),
        played: (playing) => this.play(playing),
        sped: (speed) => link.send({ speed }),
        looped: (loop) => link.send({ loop }),
      },
      link.signal,
    );
    this.bar = bar;
    const playback = new Playback(link, {
      due: (index) => this.seek("checkpoint", index),
      held: () => bar.present.grabbed,
    });
    link.listen(["steps"], () => bar.setSteps(link.get("steps")));
    link.listen(["steps", "_kept"], () => bar.setKept(link.get("_kept")));
    link.listen(["checkpoint", "_answered"], () =>
      bar.setPresent(link.get("checkpoint"), link.get("_answered")),
    );
    link.listen(["reference", "_answered"], () =>
      bar.setReference(link.get("reference"), link.get("_answered")),
    );
    link.listen(["playing"], () => bar.setPlaying(link.get("playing")));
    link.listen(["speed"], () => bar.setSpeed(link.get("speed")));
    link.listen(["loop"], () => bar.setLoop(link.get("loop")));
    link.listen(["following"], () => bar.setFollowing(link.get("following")));
  }

  private seek(which: Seek["which"], index: number): number {
    const seek = { which, index, seq: this.link.nextSeq() };
    this.seeks.offer(seek.seq, () => this.link.send({ _seek: seek }));
    return seek.seq;
  }

  private play(playing: boolean): void {
    const { link, bar } = this;
    // At the end there is nothing left to play but everything.
    const atEnd = bar.present.index === link.get("steps").length - 1;
    if (playing && atEnd && !link.get("loop")) bar.present.choose(0);
    link.send({ playing });
  }
}
