import { scaleOf } from "../canvas/scale.ts";
import { listenToKeys } from "../interact/keyboard.ts";
import { onRelease } from "../interact/release.ts";
import type { Point } from "../wire/wire.ts";
import type { Pad } from "./pad.ts";

/** CSS pixels from one point to the next that a hand sprays along its way. */
export const GAP = 8;
/** Of the pad, by an arrow key; a fifth with Shift. */
const STRIDE = 1 / 20;

export interface PadEvents {
  /** A hand on the pad means something now. */
  open(): boolean;
  /** At these pixels points are to be added, or erased. */
  added(pixels: Point[]): void;
  erased(pixels: Point[]): void;
  /** Without Shift and the right button: whether it erases by itself. */
  erasing(): boolean;
  /** The hand has let go. */
  released(): void;
}

/** Draws on a pad by mouse, pen, finger and keys. */
export class PadHand {
  /** Whether a hand is at work. */
  busy = false;
  private cross: Point | null = null;

  constructor(
    private readonly pad: Pad,
    private readonly events: PadEvents,
    signal: AbortSignal,
  ) {
    const { root } = pad;
    root.addEventListener("pointerdown", (event) => this.begin(event, signal), { signal });
    const noMenu = (event: Event) => {
      if (!events.open()) return;
      event.preventDefault();
      event.stopPropagation();
    };
    root.addEventListener("contextmenu", noMenu, { signal });
    root.addEventListener("focus", () => this.aim([0, 0], 0), { signal });
    const arrows = [
      ["ArrowLeft", [-1, 0]],
      ["ArrowRight", [1, 0]],
      ["ArrowUp", [0, -1]],
      ["ArrowDown", [0, 1]],
    ] as const;
    root.addEventListener(
      "keydown",
      (event) => {
        const way = arrows.find(([key]) => key === event.key)?.[1];
        if (!way || !events.open() || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        this.aim(way, event.shiftKey ? STRIDE / 5 : STRIDE);
      },
      { signal },
    );
    const erase = () => this.at((pixel) => events.erased([pixel]));
    listenToKeys(
      root,
      { Enter: () => this.at((pixel) => events.added([pixel])), Delete: erase, Backspace: erase },
      signal,
    );
  }

  private aim([right, down]: readonly [number, number], share: number): void {
    const { width, height } = this.pad.size;
    const [x, y] = this.cross ?? [width / 2, height / 2];
    const within = (at: number, size: number) => Math.max(0, Math.min(size, at));
    this.cross = [within(x + right * share * width, width), within(y + down * share * height, height)];
    this.pad.aim(this.cross);
  }

  private at(act: (pixel: Point) => void): void {
    if (!this.events.open() || !this.cross) return;
    act(this.cross);
    this.events.released();
  }

  private begin(down: PointerEvent, signal: AbortSignal): void {
    const { pad, events } = this;
    if (!events.open() || this.busy || (down.button !== 0 && down.button !== 2)) return;
    const act = down.button === 2 || down.shiftKey || events.erasing() ? events.erased : events.added;
    this.busy = true;
    const moving = new AbortController();
    let last = this.pixelOf(down);
    act([last]);
    const move = (event: PointerEvent) => {
      if (event.pointerId !== down.pointerId) return;
      const pixels = sprayed(last, this.pixelOf(event));
      last = pixels.at(-1) ?? last;
      const { width, height } = pad.size;
      const inside = pixels.filter(([x, y]) => x >= 0 && y >= 0 && x <= width && y <= height);
      if (inside.length > 0) act(inside);
    };
    // On the window: a hand may leave the pad and come back.
    window.addEventListener("pointermove", move, { signal: AbortSignal.any([moving.signal, signal]) });
    onRelease(() => {
      moving.abort();
      this.busy = false;
      events.released();
    }, signal);
  }

  private pixelOf({ clientX, clientY }: PointerEvent): Point {
    const { root } = this.pad;
    const { left, top } = root.getBoundingClientRect();
    const scale = scaleOf(root);
    return [(clientX - left) / scale, (clientY - top) / scale];
  }
}

/** Pixels at even distances on the way from one, which is not among them, towards another. */
export function sprayed([x0, y0]: Point, [x1, y1]: Point): Point[] {
  const length = Math.hypot(x1 - x0, y1 - y0);
  return Array.from({ length: Math.floor(length / GAP) }, (_, i): Point => {
    const share = ((i + 1) * GAP) / length;
    return [x0 + share * (x1 - x0), y0 + share * (y1 - y0)];
  });
}
