import { format } from "../color/numbers.ts";
import { element, setText } from "../dom/element.ts";
import type { ImagePlane } from "../wire/picture.ts";
import type { Point } from "../wire/wire.ts";
import { InputImage } from "./input_image.ts";

/** The input under the cursor as an image, with its place on the slice. */
export class CursorInput {
  readonly root: HTMLElement;
  private readonly image = new InputImage("sw-input");
  private readonly caption = element("span", { class: "sw-label" }, "Input");
  private readonly where = element("span", { class: "sw-muted sw-where" });

  constructor() {
    this.image.canvas.setAttribute("role", "img");
    this.root = element(
      "section",
      { class: "sw-section sw-cursor", hidden: true },
      this.image.canvas,
      element("div", { class: "sw-cursor-text" }, this.caption, this.where),
    );
  }

  /** `resting`: nobody points anywhere, and `at` is the middle of the window. */
  show(plane: ImagePlane | null, at: Point, resting: boolean): void {
    this.root.hidden = plane === null;
    if (!plane) return;
    this.image.paint(plane, at);
    const caption = resting ? "Input at the center" : "Input under the cursor";
    const where = `u ${format(at[0])}   v ${format(at[1])}`;
    setText(this.caption, caption);
    setText(this.where, where);
    this.image.canvas.setAttribute("aria-label", `${caption}, ${where}`);
  }
}
