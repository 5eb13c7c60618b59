import { element } from "../dom/element.ts";
import type { Model } from "../wire/wire.ts";
import type { Link } from "./link.ts";

/** The widgets of the same kernel, by the names under which traits refer to them. */
export interface Widgets {
  /** Rejects where there is none of this name, or not any more. */
  getModel<T extends object>(reference: string): Promise<Model<T>>;
  getWidget(reference: string): Promise<{
    render(view: { el: HTMLElement; signal: AbortSignal }): Promise<void>;
  }>;
}

/** Shows in `place` the widget that the trait `name` refers to, for as long as it does. */
export function showPart<K extends string>(
  link: Link<Record<NoInfer<K>, string | null>>,
  name: K,
  widgets: Widgets | undefined,
  place: HTMLElement,
): void {
  let showing = new AbortController();
  link.listen([name], () => {
    showing.abort();
    showing = new AbortController();
    const signal = AbortSignal.any([link.signal, showing.signal]);
    const reference = link.get(name);
    const el = element("div");
    place.hidden = reference === null || widgets === undefined;
    place.replaceChildren(el);
    if (reference === null || widgets === undefined) return;
    widgets
      .getWidget(reference)
      .then((widget) => (signal.aborted ? undefined : widget.render({ el, signal })))
      .catch((problem) => link.problem(String(problem instanceof Error ? problem.message : problem)));
  });
}
