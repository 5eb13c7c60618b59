import type { Plane } from "../chart/plane.ts";
import { element, svg } from "../dom/element.ts";
import type { Point } from "../wire/wire.ts";

/** CSS pixels per arrow key; with shift 1. */
const STEP = 8;
const ARROWS: Record<string, Point> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export interface Place {
  /** Null where there is nothing to take hold of. */
  readonly at: Point | null;
  /** What it is, and what a hand can do to it. */
  readonly label: string;
}

export interface HandleEvents {
  /** A hand moves it; returns the number under which the answer comes. */
  moved(index: number, at: Point): number;
  grabbed?(index: number): void;
  removed?(index: number): void;
  /** Without it a double click does nothing. */
  doubled?(index: number): void;
}

/** Signs on a plane that a hand can take: they follow it at once, and Python's answers once it has let go. */
export class Handles {
  private readonly nodes: HTMLButtonElement[] = [];
  private places: readonly Place[] = [];
  private held: { readonly index: number; at: Point; seq: number; done: boolean } | null = null;

  /** `sign` is a path around the origin. */
  constructor(
    private readonly plane: Plane,
    private readonly kind: string,
    private readonly sign: string,
    private readonly events: HandleEvents,
    private readonly signal: AbortSignal,
  ) {}

  /** Where they are in an answer to all moves up to `answered`. */
  set(places: readonly Place[], answered: number): void {
    this.places = places;
    const { held } = this;
    if (held !== null && ((held.done && answered >= held.seq) || held.index >= places.length))
      this.held = null;
    while (this.nodes.length < places.length) this.add(this.nodes.length);
    while (this.nodes.length > places.length) this.nodes.pop()?.remove();
    places.forEach(({ label }, i) => {
      if (this.nodes[i].title === label) return;
      this.nodes[i].title = label;
      this.nodes[i].setAttribute("aria-label", label);
    });
    this.layout();
  }

  /** The last move was refused: back to where they are. */
  letGo(): void {
    if (this.held?.done) this.held = null;
    this.layout();
  }

  mark(index: number): void {
    this.nodes.forEach((node, i) => {
      node.classList.toggle("sw-spline-marked", i === index);
    });
  }

  layout(): void {
    if (!this.plane.seen) return;
    this.nodes.forEach((node, i) => {
      const at = this.held?.index === i ? this.held.at : this.places[i].at;
      const [x, y] = at === null ? [Number.NaN, 0] : this.plane.toPixels(at);
      const [nearX, nearY] = this.plane.inside([x, y]);
      node.hidden = !(Math.abs(x - nearX) < 1 && Math.abs(y - nearY) < 1);
      if (!node.hidden) node.style.transform = `translate(${x.toFixed(2)}px, ${y.toFixed(2)}px)`;
    });
  }

  private add(index: number): void {
    const picture = svg(
      "svg",
      { viewBox: "-12 -12 24 24", "aria-hidden": "true" },
      svg("path", { d: this.sign }),
    );
    const node = element(
      "button",
      { type: "button", class: `sw-handle sw-spline-${this.kind}`, "data-own-gesture": true },
      picture,
    );
    const { signal } = this;
    let grip: Point | null = null;
    const follow = (event: PointerEvent, done: boolean) => {
      if (grip === null) return;
      const [x, y] = this.plane.pixelsOf(event);
      this.move(index, [x + grip[0], y + grip[1]], done);
    };
    const release = (event: PointerEvent) => {
      if (this.held?.index === index && !this.held.done) follow(event, true);
      grip = null;
      node.classList.remove("sw-held");
    };
    node.addEventListener(
      "pointerdown",
      (event) => {
        const { at } = this.places[index];
        if (event.button !== 0 || at === null) return;
        node.setPointerCapture(event.pointerId);
        const [x, y] = this.plane.pixelsOf(event);
        const [left, top] = this.plane.toPixels(at);
        grip = [left - x, top - y]; // taken at its rim it does not jump to the pointer
        node.classList.add("sw-held");
        node.focus({ preventScroll: true });
        this.events.grabbed?.(index);
      },
      { signal },
    );
    node.addEventListener("pointermove", (event) => follow(event, false), { signal });
    for (const type of ["pointerup", "pointercancel"] as const)
      node.addEventListener(type, release, { signal });
    node.addEventListener("dblclick", () => this.events.doubled?.(index), { signal });
    node.addEventListener("focus", () => this.events.grabbed?.(index), { signal });
    node.addEventListener("keydown", (event) => this.onKey(event, index), { signal });
    this.nodes.push(node);
    this.plane.root.append(node);
  }

  private move(index: number, pixel: Point, done: boolean): void {
    const at = this.plane.fromPixels(this.plane.inside(pixel));
    // Shown first and sent second: the hand never waits for the kernel.
    this.held = { index, at, seq: Number.POSITIVE_INFINITY, done };
    this.layout();
    this.held.seq = this.events.moved(index, at);
  }

  private onKey(event: KeyboardEvent, index: number): void {
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    const { at } = this.places[index];
    const arrow = ARROWS[key];
    if (arrow && at !== null) {
      const [x, y] = this.plane.toPixels(this.held?.index === index ? this.held.at : at);
      const step = shiftKey ? 1 : STEP;
      this.move(index, [x + step * arrow[0], y + step * arrow[1]], true);
    } else if ((key === "Delete" || key === "Backspace") && this.events.removed) this.events.removed(index);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
