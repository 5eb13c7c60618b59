import type { Link } from "./link.ts";

/** Values that a trait has had, for undo and redo, where the page alone knows how to go from one to the other. */
export class TraitSteps<T extends object, K extends keyof T & string> {
  private past: T[K][] = [];
  private future: T[K][] = [];
  private present: T[K];
  /** The gesture of the last change; null for what was set elsewhere. */
  private last: number | null = -1;
  private by: number | null = null;
  private going = false;

  /** `possible` is told whether there is anything to undo, and to redo. */
  constructor(
    private readonly link: Pick<Link<T>, "get" | "send" | "listen">,
    private readonly name: K,
    private readonly possible: (undo: boolean, redo: boolean) => void,
  ) {
    this.present = link.get(name);
    link.listen([name], () => this.changed(link.get(name)));
  }

  /** Sets the trait; all values of one gesture are one step, and so are those that are set elsewhere in between. */
  send(value: T[K], gesture: number): void {
    this.by = gesture;
    this.link.send({ [this.name]: value } as unknown as Partial<T>);
    this.by = null;
  }

  /** Back by a step, or forth by -1. */
  go(steps: 1 | -1): void {
    const [from, to] = steps === 1 ? [this.past, this.future] : [this.future, this.past];
    const value = from.pop();
    if (value === undefined) return;
    to.push(this.present);
    this.going = true;
    this.last = -1;
    this.link.send({ [this.name]: value } as unknown as Partial<T>);
    this.going = false;
  }

  private changed(value: T[K]): void {
    const { present, last, by } = this;
    this.present = value;
    const text = JSON.stringify(value);
    if (!this.going && text !== JSON.stringify(present)) {
      // What was refused was no step: the value before it has come back.
      if (by === null && text === JSON.stringify(this.past.at(-1))) this.past = this.past.slice(0, -1);
      else if (by !== last) this.past = [...this.past.slice(1 - MOST), present];
      this.last = by;
      this.future = [];
    }
    this.possible(this.past.length > 0, this.future.length > 0);
  }
}

/** As many steps are remembered. */
const MOST = 100;
