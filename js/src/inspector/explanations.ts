import { element } from "../dom/element.ts";
import type { WireTerm } from "../wire/wire.ts";

/** How long a pointer rests on a number before it is explained, in ms: on the way to others nothing is. */
const REST = 250;
/** How long an explanation stays when the pointer leaves, so that it can be reached. */
const LINGER = 150;
/** From what is explained, in CSS pixels. */
const OFFSET = 6;

let made = 0;

/** One sentence about what is pointed at, focused or tapped: whatever has `data-term`, and the buttons that name it. */
export class Explanations {
  private readonly tip = element("div", { class: "sw-explanation", "aria-hidden": "true", hidden: true });
  /** For those who hear them: each button is described by one. */
  private readonly spoken = element("div", { hidden: true });
  private readonly meanings = new Map<string, string>();
  private readonly id = `sw-terms-${++made}`;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private shown: Element | null = null;

  constructor(
    private readonly root: HTMLElement,
    signal: AbortSignal,
  ) {
    root.append(this.tip, this.spoken);
    const on = { signal };
    root.addEventListener("pointerover", (event) => this.point(event), on);
    root.addEventListener("pointerleave", () => this.later(null, LINGER), on);
    root.addEventListener("focusin", ({ target }) => this.focus(target as Element), on);
    root.addEventListener("focusout", () => this.show(null), on);
    root.addEventListener("click", ({ target }) => this.tap(target as Element), on);
    const scrolled = () => this.shown && this.show(null);
    root.addEventListener("scroll", scrolled, { signal, capture: true });
    const leave = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || this.shown === null) return;
      this.show(null);
      event.stopPropagation();
    };
    root.addEventListener("keydown", leave, { signal, capture: true });
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  /** The sentences from now on. */
  set(terms: readonly WireTerm[]): void {
    this.meanings.clear();
    for (const { name, meaning } of terms) this.meanings.set(name, meaning);
    const spoken = terms.map(({ meaning }, i) => element("span", { id: `${this.id}-${i}` }, meaning));
    this.spoken.replaceChildren(...spoken);
  }

  /** A button that names a term and is explained; `index` is its place among all terms. */
  button({ name, label }: WireTerm, index: number): HTMLButtonElement {
    const described = { "aria-describedby": `${this.id}-${index}`, "data-term": name };
    return element("button", { type: "button", class: "sw-term", ...described }, label);
  }

  private point({ target, pointerType }: PointerEvent): void {
    if (pointerType === "touch" || this.tip.contains(target as Node)) {
      clearTimeout(this.timer);
      return;
    }
    const found = (target as Element).closest("[data-term]");
    const named = found?.classList.contains("sw-term") ?? false;
    this.later(found, found === null ? LINGER : named ? 0 : REST);
  }

  private focus(target: Element): void {
    if (target.matches(".sw-term:focus-visible")) this.show(target);
  }

  private tap(target: Element): void {
    const found = target.closest("[data-term]");
    const again = found === this.shown && !found?.matches(":hover");
    this.show(again ? null : found);
  }

  private later(what: Element | null, delay: number): void {
    clearTimeout(this.timer);
    if (what !== this.shown) this.timer = setTimeout(() => this.show(what), delay);
  }

  private show(what: Element | null): void {
    clearTimeout(this.timer);
    const meaning = this.meanings.get((what as HTMLElement | null)?.dataset.term ?? "");
    this.shown = meaning === undefined ? null : what;
    this.tip.hidden = this.shown === null;
    if (meaning === undefined || what === null) return;
    this.tip.textContent = meaning;
    this.place(what);
  }

  /** Below what is explained, or above where there is no room, within the widget. */
  private place(what: Element): void {
    const { root, tip } = this;
    const [around, at] = [root.getBoundingClientRect(), what.getBoundingClientRect()];
    const shrunk = root.clientWidth / around.width || 1; // on a page that is scaled
    const left = Math.min(shrunk * (at.left - around.left), root.clientWidth - tip.offsetWidth);
    const below = shrunk * (at.bottom - around.top) + OFFSET;
    const above = shrunk * (at.top - around.top) - OFFSET - tip.offsetHeight;
    const top = below + tip.offsetHeight > root.clientHeight && above >= 0 ? above : below;
    tip.style.transform = `translate(${Math.max(0, left)}px, ${top}px)`;
  }
}
