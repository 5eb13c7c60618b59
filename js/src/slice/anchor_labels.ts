import { element, setText } from "../dom/element.ts";
import type { ImagePlane } from "../wire/picture.ts";
import type { Point } from "../wire/wire.ts";
import { InputImage } from "./input_image.ts";
import { placeLabels } from "./label_placement.ts";

const THUMBNAIL = 44; // CSS pixels
const CAPTION = 16;

/** A thumbnail and a name beside every star, never over one. */
export class AnchorLabels {
  readonly root = element("div", { class: "sw-anchor-labels", "aria-hidden": "true" });
  private nodes: { root: HTMLElement; image: InputImage; name: HTMLElement }[] = [];

  setAnchors(anchors: readonly Point[], names: readonly string[], image: ImagePlane | null): void {
    while (this.nodes.length > anchors.length) this.nodes.pop()?.root.remove();
    while (this.nodes.length < anchors.length) this.add();
    this.nodes.forEach((node, i) => {
      setText(node.name, names[i] ?? "");
      node.name.hidden = !names[i];
      node.image.canvas.hidden = image === null;
      node.root.classList.toggle("sw-plain", image === null);
      if (image) node.image.paint(image, anchors[i]);
    });
  }

  /** Places the labels for stars at `pixels`, in CSS pixels of the canvas. */
  layout(pixels: readonly Point[], bounds: { width: number; height: number }): void {
    const first = this.nodes[0];
    if (!first || pixels.length !== this.nodes.length) return;
    const plain = first.image.canvas.hidden;
    const named = !first.name.hidden;
    const size = plain
      ? {
          width: Math.max(24, ...this.nodes.map(({ name }) => 12 + 7 * (name.textContent ?? "").length)),
          height: 20,
        }
      : { width: THUMBNAIL, height: THUMBNAIL + (named ? CAPTION : 0) };
    const inside = ([x, y]: Point) => x >= 0 && y >= 0 && x <= bounds.width && y <= bounds.height;
    const places = placeLabels(pixels, size, bounds);
    this.nodes.forEach(({ root }, i) => {
      root.hidden = !inside(pixels[i]) || (plain && !named);
      root.style.width = `${size.width}px`;
      root.style.transform = `translate(${places[i][0].toFixed(1)}px, ${places[i][1].toFixed(1)}px)`;
    });
  }

  private add(): void {
    const image = new InputImage("sw-thumbnail");
    const name = element("span");
    const root = element("div", { class: "sw-anchor-label" }, image.canvas, name);
    this.root.append(root);
    this.nodes.push({ root, image, name });
  }
}
