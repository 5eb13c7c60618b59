import { CHOSEN_UNIT } from "../color/halo.ts";
import { formatCount } from "../color/numbers.ts";
import { element, setText } from "../dom/element.ts";
import type { Link } from "../frame/link.ts";
import { listenToKeys } from "../interact/keyboard.ts";
import { ownGesture } from "../interact/own_gesture.ts";
import { RestingPointer } from "../interact/resting_pointer.ts";
import type { ChosenUnit, Point, Traits } from "../wire/wire.ts";
import { ON_UNITS } from "./gestures.ts";
import { CASING, drawingOn, lineOf, overlaid, stroke, traceSegments } from "./line_drawing.ts";
import { pickLine } from "./line_picker.ts";
import type { SliceExplorerView } from "./slice_explorer_view.ts";

/** A line is meant within so many CSS pixels, by a pointer and by a key from the middle. */
const NEAR = 5;
const NEAR_MIDDLE = 80;

const NO_LINE = new Float32Array(0);

/** The folded lines of single units, marked over the tiles: the one that is chosen, and the one that is pointed at. */
export class UnitLines {
  private readonly canvas = element("canvas", { class: "sw-overlay", "aria-hidden": "true" });
  private readonly words = element("span", {});
  private readonly root: HTMLElement;
  private readonly pointer: RestingPointer;
  private chosen: Float32Array = NO_LINE;
  private pointed: Float32Array = NO_LINE;

  constructor(
    private readonly link: Link<Traits>,
    private readonly explorer: SliceExplorerView,
  ) {
    const { signal } = link;
    const { view, frame, tiles } = explorer;
    view.canvas.append(this.canvas);
    frame.help.add(ON_UNITS);
    const clear = element("button", { type: "button", class: "sw-change", title: "Escape" }, "Let go");
    clear.addEventListener("click", () => link.send({ unit: null }), { signal });
    this.root = element(
      "section",
      { class: "sw-section sw-unit-line", role: "status", "aria-label": "Marked unit", hidden: true },
      this.words,
      clear,
    );
    tiles.facts.root.before(this.root);
    this.pointer = new RestingPointer(
      view.canvas,
      { pointed: (pixel) => this.point(this.find(pixel, NEAR)?.unit ?? null), left: () => this.point(null) },
      signal,
    );
    view.canvas.addEventListener("click", (event) => this.click(event), { signal });
    const keys = { l: () => this.chooseInMiddle(), Escape: () => this.choose(null) };
    listenToKeys(view.canvas, keys, signal);
    explorer.followers.add(() => this.draw());
    link.listen(["unit", "_pointed_unit", "_picture", "_layers"], () => this.read());
  }

  private read(): void {
    const { link, explorer } = this;
    const { picture } = explorer.view.stage;
    const [unit, pointed] = [link.get("unit"), link.get("_pointed_unit")];
    const line = (of: ChosenUnit | null) => (picture && of ? lineOf(picture, of) : NO_LINE);
    this.chosen = line(unit);
    this.pointed = line(pointed);
    this.root.hidden = unit === null;
    if (unit) setText(this.words, this.say(unit));
    explorer.view.stage.invalidate();
  }

  private say([layer, unit]: ChosenUnit): string {
    const name = this.link.get("_layers")[layer]?.name ?? `layer ${layer}`;
    const pieces = this.chosen.length / 4;
    const line =
      pieces === 0
        ? "no line of its own in the window"
        : `a line of ${formatCount(pieces)} piece${pieces === 1 ? "" : "s"}`;
    return `Unit ${unit} of ${name}: ${line}`;
  }

  private draw(): void {
    const { view, viewport } = this.explorer;
    const { picture, size } = view.stage;
    if (size.width === 0) return;
    const context = overlaid(this.canvas, size, this.pointed.length + this.chosen.length > 0);
    if (!context || !picture) return;
    const drawing = drawingOn(context, picture.window, viewport.box, size);
    const lines = [
      [this.pointed, 5, 1.75],
      [this.chosen, 7, 3.25],
    ] as const;
    for (const [line, casing, width] of lines) {
      if (line.length === 0) continue;
      traceSegments(drawing, line);
      stroke(context, [CASING, casing], [CHOSEN_UNIT, width]);
    }
  }

  private find(pixel: Point, reach: number) {
    const { view, viewport } = this.explorer;
    const { picture, size } = view.stage;
    if (!picture || picture.grid || size.width === 0) return null;
    return pickLine(picture, this.link.get("visible_layers"), viewport.box, size, pixel, reach);
  }

  private point(unit: ChosenUnit | null): void {
    if (!same(unit, this.link.get("_pointed_unit"))) this.link.send({ _pointed_unit: unit });
  }

  private choose(unit: ChosenUnit | null): void {
    if (!same(unit, this.link.get("unit"))) this.link.send({ unit });
  }

  private chooseInMiddle(): void {
    const { width, height } = this.explorer.view.stage.size;
    this.choose(this.find([width / 2, height / 2], NEAR_MIDDLE)?.unit ?? null);
  }

  /** Where lines of several units lie this close together, the tile under them is meant. */
  private click(event: MouseEvent): void {
    if (ownGesture(event)) return;
    const found = this.find(this.pointer.pixelOf(event), NEAR);
    if (found?.alone) this.choose(same(found.unit, this.link.get("unit")) ? null : found.unit);
  }
}

function same(one: ChosenUnit | null, other: ChosenUnit | null): boolean {
  return one === other || (one !== null && other !== null && one[0] === other[0] && one[1] === other[1]);
}
