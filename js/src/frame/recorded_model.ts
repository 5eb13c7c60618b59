import type { Model, Traits } from "../wire/wire.ts";

/** A model without a kernel: it holds a state, and tells what is sent of it. */
export class RecordedModel<T extends object = Traits> implements Model<T> {
  private readonly state: T;
  private readonly listeners = new Map<string, Set<() => void>>();
  private pending = new Set<keyof T>();

  /** `heard` is told each message. */
  constructor(
    state: T,
    private readonly heard: (changed: Partial<T>) => void,
  ) {
    this.state = { ...state };
  }

  get<K extends keyof T>(name: K): T[K] {
    return this.state[name];
  }

  set<K extends keyof T>(name: K, value: T[K]): void {
    if (this.state[name] === value) return;
    this.state[name] = value;
    this.pending.add(name);
    this.emit(`change:${String(name)}`);
  }

  save_changes(): void {
    if (this.pending.size === 0) return;
    const changed: Partial<T> = {};
    for (const name of this.pending) changed[name] = this.state[name];
    this.pending = new Set();
    this.heard(changed);
  }

  on(event: string, callback: () => void): void {
    if (!this.listeners.has(event)) this.listeners.set(event, new Set());
    this.listeners.get(event)?.add(callback);
  }

  off(event: string, callback: () => void): void {
    this.listeners.get(event)?.delete(callback);
  }

  /** How many callbacks there are. */
  get listening(): number {
    return [...this.listeners.values()].reduce((sum, callbacks) => sum + callbacks.size, 0);
  }

  /** What a kernel would have sent: all values first, then the events, as in Jupyter. */
  receive(values: Partial<T>): void {
    Object.assign(this.state, values);
    for (const name of Object.keys(values)) this.emit(`change:${name}`);
  }

  /** Nobody has an answer to what was sent. */
  miss(): void {
    this.emit("absent");
  }

  private emit(event: string): void {
    for (const callback of [...(this.listeners.get(event) ?? [])]) callback();
  }
}
