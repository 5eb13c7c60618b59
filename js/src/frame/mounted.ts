import { element, setText } from "../dom/element.ts";
import { type Model, present } from "../wire/wire.ts";
import { KernelWatch, type Presence } from "./kernel_watch.ts";
import type { Widgets } from "./part.ts";

/** What the notebook gives: `host` knows the widgets of the same kernel. */
interface View<T extends object> {
  model: Model<T>;
  el: HTMLElement;
  host?: Widgets;
}

const OTHER_VERSION =
  "This was saved by another version of splinewidgets, and cannot be shown. Run the cell again.";

/**
 * The `render` of a widget: `build` fills the host; the returned function takes everything down again.
 *
 * `content` is the trait that holds what is shown, and `followed` tells whether that is no longer true without a kernel.
 */
export function mounted<T extends object>(
  content: keyof T,
  build: (model: Model<T>, host: HTMLElement, signal: AbortSignal, widgets?: Widgets) => void,
  followed = true,
) {
  return ({ model, el, host: widgets }: View<T>): (() => void) => {
    const controller = new AbortController();
    // In the page before anything is built, because a theme is read from it.
    const host = element("div", { class: "sw-container" });
    el.classList.add("sw-widget");
    el.append(host);
    const notice = element("div", { class: "sw-notice", role: "status", hidden: true });
    const blank = () => !present(model.get(content) as object);
    const show = () => {
      const said = words(watch.presence, watch.gone, watch.known || blank());
      notice.hidden = said === "";
      setText(notice, said);
      host.classList.toggle("sw-absent", followed && watch.presence === "absent" && watch.known);
    };
    const watch: KernelWatch<T> = new KernelWatch(model, el, blank, () => show(), controller.signal);
    try {
      build(watch, host, controller.signal, widgets);
      (host.querySelector(".sw-main") ?? host.firstElementChild)?.prepend(notice);
    } catch (problem) {
      controller.abort();
      host.replaceChildren(
        element("p", { class: "sw-root sw-other-version", role: "status" }, OTHER_VERSION),
      );
      console.warn(problem);
    }
    return () => {
      controller.abort();
      el.replaceChildren();
    };
  };
}

/** `outdated` is what is seen, or there is nothing to be seen. */
function words(presence: Presence, gone: boolean, outdated: boolean): string {
  if (presence === "here") return "";
  if (presence === "busy")
    return "The kernel is busy with something else. The widget goes on when that is done.";
  // Not every host tells how its kernel is.
  if (!gone && outdated)
    return "The kernel does not answer. It is busy with something else, or it is gone: then run the cell again.";
  return outdated
    ? "No kernel: run the cell again."
    : "No kernel: what is seen was saved, and does not follow the hand. Run the cell again.";
}
