import type { Model } from "../wire/wire.ts";

/** What one view and its model have to say to each other, for as long as the view is there. */
export class Link<T extends object> {
  /** Told when something from the model cannot be shown. */
  problem: (text: string) => void = () => {};

  constructor(
    private readonly model: Model<T>,
    readonly signal: AbortSignal,
  ) {}

  get<K extends keyof T>(name: K): T[K] {
    return this.model.get(name);
  }

  send(values: Partial<T>): void {
    for (const [name, value] of Object.entries(values)) this.model.set(name as keyof T, value as never);
    this.model.save_changes();
  }

  /** Calls back when the kernel is found to be gone, and after each message that nobody hears. */
  whenAbsent(callback: () => void): void {
    this.model.on("absent", callback);
    this.signal.addEventListener("abort", () => this.model.off("absent", callback));
  }

  /** Calls back on changes of these traits, and once now for their present values. */
  listen(names: (keyof T & string)[], show: () => void, signal = this.signal): void {
    const guarded = () => {
      try {
        show();
      } catch (problem) {
        this.problem(String(problem instanceof Error ? problem.message : problem));
        throw problem;
      }
    };
    for (const name of names) this.model.on(`change:${name}`, guarded);
    signal.addEventListener("abort", () => names.map((name) => this.model.off(`change:${name}`, guarded)));
    guarded();
  }
}
