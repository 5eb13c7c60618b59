interface View {
  readonly name: string;
  readonly facts: HTMLElement;
}

/** The views of explorers on this page; it tells "change". */
class Shown extends EventTarget {
  readonly views = new Set<View>();
}

/** Each widget has a bundle of its own: what they know together is the page's. */
const PLACE = Symbol.for("splinewidgets.explorers");

function shown(): Shown {
  const page = globalThis as { [PLACE]?: Shown };
  page[PLACE] ??= new Shown();
  return page[PLACE];
}

/** An explorer of this name has a view from now on, until a signal; `facts` is where that tells of tiles. */
export function enterExplorer(name: string, facts: HTMLElement, signal: AbortSignal): void {
  const page = shown();
  const view = { name, facts };
  const tell = () => page.dispatchEvent(new Event("change"));
  page.views.add(view);
  tell();
  const leave = () => {
    page.views.delete(view);
    tell();
  };
  signal.addEventListener("abort", leave, { once: true });
}

/** Tells where the views of the explorer of this name tell of tiles, now and whenever there are others. */
export function whenExplorerShown(
  name: string,
  tell: (facts: readonly HTMLElement[]) => void,
  signal: AbortSignal,
): void {
  const look = () => tell([...shown().views].filter((view) => view.name === name).map(({ facts }) => facts));
  shown().addEventListener("change", look, { signal });
  look();
}
