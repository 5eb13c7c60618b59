import { element, setText } from "../dom/element.ts";
import { arrived } from "../wire/arrived.ts";
import { type Model, present, type Traits } from "../wire/wire.ts";
import { KernelWatch, type Presence } from "./kernel_watch.ts";
import { type Beside, LinkedModel } from "./linked_model.ts";
import type { Widgets } from "./part.ts";

/** What the notebook gives: `host` knows the widgets of the same kernel. */
interface View<T extends object> {
  model: Model<T>;
  el: HTMLElement;
  host?: Widgets;
}

/** Fills an element by what a model has, until a signal; `widgets` are those of the same kernel. */
type Build<T extends object> = (
  model: Model<T>,
  host: HTMLElement,
  signal: AbortSignal,
  widgets?: Widgets,
) => void;

const OTHER_VERSION =
  "This was saved by another version of splinewidgets, and cannot be shown. Run the cell again.";
const NO_EXPLORER =
  "The explorer beside this is not there. It was closed, or not saved with the notebook. " +
  "Make another, and this beside it.";

/**
 * The `render` of a widget: `build` fills the host; the returned function takes everything down again.
 *
 * `content` is the trait that holds what is shown, and `followed` tells whether that is no longer true without a kernel.
 */
export function mounted<T extends object>(content: keyof T, build: Build<T>, followed = true) {
  return ({ model, el, host: widgets }: View<T>): (() => void) => {
    const mount = new Mount(el, followed);
    return mount.fill(() => build(mount.watch(model, content), mount.host, mount.signal, widgets));
  };
}

/** The `render` of a widget that stands beside the explorer to which its trait `explorer` refers. */
export function mountedBeside<T extends { explorer: string }>(content: keyof T, build: Build<Beside<T>>) {
  return ({ model, el, host: widgets }: View<T>): (() => void) => {
    const mount = new Mount(el, true);
    const reference: string | undefined = model.get("explorer");
    if (reference === undefined) return mount.say(OTHER_VERSION);
    const fill = (explorer: Model) => {
      if (mount.signal.aborted) return;
      mount.fill(() => build(linked(mount, model, content, explorer), mount.host, mount.signal, widgets));
    };
    const missing = () => mount.say(NO_EXPLORER);
    if (widgets) widgets.getModel<Traits>(reference).then(fill, missing);
    else missing();
    return () => mount.takeDown();
  };
}

/** A widget's model and that of the explorer beside it as one, both watched, each for as long as it is there. */
function linked<T extends object>(mount: Mount, model: Model<T>, content: keyof T, explorer: Model) {
  const { signal } = mount;
  const closing = new AbortController();
  const close = () => closing.abort();
  explorer.on("destroy", close);
  signal.addEventListener("abort", () => explorer.off("destroy", close), { once: true });
  const beside = mount.watch(explorer, "_picture", AbortSignal.any([signal, closing.signal]));
  return new LinkedModel<T>(mount.watch(model, content), beside, closing.signal);
}

/** The host of a widget in an element of the page, and words over it where its kernel is busy or gone. */
class Mount {
  readonly host = element("div", { class: "sw-container" });
  private readonly controller = new AbortController();
  private readonly notice = element("div", { class: "sw-notice", role: "status", hidden: true });
  /** Of each model that it shows, and whether there is nothing of that to show. */
  private readonly watches: { readonly watch: KernelWatch<object>; readonly blank: () => boolean }[] = [];

  constructor(
    private readonly el: HTMLElement,
    private readonly followed: boolean,
  ) {
    // In the page before anything is built, because a theme is read from it.
    el.classList.add("sw-widget");
    el.append(this.host);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** A model that is shown here from now on, by its trait `content`. */
  watch<T extends object>(model: Model<T>, content: keyof T, signal = this.signal): KernelWatch<T> {
    const blank = () => {
      const shown = model.get(content) as object;
      return !present(shown) || !arrived(shown);
    };
    const watch = new KernelWatch<T>(model, this.el, blank, () => this.show(), signal);
    this.watches.push({ watch: watch as unknown as KernelWatch<object>, blank });
    return watch;
  }

  /** Fills the host; returns what takes everything down again. */
  fill(build: () => void): () => void {
    const { host, controller } = this;
    try {
      build();
      (host.querySelector(".sw-main") ?? host.firstElementChild)?.prepend(this.notice);
    } catch (problem) {
      controller.abort();
      console.warn(problem);
      return this.say(OTHER_VERSION);
    }
    return () => this.takeDown();
  }

  /** Words in the place of everything. */
  say(words: string): () => void {
    this.host.replaceChildren(element("p", { class: "sw-root sw-said", role: "status" }, words));
    return () => this.takeDown();
  }

  takeDown(): void {
    this.controller.abort();
    this.el.replaceChildren();
  }

  private show(): void {
    const { notice, host, followed, watches } = this;
    const said = watches.map(({ watch, blank }) => words(watch.presence, watch.gone, watch.known || blank()));
    const text = said.find((each) => each !== "") ?? "";
    notice.hidden = text === "";
    setText(notice, text);
    const outdated = watches.some(({ watch }) => watch.presence === "absent" && watch.known);
    host.classList.toggle("sw-absent", followed && outdated);
  }
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
