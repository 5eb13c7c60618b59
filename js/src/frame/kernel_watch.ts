import { arrived } from "../wire/arrived.ts";
import type { Asking, HostKernel, Model } from "../wire/wire.ts";
import { type HostModel, hearAgain } from "./hearing.ts";

/** An answer is missed after this long, in ms, and asked for again each time that it has passed. */
export const PATIENCE = 2000;

/** For so long after an answer, in ms, a kernel is taken to be there: else each step of a drag would be asked about. */
export const TRUST = 500;

/** Whether the kernel answers, is busy with something else, or is not there any more. */
export type Presence = "here" | "busy" | "absent";

/** What ipywidgets marks views with whose model has no kernel. */
const DISCONNECTED = "jupyter-widgets-disconnected";
const GONE = ["dead", "restarting", "autorestarting", "terminating"];

/**
 * A model that asks with what it sends, now and then, whether it was heard, and asks for everything while there is
 * nothing to show.
 *
 * Where a host leaves the buffers of arrays behind, it asks for texts instead: at once where it sees arrays without
 * bytes, and else, since a host may as well drop a message with buffers, once all that it asked for does not come from
 * a kernel that answers other questions.
 *
 * It is one more event, "absent": told when the kernel is found to be gone, and after each message into the void. A
 * model without a kernel has it by itself.
 */
export class KernelWatch<T extends object> implements Model<T> {
  presence: Presence = "here";
  /** The kernel was there, so that what is shown is no longer true when it is gone. */
  known = false;
  private readonly void = new Set<() => void>();
  private readonly asking: Model<Asking> | null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private awaited = false;
  /** The host's own model, which its events tell. */
  private hosts: HostModel | undefined;
  private answeredAt = Number.NEGATIVE_INFINITY;
  /** Whether arrays are asked for as texts. */
  private text = false;
  /** The numbers of questions that nobody has answered yet: answers come in order, so that one before another is lost. */
  private readonly open = new Set<number>();
  /** The number of a question for everything, put to a kernel that had just answered another one; 0 without one. */
  private everything = 0;
  /** How many of these in a row were lost. */
  private lost = 0;

  /**
   * `view` is the host's element around everything, and `blank` tells whether there is nothing to show.
   * `changed` is told of another presence.
   */
  constructor(
    private readonly model: Model<T>,
    private readonly view: HTMLElement,
    private readonly blank: () => boolean,
    private readonly changed: () => void,
    private readonly signal: AbortSignal,
  ) {
    const asking = model as unknown as Model<Asking>;
    // States without these traits are of a version that does not answer.
    this.asking = asking.get("_heard") === undefined ? null : asking;
    if (this.asking === null) return;
    const heard = () => this.heard();
    asking.on("change:_heard", heard);
    const asked = (hosts?: HostModel) => {
      this.hosts = hosts;
    };
    asking.on("change:_ask", asked);
    const observer = new MutationObserver(() => this.look());
    observer.observe(view, { attributes: true, attributeFilter: ["class"] });
    const { kernel } = this;
    const look = () => this.look();
    for (const event of [kernel?.statusChanged, kernel?.disposed]) event?.connect(look);
    signal.addEventListener(
      "abort",
      () => {
        asking.off("change:_heard", heard);
        asking.off("change:_ask", asked);
        observer.disconnect();
        for (const event of [kernel?.statusChanged, kernel?.disposed]) event?.disconnect(look);
        clearTimeout(this.timer);
      },
      { once: true },
    );
    if (!this.disconnected) this.ask();
  }

  /** What a trait holds; nothing where its arrays have no bytes. */
  get<K extends keyof T>(name: K): T[K] {
    const value = this.model.get(name);
    if (arrived(value)) return value;
    if (!this.text) {
      this.text = true;
      // Not while the host still tells of changes.
      queueMicrotask(() => !this.signal.aborted && this.ask(PATIENCE, true));
    }
    return (Array.isArray(value) ? [] : {}) as T[K];
  }

  set<K extends keyof T>(name: K, value: T[K]): void {
    this.model.set(name, value);
  }

  save_changes(): void {
    const trusted = this.answeredAt + TRUST - performance.now();
    if (this.awaited || this.asking === null) this.send();
    else if (trusted > 0) {
      this.awaited = true;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(PATIENCE - trusted), trusted);
      this.send();
    } else this.ask();
    if (this.presence === "absent") queueMicrotask(() => this.tell());
  }

  on(event: string, callback: () => void): void {
    if (event === "absent") this.void.add(callback);
    this.model.on(event, callback);
  }

  off(event: string, callback: () => void): void {
    if (event === "absent") this.void.delete(callback);
    this.model.off(event, callback);
  }

  private get kernel(): HostKernel | null | undefined {
    return this.model.widget_manager?.kernel;
  }

  private get disconnected(): boolean {
    return this.view.classList.contains(DISCONNECTED);
  }

  /** The kernel is certainly gone, also where nobody has asked it. */
  get gone(): boolean {
    const { kernel } = this;
    return (
      this.disconnected ||
      kernel === null ||
      kernel?.isDisposed === true ||
      GONE.includes(kernel?.status ?? "")
    );
  }

  /** The number of the next question. */
  private get next(): number {
    const { asking } = this;
    return Math.max(asking?.get("_heard") ?? 0, asking?.get("_ask").seq ?? 0) + 1;
  }

  private ask(patience = PATIENCE, all = this.blank()): void {
    const { asking } = this;
    if (asking === null) return;
    const seq = this.next;
    this.open.add(seq);
    asking.set("_ask", { seq, all, ...(this.text && { text: true }) });
    this.awaited = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.missed(), patience);
    this.send();
  }

  /** A kernel that is gone makes hosts throw. */
  private send(): void {
    try {
      this.model.save_changes();
    } catch (problem) {
      if (!this.gone) throw problem;
      this.become("absent");
    }
  }

  private heard(): void {
    this.awaited = false;
    this.answeredAt = performance.now();
    this.known = true;
    clearTimeout(this.timer);
    this.become("here");
    if (this.lostBefore(this.asking?.get("_heard") ?? 0)) {
      // So may be what was sent meanwhile. Where it never comes, it is the buffers that do not come through.
      this.text ||= this.lost > 1;
      this.everything = this.next;
      this.ask(PATIENCE, true);
      return;
    }
    if (this.blank()) this.timer = setTimeout(() => this.blank() && this.ask(), PATIENCE);
  }

  private missed(): void {
    this.become(!this.gone && this.kernel?.status === "busy" ? "busy" : "absent");
    if (this.gone) return;
    hearAgain(this.hosts);
    // Without everything, which may be what does not come through.
    this.ask(PATIENCE, false);
  }

  /** Whether a question was lost before the one that was heard; counts those for everything. */
  private lostBefore(heard: number): boolean {
    const before = [...this.open].filter((seq) => seq < heard);
    if (heard >= this.everything) {
      this.lost = this.everything > 0 && before.includes(this.everything) ? this.lost + 1 : 0;
      this.everything = 0;
    }
    for (const seq of this.open) if (seq <= heard) this.open.delete(seq);
    return before.length > 0;
  }

  private look(): void {
    if (!this.gone || !this.known) return;
    this.become("absent");
    this.changed();
  }

  private become(presence: Presence): void {
    if (this.presence === presence) return;
    this.presence = presence;
    this.changed();
    if (presence === "absent") this.tell();
  }

  private tell(): void {
    for (const callback of this.void) callback();
  }
}
