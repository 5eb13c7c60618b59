import type { Model, Traits } from "../wire/wire.ts";

/** What a view beside an explorer sees: traits of its own, and all others of the explorer. */
export type Beside<T extends object> = T & Omit<Traits, keyof T>;

/**
 * Two models as one: a trait that a widget has not of its own is that of the explorer beside it.
 *
 * So that a tile which is pointed at in either is so in both at once, without a kernel.
 */
export class LinkedModel<T extends object> implements Model<Beside<T>> {
  /** What has values that were not sent yet. */
  private readonly unsaved = new Set<Pick<Model, "save_changes">>();

  /** From when `closed` is aborted, the explorer is there no more, and is told nothing. */
  constructor(
    private readonly own: Model<T>,
    private readonly explorer: Model,
    private readonly closed: AbortSignal,
  ) {}

  get<K extends keyof Beside<T>>(name: K): Beside<T>[K] {
    return this.halfOf(name).get(name);
  }

  set<K extends keyof Beside<T>>(name: K, value: Beside<T>[K]): void {
    const half = this.halfOf(name);
    half.set(name, value);
    if (!this.closed.aborted || half !== (this.explorer as object)) this.unsaved.add(half);
  }

  save_changes(): void {
    const unsaved = [...this.unsaved];
    this.unsaved.clear();
    for (const half of unsaved) half.save_changes();
  }

  on(event: string, callback: () => void): void {
    for (const half of this.halvesThatTell(event)) half.on(event, callback);
  }

  off(event: string, callback: () => void): void {
    for (const half of this.halvesThatTell(event)) half.off(event, callback);
  }

  private halvesThatTell(event: string): Model<Beside<T>>[] {
    const [, name] = /^change:(.*)$/.exec(event) ?? [];
    if (name !== undefined) return [this.halfOf(name as keyof Beside<T>)];
    return [this.own, this.explorer] as unknown as Model<Beside<T>>[];
  }

  private halfOf(name: keyof Beside<T>): Model<Beside<T>> {
    const half = this.own.get(name as keyof T) === undefined ? this.explorer : this.own;
    return half as unknown as Model<Beside<T>>;
  }
}
