import { element } from "../chrome/element.ts";
import type { Model, Traits } from "../wire.ts";
import { Link } from "./link.ts";

/** The `render` of a widget: `build` fills the host; the returned function takes everything down again. */
export function mounted<T extends Traits>(build: (link: Link<T>, host: HTMLElement) => void) {
  return ({ model, el }: { model: Model<T>; el: HTMLElement }): (() => void) => {
    const controller = new AbortController();
    // In the page before anything is built, because a theme is read from it.
    const host = element("div", { class: "sw-container" });
    el.append(host);
    build(new Link(model, controller.signal), host);
    return () => {
      controller.abort();
      el.replaceChildren();
    };
  };
}
