import { PixelImage } from "../chrome/pixel_image.ts";
import { element, setText } from "../dom/element.ts";
import { decode } from "../wire/decode.ts";
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
    const pixels = rgba(output);
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

/** One channel is gray, three are red, green, blue. */
function rgba({ shape, pixels }: WireOutput): Uint8ClampedArray<ArrayBuffer> {
  const [height, width, channels = 1] = shape;
  const values = decode(pixels, ["uint8"]);
  if (values.length !== height * width * channels) {
    throw new RangeError(
      `Got ${values.length} pixels. Wanted ${height * width * channels} for shape [${shape.join(", ")}]. ` +
        "Send them in height, width, channel order.",
    );
  }
  const filled = new Uint8ClampedArray(4 * height * width).fill(255);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let c = 0; c < 3; c++) filled[4 * pixel + c] = values[pixel * channels + (channels >= 3 ? c : 0)];
  }
  return filled;
}
