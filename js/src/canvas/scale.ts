/** Nearer to 1 than this is 1: `offsetWidth` is a whole number. */
const ROUNDING = 0.01;

/** How large a CSS pixel of an element is on the screen: not 1 where the page around it is zoomed or transformed. */
export function scaleOf(element: HTMLElement): number {
  const scale = element.getBoundingClientRect().width / element.offsetWidth;
  return !(scale > 0 && scale < Number.POSITIVE_INFINITY) || Math.abs(scale - 1) < ROUNDING ? 1 : scale;
}
