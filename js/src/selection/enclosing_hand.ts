import { scaleOf } from "../canvas/scale.ts";
import { element } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import { listenToKeys } from "../interact/keyboard.ts";
import { ownGesture } from "../interact/own_gesture.ts";
import type { Point } from "../wire/wire.ts";

export type Tool = "box" | "lasso";
/** What becomes of what was chosen before. */
export type Way = "instead" | "added" | "removed";

export interface EnclosingEvents {
  /** A loop of pixels was closed. */
  enclosed(loop: readonly Point[], way: Way): void;
  /** A pixel was clicked with a tool, or with Shift. */
  clicked(pixel: Point): void;
  /** The loop has grown, or is gone. */
  drawn(): void;
}

/** A hand that moves less, in CSS pixels, clicks. */
const CLICK = 4;

/** A hand that draws a box or a loop on a canvas, while one of two tools is on; with Shift a box at any time. */
export class EnclosingHand {
  readonly buttons: HTMLElement;
  /** What is being drawn, in pixels. */
  loop: readonly Point[] = [];
  private tool: Tool | null = null;
  private readonly tools: Record<Tool, HTMLButtonElement>;
  private held: { readonly id: number; readonly tool: Tool; readonly from: Point; readonly way: Way } | null =
    null;
  /** The click that ends what was drawn is none. */
  private drew = false;

  constructor(
    private readonly canvas: HTMLElement,
    private readonly events: EnclosingEvents,
    signal: AbortSignal,
  ) {
    this.tools = {
      box: iconButton("box", "Select tiles in a box (B, or Shift and drag)", () => this.take("box"), signal),
      lasso: iconButton("lasso", "Select tiles in a loop (O)", () => this.take("lasso"), signal),
    };
    this.buttons = element("span", { class: "sw-selecting", role: "group", "aria-label": "Select tiles" });
    this.buttons.append(this.tools.box, this.tools.lasso);
    this.press();
    const options = { capture: true, signal };
    canvas.addEventListener("pointerdown", (event) => this.down(event), options);
    canvas.addEventListener("pointermove", (event) => this.move(event), options);
    canvas.addEventListener("pointerup", (event) => this.up(event), options);
    canvas.addEventListener("pointercancel", () => this.drop(), options);
    canvas.addEventListener("click", (event) => this.click(event), options);
    // What pans the window hears these.
    const keep = (event: Event) => this.held && event.stopImmediatePropagation();
    for (const type of ["mousedown", "touchstart"]) canvas.addEventListener(type, keep, options);
    const [box, lasso] = [() => this.take("box"), () => this.take("lasso")];
    listenToKeys(canvas, { b: box, B: box, o: lasso, O: lasso }, signal);
  }

  /** Puts the tool down; false where there is none. */
  putDown(): boolean {
    if (this.tool === null && this.held === null) return false;
    this.drop();
    this.tool = null;
    this.press();
    return true;
  }

  private take(tool: Tool): void {
    this.tool = this.tool === tool ? null : tool;
    this.press();
  }

  private press(): void {
    for (const [name, button] of Object.entries(this.tools))
      button.setAttribute("aria-pressed", String(name === this.tool));
    this.canvas.classList.toggle("sw-enclosing", this.tool !== null);
  }

  private pixelOf(event: MouseEvent): Point {
    const { left, top } = this.canvas.getBoundingClientRect();
    const scale = scaleOf(this.canvas);
    return [(event.clientX - left) / scale, (event.clientY - top) / scale];
  }

  private down(event: PointerEvent): void {
    this.drew = false;
    const byShift = event.shiftKey && event.pointerType !== "touch";
    const tool = this.tool ?? (byShift ? "box" : null);
    if (!tool || !event.isPrimary || event.button !== 0 || event.ctrlKey || ownGesture(event)) return;
    event.stopImmediatePropagation();
    const way = event.altKey ? "removed" : event.shiftKey ? "added" : "instead";
    this.held = { id: event.pointerId, tool, from: this.pixelOf(event), way };
  }

  private move(event: PointerEvent): void {
    const { held } = this;
    if (held === null || held.id !== event.pointerId) return;
    event.stopImmediatePropagation();
    const [x, y] = this.pixelOf(event);
    const [fromX, fromY] = held.from;
    if (this.loop.length === 0) {
      if (Math.hypot(x - fromX, y - fromY) < CLICK) return;
      this.canvas.setPointerCapture(event.pointerId);
      this.loop = [held.from];
    }
    if (held.tool === "lasso") this.loop = [...this.loop, [x, y]];
    else this.loop = [held.from, [x, fromY], [x, y], [fromX, y]];
    this.events.drawn();
  }

  private up(event: PointerEvent): void {
    const { held, loop } = this;
    if (held === null || held.id !== event.pointerId) return;
    this.drew = loop.length > 0;
    this.drop();
    if (loop.length > 2) this.events.enclosed(loop, held.way);
  }

  private drop(): void {
    this.held = null;
    this.loop = [];
    this.events.drawn();
  }

  private click(event: MouseEvent): void {
    const meant = this.drew || this.tool !== null || event.shiftKey;
    if (!meant || ownGesture(event)) return;
    event.stopImmediatePropagation();
    if (!this.drew) this.events.clicked(this.pixelOf(event));
    this.drew = false;
  }
}
