import { whenPrinted } from "./printing.ts";

export type Rgb = readonly [number, number, number];

export interface Theme {
  readonly background: Rgb;
  readonly foreground: Rgb;
  readonly dark: boolean;
}

/** The colors of `element` as CSS resolves them, so that every host's variables and fallbacks count. */
export function readTheme(element: HTMLElement): Theme {
  const style = getComputedStyle(element);
  const background = parseRgb(style.backgroundColor) ?? [1, 1, 1];
  const foreground = parseRgb(style.color) ?? [0, 0, 0];
  return { background, foreground, dark: luminance(background) < 0.4 };
}

/** The fill of tiles that have no color: just off the background. */
export function neutralOf({ background: b, foreground: f }: Theme): Rgb {
  return [b[0] + 0.08 * (f[0] - b[0]), b[1] + 0.08 * (f[1] - b[1]), b[2] + 0.08 * (f[2] - b[2])];
}

export function parseRgb(css: string): Rgb | null {
  const numbers = css.match(/^rgba?\(([^)]*)\)$/)?.[1].match(/[\d.]+/g);
  if (!numbers || numbers.length < 3) return null;
  return [Number(numbers[0]) / 255, Number(numbers[1]) / 255, Number(numbers[2]) / 255];
}

function luminance([r, g, b]: Rgb): number {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function cssColor([r, g, b]: Rgb, alpha = 1): string {
  const [R, G, B] = [r, g, b].map((c) => Math.round(c * 255));
  return alpha === 1 ? `rgb(${R}, ${G}, ${B})` : `rgba(${R}, ${G}, ${B}, ${alpha})`;
}

/** Calls back whenever the host's theme may have changed, or can be read for the first time. */
export function watchTheme(element: HTMLElement, changed: () => void, signal: AbortSignal): void {
  // Outside of the page there are no styles to be read.
  const read = () => element.isConnected && changed();
  // Hosts announce a theme by attributes on <html> or <body> ...
  const observer = new MutationObserver(read);
  observer.observe(document.documentElement, { attributes: true });
  observer.observe(document.body, { attributes: true });
  // ... and load its style sheet before or after. The style sheet gives `element` a 1 ms transition of its
  // colors, which reports the moment when they have really changed.
  element.addEventListener("transitionend", (event) => event.target === element && read(), { signal });
  // JupyterLab puts a widget into the page after it is built, and takes it out while it is scrolled away.
  const placed = new ResizeObserver(read);
  placed.observe(element);
  signal.addEventListener(
    "abort",
    () => {
      observer.disconnect();
      placed.disconnect();
    },
    { once: true },
  );
  // Paper is white, and keeps no transition.
  whenPrinted(read, signal);
  if (typeof window.matchMedia !== "function") return;
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", read, { signal });
}

export function reducedMotion(): boolean {
  return (
    typeof window.matchMedia === "function" && window.matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}
