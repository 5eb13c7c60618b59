/** The names of explorers that have a view on this page, one for each view; it tells "change". */
class Shown extends EventTarget {
  readonly names: string[] = [];
}

/** Each widget has a bundle of its own: what they know together is the page's. */
const PLACE = Symbol.for("splinewidgets.explorers");

function shown(): Shown {
  const page = globalThis as { [PLACE]?: Shown };
  page[PLACE] ??= new Shown();
  return page[PLACE];
}

/** An explorer of this name has a view from now on, until a signal. */
export function enterExplorer(name: string, signal: AbortSignal): void {
  const { names } = shown();
  const tell = () => shown().dispatchEvent(new Event("change"));
  names.push(name);
  tell();
  const leave = () => {
    names.splice(names.indexOf(name), 1);
    tell();
  };
  signal.addEventListener("abort", leave, { once: true });
}

/** Tells whether the explorer of this name has a view, now and whenever it is another answer. */
export function whenExplorerShown(name: string, tell: (isShown: boolean) => void, signal: AbortSignal): void {
  const look = () => tell(shown().names.includes(name));
  shown().addEventListener("change", look, { signal });
  look();
}
