import type { HostKernel, Model } from "../../src/wire/wire.ts";

export interface Told {
  _ask: { seq?: number; all?: boolean; text?: boolean };
  _heard: number;
  shown: object;
  rho: number;
}

/** A model of a host that may know its kernel, and a kernel that may answer. */
export class Host implements Model<Told> {
  readonly listeners = new Map<string, Set<(model?: object) => void>>();
  /** What its events tell, as Backbone's do. */
  model: object | undefined;
  state: Partial<Told> = { _ask: {}, _heard: 0, shown: { id: 1 }, rho: 0 };
  answering = true;
  throwing = false;
  readonly sent: Partial<Told>[] = [];
  widget_manager: { kernel?: HostKernel | null } | undefined;

  get<K extends keyof Told>(name: K): Told[K] {
    return this.state[name] as Told[K];
  }

  set<K extends keyof Told>(name: K, value: Told[K]): void {
    this.state = { ...this.state, [name]: value };
    for (const listener of this.listeners.get(`change:${name}`) ?? []) listener(this.model);
  }

  save_changes(): void {
    if (this.throwing) throw new Error("Kernel is disposed");
    this.sent.push(this.state);
    if (this.answering) this.answer();
  }

  answer(): void {
    const heard = this.state._ask?.seq ?? 0;
    if (heard === this.state._heard) return;
    this.set("_heard", heard);
  }

  on(event: string, callback: () => void): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(callback));
  }

  off(event: string, callback: () => void): void {
    this.listeners.get(event)?.delete(callback);
  }
}
