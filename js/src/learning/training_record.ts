import type { LiveTraining, Measures, TrainingState } from "./live_training.ts";

/** As many states are kept; beyond, every second one but the first and the last is let go. */
const MOST_STATES = 300;
/** Steps are recorded that are later than the last one by this share, or by so many. */
const [SHARE, STEPS] = [0.05, 50];

/** A state and what was measured there. */
interface Kept {
  readonly state: TrainingState;
  readonly measures: Measures & Readonly<Record<string, number>>;
}

/** States of a training, spaced evenly in the logarithm of the step, and later evenly; as Python's `TrainingRecord`. */
export class TrainingRecord {
  private kept: Kept[] = [];

  get length(): number {
    return this.kept.length;
  }

  /** The step of each state, increasing. */
  get steps(): number[] {
    return this.kept.map(({ state }) => state.steps);
  }

  /** Values of each metric, NaN where it was not recorded. */
  get metrics(): Record<string, Float64Array> {
    const names = new Set(this.kept.flatMap(({ measures }) => Object.keys(measures)));
    const values = (name: string) =>
      Float64Array.from(this.kept, ({ measures }) => measures[name] ?? Number.NaN);
    return Object.fromEntries(Array.from(names, (name) => [name, values(name)]));
  }

  /** The next step that is far enough from the last one. */
  get nextDue(): number {
    const last = this.kept.at(-1)?.state.steps;
    return last === undefined ? 0 : last + Math.max(1, Math.min(STEPS, Math.ceil(SHARE * last)));
  }

  /** Keeps a training's state with what was measured; a state of the same step is replaced. */
  keep(training: LiveTraining, measures: Kept["measures"]): void {
    if (this.kept.at(-1)?.state.steps === training.steps) this.kept.pop();
    this.kept.push({ state: training.state(), measures });
    const last = this.kept.length - 1;
    if (last >= MOST_STATES) this.kept = this.kept.filter((_, i) => i % 2 === 0 || i === last);
  }

  /** Brings a training back to a state, and forgets what came after it. */
  goTo(training: LiveTraining, index: number): void {
    training.restore(this.kept[index].state);
    this.forgetAfter(training.steps);
  }

  /** Forgets the states of later steps. */
  forgetAfter(step: number): void {
    this.kept = this.kept.filter(({ state }) => state.steps <= step);
  }

  clear(): void {
    this.kept = [];
  }
}
