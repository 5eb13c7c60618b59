import { type D3DragEvent, drag, dragEnable } from "d3-drag";
import { select } from "d3-selection";
import { scaleOf } from "../canvas/scale.ts";
import { element, svg } from "../dom/element.ts";
import { starPath } from "../dom/icons.ts";
import type { Point } from "../wire/wire.ts";

export interface HandleFrame {
  /** From the handles' coordinates to CSS pixels of the host, and back. */
  toPixels(point: Point): Point;
  fromPixels(pixel: Point): Point;
  /** The pixels that a handle may be moved to. */
  size(): { width: number; height: number };
}

export interface HandleLooks {
  /** A class of their own. */
  readonly kind?: string;
  /** What a handle of some name is, and what can be done with it. */
  describe(index: number, name: string | undefined): { title: string; label: string };
  /** 24 px around the origin. */
  sign(index: number): SVGElement;
}

export interface HandleEvents {
  /** Where a handle goes that a hand has at `at`; with Shift held it may be `other` than without. */
  aimed?(index: number, at: Point, other: boolean): Point;
  /** A hand moves a handle; returns the number under which the move was sent. */
  moved(index: number, at: Point, done: boolean): number;
  /** Everything about the handles has its final place for now. */
  laidOut?(pixels: readonly Point[]): void;
  /** A handle is being used. */
  grabbed?(index: number): void;
}

interface Held {
  readonly index: number;
  at: Point;
  seq: number;
  done: boolean;
  /** Held by a hand on these handles, and not on those of another view. */
  readonly here: boolean;
}

const STEP = 8; // CSS pixels per arrow key; with shift 1

/** Stars that stand for what is called so. */
export function stars(what: string): HandleLooks {
  return {
    describe: (index, name) => ({
      title: name ? `${what} ${index + 1} · ${name}` : `${what} ${index + 1}`,
      label: `${what} ${index + 1}${name ? ` (${name})` : ""}: drag, or move with the arrow keys`,
    }),
    sign: () => svg("path", { d: starPath(9.5) }),
  };
}

/** Draggable signs over `host`: they follow the hand at once and the kernel's answers afterwards. */
export class Handles {
  private points: readonly Point[] = [];
  private names: readonly string[] = [];
  private held: Held | null = null;
  private readonly nodes: HTMLButtonElement[] = [];

  constructor(
    private readonly host: HTMLElement,
    private readonly looks: HandleLooks,
    private readonly frame: HandleFrame,
    private readonly events: HandleEvents,
    private readonly signal: AbortSignal,
  ) {
    signal.addEventListener("abort", () => this.release(), { once: true });
  }

  get dragging(): boolean {
    return this.held !== null && !this.held.done;
  }

  /** The keys go to a handle. */
  focus(index: number): void {
    this.nodes[index]?.focus({ preventScroll: true });
  }

  setNames(names: readonly string[]): void {
    if (names === this.names) return; // with every picture of a drag
    this.names = names;
    this.nodes.forEach((node, i) => {
      this.describe(node, i);
    });
  }

  /** Where the kernel says the handles are, in an answer that includes all moves up to `seq`. */
  setPoints(points: readonly Point[], seq: number | null): void {
    this.points = points;
    if (this.held?.done && (seq === null || seq >= this.held.seq)) this.held = null;
    while (this.nodes.length < points.length) this.add(this.nodes.length);
    while (this.nodes.length > points.length) this.remove();
    this.layout();
  }

  /** A hand moves the same handle in another view. */
  follow(index: number, at: Point, seq: number, done: boolean): void {
    this.held = { index, at, seq, done, here: false };
    this.layout();
  }

  /** The last move was refused, or the hand in another view is gone: back to where the picture has the handle. */
  letGo(): void {
    if (this.held === null || (this.held.here && !this.held.done)) return;
    this.held = null;
    this.layout();
  }

  layout(): void {
    const { width, height } = this.frame.size();
    const pixels = this.points.map((point, i) =>
      this.frame.toPixels(this.held?.index === i ? this.held.at : point),
    );
    pixels.forEach(([x, y], i) => {
      const node = this.nodes[i];
      node.style.transform = `translate(${x.toFixed(2)}px, ${y.toFixed(2)}px)`;
      const hidden = !(x > -8 && y > -8 && x < width + 8 && y < height + 8);
      if (node.hidden !== hidden) node.hidden = hidden;
    });
    this.events.laidOut?.(pixels);
  }

  private add(index: number): void {
    const node = element(
      "button",
      {
        type: "button",
        class: ["sw-handle", this.looks.kind ?? ""].join(" ").trim(),
        "data-own-gesture": true,
        "data-index": index,
      },
      svg("svg", { viewBox: "-12 -12 24 24", "aria-hidden": "true" }, this.looks.sign(index)),
    );
    this.describe(node, index);
    node.addEventListener("keydown", (event) => this.onKey(event, index), { signal: this.signal });
    node.addEventListener("focus", () => this.events.grabbed?.(index), { signal: this.signal });
    this.host.append(node);
    this.nodes.push(node);
    select(node).call(this.behavior(index));
  }

  private behavior(index: number) {
    let grip: Point = [0, 0];
    let scale = 1;
    const at = (event: Event): Point => [event.x / scale + grip[0], event.y / scale + grip[1]];
    type Event = D3DragEvent<HTMLButtonElement, unknown, unknown>;
    return drag<HTMLButtonElement, unknown>()
      .container(() => this.host)
      .touchable(true)
      .on("start", (event: Event) => {
        const [x, y] = this.frame.toPixels(this.points[index]);
        scale = scaleOf(this.host);
        grip = [x - event.x / scale, y - event.y / scale]; // a sign taken at its rim does not jump to the pointer
        this.nodes[index].classList.add("sw-held");
        this.nodes[index].focus({ preventScroll: true });
        this.events.grabbed?.(index);
      })
      .on("drag", (event: Event) => this.move(index, at(event), false, event.sourceEvent?.shiftKey))
      .on("end", (event: Event) => {
        this.nodes[index].classList.remove("sw-held");
        if (this.held?.index === index && !this.held.done) {
          this.move(index, at(event), true, event.sourceEvent?.shiftKey);
        }
      });
  }

  /** As if a hand had moved a handle there. */
  put(index: number, at: Point): void {
    this.place(index, at, true);
  }

  private move(index: number, [x, y]: Point, done: boolean, other = false): void {
    const { width, height } = this.frame.size();
    const inside: Point = [Math.min(width, Math.max(0, x)), Math.min(height, Math.max(0, y))];
    const at = this.frame.fromPixels(inside);
    this.place(index, this.events.aimed?.(index, at, other) ?? at, done);
  }

  private place(index: number, at: Point, done: boolean): void {
    // Shown first and sent second: the hand must never wait for the kernel.
    this.held = { index, at, seq: Number.POSITIVE_INFINITY, done, here: true };
    this.layout();
    this.held.seq = this.events.moved(index, at, done);
  }

  private onKey(event: KeyboardEvent, index: number): void {
    const step = event.shiftKey ? 1 : STEP;
    const [dx, dy] = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    }[event.key] ?? [0, 0];
    if (dx === 0 && dy === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.held?.index === index ? this.held.at : this.points[index];
    const [x, y] = this.frame.toPixels(at);
    this.move(index, [x + dx, y + dy], true);
  }

  private describe(node: HTMLElement, index: number): void {
    const { title, label } = this.looks.describe(index, this.names[index]);
    node.setAttribute("aria-label", label);
    node.title = title;
  }

  private remove(): void {
    const node = this.nodes.pop();
    if (!node) return;
    select(node).on(".drag", null);
    node.remove();
  }

  private release(): void {
    if (this.dragging && this.held?.here) {
      // Removed in mid-drag: d3 listens on the window and has switched text selection off.
      const view = this.host.ownerDocument.defaultView ?? window;
      select(view).on(".drag", null);
      dragEnable(view);
    }
    while (this.nodes.length > 0) this.remove();
  }
}
