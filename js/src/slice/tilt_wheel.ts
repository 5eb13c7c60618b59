import { element, setText, svg } from "../dom/element.ts";

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
  private readonly reading = element("span", { class: "sw-reading" }, "0°");
  private readonly hint = element("p", { class: "sw-muted sw-hint" });
  private names: readonly string[] = [];
  private index = 0;
  /** Radians by which gestures at this anchor have turned the plane, before the present one and with it. */
  private before = 0;
  private turned = 0;
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
      title: "Drag sideways, or use the arrow keys",
    });
    this.root = element(
      "section",
      { class: "sw-section sw-tilt", hidden: true },
      element(
        "div",
        { class: "sw-heading" },
        element("span", { class: "sw-label" }, "Tilt"),
        this.reading,
        element("span", { class: "sw-muted" }, "at"),
        this.choice,
      ),
      element("div", { class: "sw-wheel-row" }, arrow("M10 3 5 8l5 5"), this.wheel, arrow("M6 3l5 5-5 5")),
      this.hint,
    );
    this.wheel.addEventListener("pointerdown", (event) => this.begin(event), { signal });
    this.wheel.addEventListener("keydown", (event) => this.onKey(event), { signal });
  }

  setAnchors(names: readonly string[], count: number): void {
    const texts = Array.from({ length: count }, (_, i) => names[i] || String(i + 1));
    this.names = texts;
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
    if (index !== this.index) this.reset();
    this.index = index;
    const [first, second] = this.names.filter((_, i) => i !== index);
    setText(
      this.hint,
      `Drag sideways: ${this.names[index]} turns about the line through ${first} and ${second}.`,
    );
    Array.from(this.choice.children).forEach((node, i) => {
      node.setAttribute("aria-pressed", String(i === index));
    });
  }

  /** Counts from here on: the plane is another one now. */
  reset(): void {
    this.before = this.turned = 0;
    this.read();
  }

  private begin(down: PointerEvent): void {
    if (down.button !== 0) return;
    down.preventDefault();
    this.wheel.focus({ preventScroll: true });
    this.wheel.setPointerCapture(down.pointerId);
    this.gesture += 1;
    this.before = this.turned;
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
    this.before = this.turned;
    const angle = direction * STEP * (event.shiftKey ? 0.1 : 1);
    this.roll(this.rolled + angle / RADIANS_PER_PIXEL);
    this.send(angle, true);
  }

  private roll(pixels: number): void {
    this.rolled = pixels;
    this.wheel.style.setProperty("--sw-roll", `${pixels.toFixed(1)}px`);
  }

  private send(angle: number, done: boolean): void {
    this.turned = this.before + angle;
    this.read();
    this.events.tilted(this.index, angle, this.gesture, done);
  }

  /** Says by how much the plane has been turned, from -180° to 180°. */
  private read(): void {
    const tenths = Math.round((this.turned * 1800) / Math.PI);
    const degrees = (((tenths + 1800) % 3600) + 3600) % 3600;
    const shown = (degrees - 1800) / 10;
    this.wheel.setAttribute("aria-valuenow", String(shown));
    setText(this.reading, `${shown > 0 ? "+" : shown < 0 ? "\u2212" : ""}${Math.abs(shown)}°`);
  }
}

function arrow(d: string): Node {
  const [size, hidden] = [{ width: 16, height: 16, viewBox: "0 0 16 16" }, { "aria-hidden": "true" }];
  return svg("svg", { ...size, ...hidden, class: "sw-icon" }, svg("path", { d }));
}
