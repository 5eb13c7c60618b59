/** How long all canvases of a page may draw in a frame together, in ms, and each of them in any case. */
const FRAME = 24;
const LEAST = 2;

interface Frame {
  at: unknown;
  spent: number;
}

/** Each widget has a bundle of its own: what they know together is the page's. */
const PLACE = Symbol.for("splinewidgets.frame");

/** The ms that have been drawn in the present frame; `at` is the same throughout a frame. */
function present(): Frame {
  const page = globalThis as { [PLACE]?: Frame };
  page[PLACE] ??= { at: null, spent: 0 };
  const at = document.timeline?.currentTime ?? performance.now();
  if (page[PLACE].at !== at) Object.assign(page[PLACE], { at, spent: 0 });
  return page[PLACE];
}

/**
 * Draws step by step for as long as a frame has time, until all is done; what is left goes on in the next.
 *
 * @param first what a hand is at: others that have drawn before it take nothing from its time
 * @param step draws a little, and tells whether there is more
 */
export function drawWithin(first: boolean, step: () => boolean): void {
  const frame = present();
  const began = performance.now();
  const end = began + (first ? FRAME : Math.max(LEAST, FRAME - frame.spent));
  while (step() && performance.now() < end);
  frame.spent += performance.now() - began;
}
