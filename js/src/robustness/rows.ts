import { cssColor } from "../canvas/theme.ts";
import { format } from "../color/numbers.ts";
import { classColor } from "../color/palette.ts";
import { element, setText } from "../dom/element.ts";
import { InputImage } from "../slice/input_image.ts";
import type { ImagePlane } from "../wire/picture.ts";
import type { Point, ShapeRole } from "../wire/wire.ts";

/** What one row says. */
export interface Told {
  readonly name: string;
  /** What kind of statement it is. */
  readonly note: string;
  /** In input units; null where there is none. */
  readonly distance: number | null;
  /** In place of a distance. */
  readonly words: string;
  /** The class there, and its index; empty and -1 for none. */
  readonly predicted: string;
  readonly index: number;
  /** The input there, and on which plane; null for none. */
  readonly image: { readonly plane: ImagePlane; readonly at: Point } | null;
}

/** A place with its input, its class, and its distance from the point as a bar. */
export class Row {
  readonly root: HTMLElement;
  private readonly image = new InputImage("sw-robust-image");
  private readonly name = element("span", { class: "sw-label" });
  private readonly note = element("span", { class: "sw-muted" });
  private readonly bar = element("span", { class: "sw-robust-bar", "aria-hidden": "true" });
  private readonly value = element("span", { class: "sw-robust-value" });
  private readonly chip = element("span", { class: "sw-robust-class" });

  constructor(role: ShapeRole, color: string) {
    const sign = element("span", { class: "sw-robust-sign", "aria-hidden": "true" });
    for (const node of [sign, this.bar]) node.style.setProperty("--sw-own", color);
    this.image.canvas.setAttribute("role", "img");
    this.root = element(
      "div",
      { class: "sw-robust-row", role: "listitem", "data-role": role },
      this.image.canvas,
      element(
        "div",
        { class: "sw-robust-text" },
        element("div", { class: "sw-robust-head" }, sign, this.name, this.chip, this.value),
        element("div", { class: "sw-robust-track" }, this.bar),
        this.note,
      ),
    );
  }

  /** Null hides it; bars are as long as their share of `longest`. */
  set(told: Told | null, longest: number): void {
    this.root.hidden = told === null;
    if (!told) return;
    const { name, note, distance, words, predicted, index, image } = told;
    setText(this.name, name);
    setText(this.note, note);
    setText(this.value, distance === null ? words : format(distance));
    setText(this.chip, predicted);
    this.chip.hidden = predicted === "";
    if (index >= 0) this.chip.style.setProperty("--sw-own", cssColor(classColor(index)));
    this.bar.style.width = `${(100 * (distance ?? 0)) / longest}%`;
    this.image.canvas.hidden = image === null;
    this.image.canvas.setAttribute("aria-label", `${name} as an image`);
    if (image) this.image.paint(image.plane, image.at);
  }
}
