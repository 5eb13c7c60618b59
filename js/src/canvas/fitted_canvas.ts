import type { Size } from "./box.ts";
import { printing } from "./printing.ts";
import { scaleOf } from "./scale.ts";

/** A canvas that fills its parent at the resolution of the device. */
export class FittedCanvas {
  element = document.createElement("canvas");
  /** In CSS pixels; zero until the parent has a size. */
  size: Size = { width: 0, height: 0 };
  /** Device pixels per CSS pixel of the parent. */
  ratio = 1;
  private readonly observer: ResizeObserver;

  /** `printed` is a canvas of which paper gets what it holds: it is not to be emptied by another size. */
  constructor(
    private readonly parent: HTMLElement,
    private readonly resized: (size: Size) => void,
    signal: AbortSignal,
    private readonly printed = false,
  ) {
    this.element.className = "sw-canvas";
    parent.prepend(this.element);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(parent); // reports the first size, too, once there is one
    this.watchRatio(signal);
    // A transform of the page around it changes no size that is observed.
    for (const [target, type] of [
      [parent, "pointerenter"],
      [window, "resize"],
    ] as const)
      target.addEventListener(type, () => this.resize(), { signal });
    signal.addEventListener("abort", () => this.release(), { once: true });
  }

  /** Whether the pointer is on what it is part of. */
  get pointedAt(): boolean {
    return (this.parent.closest(".sw-root") ?? this.parent).matches(":hover");
  }

  /** Width and height in device pixels. */
  get width(): number {
    return this.element.width;
  }

  get height(): number {
    return this.element.height;
  }

  /** Another canvas in the place of the present one. */
  renew(): HTMLCanvasElement {
    const fresh = this.element.cloneNode() as HTMLCanvasElement;
    this.element.replaceWith(fresh);
    this.element = fresh;
    return fresh;
  }

  resize(): void {
    const { clientWidth: width, clientHeight: height } = this.parent;
    if (width === 0 || height === 0 || (this.printed && printing())) return;
    const ratio = (window.devicePixelRatio || 1) * scaleOf(this.parent);
    if (this.size.width === width && this.size.height === height && this.ratio === ratio) return;
    this.size = { width, height };
    this.ratio = ratio;
    this.element.width = Math.max(1, Math.round(width * ratio));
    this.element.height = Math.max(1, Math.round(height * ratio));
    this.resized(this.size);
  }

  /** A window dragged to another screen changes the ratio without changing any size in CSS pixels. */
  private watchRatio(signal: AbortSignal): void {
    if (typeof window.matchMedia !== "function") return;
    const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    const once = new AbortController();
    const stop = () => once.abort();
    signal.addEventListener("abort", stop, { once: true, signal: once.signal });
    query.addEventListener(
      "change",
      () => {
        once.abort();
        this.resize();
        this.watchRatio(signal);
      },
      { signal: once.signal },
    );
  }

  private release(): void {
    this.observer.disconnect();
    this.element.remove();
  }
}
