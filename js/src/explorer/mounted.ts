import { element } from "../chrome/element.ts";
import type { Model } from "../wire.ts";
import type { Widgets } from "./part.ts";

/** What the notebook gives: `host` knows the widgets of the same kernel. */
interface View<T extends object> {
  model: Model<T>;
  el: HTMLElement;
  host?: Widgets;
}

/** The `render` of a widget: `build` fills the host; the returned function takes everything down again. */
export function mounted<T extends object>(
  build: (model: Model<T>, host: HTMLElement, signal: AbortSignal, widgets?: Widgets) => void,
) {
  return ({ model, el, host: widgets }: View<T>): (() => void) => {
    const controller = new AbortController();
    // In the page before anything is built, because a theme is read from it.
    const host = element("div", { class: "sw-container" });
    el.classList.add("sw-widget");
    el.append(host);
    build(model, host, controller.signal, widgets);
    return () => {
      controller.abort();
      el.replaceChildren();
    };
  };
}
