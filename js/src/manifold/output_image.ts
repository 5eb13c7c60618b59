import { PixelImage } from "../chrome/pixel_image.ts";
import { rgbaOf } from "../chrome/rgba.ts";
import { element, setText } from "../dom/element.ts";
import type { WireOutput } from "../wire/wire.ts";

/** The image that the generator makes of what is pointed at. */
export class OutputImage {
  readonly root: HTMLElement;
  private readonly image = new PixelImage("sw-picture");
  private readonly caption = element("span", { class: "sw-label" });

  constructor() {
    this.image.canvas.setAttribute("role", "img");
    this.root = element(
      "section",
      { class: "sw-section sw-output", hidden: true },
      element("div", { class: "sw-heading" }, this.caption),
      this.image.canvas,
    );
  }

  /** `resting`: nobody points anywhere, and this is the middle of the window. */
  show(output: WireOutput, resting: boolean): void {
    const [height, width] = output.shape;
    const pixels = rgbaOf(output);
    this.root.hidden = false;
    this.image.show(pixels, width, height);
    const caption = resting ? "Output at the center" : "Output under the cursor";
    this.image.canvas.setAttribute("aria-label", caption);
    setText(this.caption, caption);
  }

  hide(): void {
    this.root.hidden = true;
  }
}
