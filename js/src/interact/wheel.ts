import { element } from "../dom/element.ts";

/** Factor of size for a unit of the wheel, by its mode: 2 ** (delta * factor). */
const UNITS = [0.002, 0.05, 1];
/** Two fingers on a trackpad come as a wheel with Ctrl, in steps smaller than this, and should zoom faster. */
const PINCH = 40;

/** The power of two by which a turn of the wheel magnifies. */
export function magnification(event: WheelEvent): number {
  const pinching = event.ctrlKey && Math.abs(event.deltaY) < PINCH;
  return -event.deltaY * UNITS[event.deltaMode] * (pinching ? 10 : 1);
}

/** How long the hint stays after the last turn of the wheel, in ms. */
const STAYS = 1200;
/** What the key is called that goes with others. */
export const CTRL = /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘" : "Ctrl";

/**
 * Whether the wheel over `stage` is its own or scrolls the page.
 *
 * It is its own once the stage was pressed or focused, until the pointer leaves or Escape is pressed; with Ctrl always.
 * Otherwise a page could not be read past a canvas: the first turn of the wheel over it would zoom instead.
 */
export class Claim {
  private claimed = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly hint = element(
    "div",
    { class: "sw-wheel-hint", "aria-hidden": "true" },
    `Click the picture, or hold ${CTRL}, to zoom with the wheel`,
  );

  constructor(
    private readonly stage: HTMLElement,
    signal: AbortSignal,
  ) {
    stage.append(this.hint);
    const listen = <K extends keyof HTMLElementEventMap>(
      type: K,
      act: (event: HTMLElementEventMap[K]) => void,
    ) => stage.addEventListener(type, act, { signal, passive: true });
    listen("pointerdown", () => this.set(true));
    listen("focusin", () => this.set(true));
    listen("pointerleave", () => this.set(false));
    listen("focusout", () => this.set(false));
    listen("keydown", ({ key }) => key === "Escape" && this.set(false));
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  /** Whether a turn of the wheel is the stage's; if not, the page's reader is told how it would be. */
  takes(event: WheelEvent): boolean {
    if (this.claimed || event.ctrlKey || event.metaKey) return true;
    this.stage.classList.add("sw-hinting");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.stage.classList.remove("sw-hinting"), STAYS);
    return false;
  }

  private set(claimed: boolean): void {
    this.claimed = claimed;
    if (!claimed) return;
    clearTimeout(this.timer);
    this.stage.classList.remove("sw-hinting");
  }
}
