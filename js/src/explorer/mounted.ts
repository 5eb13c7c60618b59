import { element } from "../chrome/element.ts";
import type { Model } from "../wire.ts";

/** The `render` of a widget: `build` fills the host; the returned function takes everything down again. */
export function mounted<T extends object>(
  build: (model: Model<T>, host: HTMLElement, signal: AbortSignal) => void,
) {
  return ({ model, el }: { model: Model<T>; el: HTMLElement }): (() => void) => {
    const controller = new AbortController();
    // In the page before anything is built, because a theme is read from it.
    const host = element("div", { class: "sw-container" });
    el.classList.add("sw-widget");
    el.append(host);
    build(model, host, controller.signal);
    return () => {
      controller.abort();
      el.replaceChildren();
    };
  };
}
