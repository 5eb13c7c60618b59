import { element } from "../dom/element.ts";
import { type ToldFacts, titleOf } from "./facts.ts";

/** So many rows are the main facts. */
const ROWS = 3;
/** From the pointer, in CSS pixels. */
const OFFSET = 14;

/** The main facts at the pointer, where every panel that has them all is out of sight. */
export class FactsTip {
  private readonly root = element("div", { class: "sw-tip", "aria-hidden": "true", hidden: true });
  private readonly at = { x: 0, y: 0 };
  private facts: ToldFacts | null = null;
  /** Panels of which there is half or more in sight; unknown at first. */
  private inSight: Set<Element> | null = null;
  private readonly observer: IntersectionObserver;
  /** The pointer is over the stage, or a finger was put down there last. */
  private over = false;

  /** Shown over `stage` as long as less than half of each panel is in sight; always where there is none. */
  constructor(
    private readonly stage: HTMLElement,
    panels: readonly HTMLElement[],
    signal: AbortSignal,
  ) {
    stage.append(this.root);
    const move = ({ clientX, clientY }: PointerEvent) => {
      const { left, top, width } = stage.getBoundingClientRect();
      const shrunk = stage.clientWidth / width || 1; // on a page that is scaled
      Object.assign(this.at, { x: shrunk * (clientX - left), y: shrunk * (clientY - top) });
      this.over = true;
      this.place();
    };
    const leave = ({ pointerType }: PointerEvent) => {
      this.over = pointerType === "touch";
      this.show();
    };
    stage.addEventListener("pointerleave", leave, { signal });
    for (const type of ["pointermove", "pointerdown"] as const)
      stage.addEventListener(type, move, { signal });
    this.observer = new IntersectionObserver(
      (entries) => {
        this.inSight ??= new Set();
        for (const { target, intersectionRatio } of entries) {
          if (intersectionRatio < 0.5) this.inSight.delete(target);
          else this.inSight.add(target);
        }
        this.show();
      },
      { threshold: 0.5 },
    );
    this.look(panels);
    signal.addEventListener("abort", () => this.observer.disconnect(), { once: true });
  }

  /** Looks at other panels from now on. */
  look(panels: readonly HTMLElement[]): void {
    this.observer.disconnect();
    this.inSight = panels.length === 0 ? new Set() : null;
    for (const panel of panels) this.observer.observe(panel);
  }

  set(facts: ToldFacts | null): void {
    this.facts = facts;
    this.show();
  }

  private show(): void {
    const { facts, root } = this;
    root.hidden = facts === null || !(this.inSight?.size === 0 && this.over);
    if (facts === null || root.hidden) return;
    const rows = facts.rows
      .slice(0, ROWS)
      .map(([label, value]) => element("div", {}, element("span", {}, label), element("span", {}, value)));
    root.replaceChildren(element("div", { class: "sw-label" }, titleOf(facts)), ...rows);
    this.place();
  }

  /** Above the pointer and right of it, where a finger covers nothing, as far as there is room. */
  private place(): void {
    const { root, stage } = this;
    if (root.hidden) return;
    const { x, y } = this.at;
    const { offsetWidth: width, offsetHeight: height } = root;
    const right = x + OFFSET + width <= stage.clientWidth ? x + OFFSET : x - OFFSET - width;
    const above = y - OFFSET - height >= 0 ? y - OFFSET - height : y + OFFSET;
    root.style.transform = `translate(${Math.max(0, right)}px, ${above}px)`;
  }
}
