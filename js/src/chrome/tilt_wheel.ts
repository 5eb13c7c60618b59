import { element, setText } from "./element.ts";

export interface TiltEvents {
  /** `angle` in radians from the plane in which gesture number `gesture` began. */
  tilted(index: number, angle: number, gesture: number, done: boolean): void;
}

const RADIANS_PER_PIXEL = Math.PI / 360; // half a degree
const STEP = Math.PI / 90; // two degrees per arrow key

/** A thumb wheel without end: turns the plane about the line through the other two anchors. */
export class TiltWheel {
  readonly root: HTMLElement;
  private readonly choice = element("div", {
    class: "sw-segments",
    role: "group",
    "aria-label": "Anchor that tilts",
  });
  private readonly wheel: HTMLElement;
  private readonly reading = element("span", { class: "sw-muted" });
  private index = 0;
  private gesture = 0;
  private rolled = 0; // pixels, for the look of the wheel only

  constructor(
    private readonly events: TiltEvents,
    private readonly signal: AbortSignal,
  ) {
    this.wheel = element("div", {
      class: "sw-wheel",
      role: "slider",
      tabindex: 0,
      "aria-label": "Tilt of the plane in degrees",
      "aria-valuemin": -180,
      "aria-valuemax": 180,
      "aria-valuenow": 0,
      title: "Drag sideways to tilt the plane about the line through the other two anchors",
    });
    this.root = element(
      "section",
      { class: "sw-section sw-tilt", hidden: true },
      element(
        "div",
        { class: "sw-heading" },
        element("span", { class: "sw-label" }, "Tilt"),
        this.reading,
        this.choice,
      ),
      this.wheel,
    );
    this.wheel.addEventListener("pointerdown", (event) => this.begin(event), { signal });
    this.wheel.addEventListener("keydown", (event) => this.onKey(event), { signal });
  }

  setAnchors(names: readonly string[], count: number): void {
    const texts = Array.from({ length: count }, (_, i) => names[i] || String(i + 1));
    if (Array.from(this.choice.children, (node) => node.textContent).join("\n") !== texts.join("\n")) {
      this.choice.replaceChildren(
        ...texts.map((text, i) => {
          const node = element("button", { type: "button", title: `Tilt at anchor ${i + 1}` }, text);
          node.addEventListener("click", () => this.choose(i), { signal: this.signal });
          return node;
        }),
      );
    }
    this.choose(Math.min(this.index, Math.max(0, count - 1)));
  }

  choose(index: number): void {
    this.index = index;
    Array.from(this.choice.children).forEach((node, i) => {
      node.setAttribute("aria-pressed", String(i === index));
    });
  }

  private begin(down: PointerEvent): void {
    if (down.button !== 0) return;
    down.preventDefault();
    this.wheel.focus({ preventScroll: true });
    this.wheel.setPointerCapture(down.pointerId);
    this.gesture += 1;
    const from = this.rolled;
    const gesture = new AbortController();
    const signal = AbortSignal.any([gesture.signal, this.signal]);
    const turn = (event: PointerEvent, done: boolean) => {
      this.roll(from + event.clientX - down.clientX);
      this.send((event.clientX - down.clientX) * RADIANS_PER_PIXEL, done);
      if (done) gesture.abort();
    };
    this.wheel.addEventListener("pointermove", (event) => turn(event, false), { signal });
    this.wheel.addEventListener("pointerup", (event) => turn(event, true), { signal });
    this.wheel.addEventListener("pointercancel", (event) => turn(event, true), { signal });
  }

  private onKey(event: KeyboardEvent): void {
    const direction = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key];
    if (direction === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.gesture += 1;
    const angle = direction * STEP * (event.shiftKey ? 0.1 : 1);
    this.roll(this.rolled + angle / RADIANS_PER_PIXEL);
    this.send(angle, true);
  }

  private roll(pixels: number): void {
    this.rolled = pixels;
    this.wheel.style.setProperty("--sw-roll", `${pixels.toFixed(1)}px`);
  }

  private send(angle: number, done: boolean): void {
    const degrees = Math.round((angle * 1800) / Math.PI) / 10;
    this.wheel.setAttribute("aria-valuenow", String(degrees));
    setText(this.reading, `${degrees > 0 ? "+" : degrees < 0 ? "\u2212" : ""}${Math.abs(degrees)}°`);
    this.events.tilted(this.index, angle, this.gesture, done);
  }
}
