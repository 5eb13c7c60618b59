import type { NumberedLink } from "../frame/numbered_link.ts";
import { LOST } from "../interact/backpressure.ts";
import type { Seek, TrainingTraits } from "../wire/wire.ts";
import { present } from "../wire/wire.ts";

export interface PlaybackEvents {
  /** The next checkpoint is due. */
  due(index: number): void;
  /** A hand holds the time still. */
  held(): boolean;
}

/**
 * Asks for one checkpoint after the other: the next when the last was answered and its time is up.
 *
 * Views of one model in a page share its traits, so that a seek by one of them starts the others' clocks anew: the
 * first to ask is the only one. Views elsewhere see no seek but its picture, and then wait longer than who asked.
 */
export class Playback {
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** When a checkpoint was asked for, by anyone, in ms. */
  private since = performance.now();
  /** What this view has asked for and not got yet. */
  private mine: Seek | null = null;

  constructor(
    private readonly link: NumberedLink<TrainingTraits>,
    private readonly events: PlaybackEvents,
  ) {
    const { signal } = link;
    link.listen(["_seek"], () => this.restart());
    link.listen(["checkpoint"], () => {
      const { seek } = this;
      if (seek === null || seek.index !== link.get("checkpoint")) this.restart();
    });
    link.listen(["_answered"], () => this.settle());
    link.listen(["playing", "speed", "steps"], () => this.schedule());
    document.addEventListener("visibilitychange", () => this.schedule(), { signal });
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  /** Sets the alarm for the next checkpoint. */
  schedule(): void {
    clearTimeout(this.timer);
    const { link, since } = this;
    if (!link.get("playing") || link.get("steps").length === 0 || document.hidden || this.events.held())
      return;
    const wait = this.asked ? LOST : 1000 / link.get("speed");
    this.timer = setTimeout(() => this.advance(), Math.max(0, since + wait - performance.now()));
  }

  private get seek(): Seek | null {
    const seek = this.link.get("_seek");
    return present(seek) && seek.which === "checkpoint" ? seek : null;
  }

  /** Whether an answer is awaited. */
  private get asked(): boolean {
    return this.seek !== null && this.seek.seq > this.link.get("_answered");
  }

  private restart(): void {
    this.since = performance.now();
    this.schedule();
  }

  private settle(): void {
    const { link, mine, seek } = this;
    if (mine !== null && mine.seq <= link.get("_answered")) {
      this.mine = null;
      // A checkpoint that cannot be shown ends the show: asking for it over and over would help nobody.
      if (seek?.seq === mine.seq && link.get("checkpoint") !== mine.index) link.send({ playing: false });
    }
    this.schedule();
  }

  private advance(): void {
    const { link } = this;
    const count = link.get("steps").length;
    const next = link.get("checkpoint") + 1;
    if (next < count) this.ask(next);
    else if (link.get("loop") && count > 1) this.ask(0);
    else link.send({ playing: false });
  }

  private ask(index: number): void {
    this.events.due(index);
    this.mine = this.seek;
  }
}
