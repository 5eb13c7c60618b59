import { element } from "../dom/element.ts";
import type { Images } from "./pool.ts";

const SIDE = 6;
export const PICTURES = SIDE * SIDE;
const GAP = 1; // pixels of a picture

/** Pictures of drawn latents, six by six. Those that stay drawn stay where they are. */
export class PictureGrid {
  readonly root: HTMLElement;
  private readonly canvas = element("canvas", { role: "img", "aria-label": "Pictures of samples" });
  private images: Images | null = null;
  private places: number[] = [];

  constructor() {
    const label = element("span", { class: "sw-label" }, "Pictures");
    const note = element("span", { class: "sw-muted" }, "of samples");
    this.root = element(
      "div",
      { class: "sw-view sw-pictures", hidden: true },
      element("div", { class: "sw-view-caption" }, label, note),
      element("div", { class: "sw-picture-frame" }, this.canvas),
    );
  }

  setImages(images: Images | null): void {
    this.images = images;
    this.places = [];
    this.root.hidden = images === null;
    if (images === null) return;
    const side = (length: number) => SIDE * (length + GAP) - GAP;
    Object.assign(this.canvas, { width: side(images.width), height: side(images.height) });
  }

  /** Shows these of the images, by their number. */
  set(chosen: Uint32Array): void {
    const { images } = this;
    const context = images && this.canvas.getContext("2d");
    if (!images || !context) return;
    const places = seated(this.places, chosen);
    places.forEach((image, place) => {
      if (image === this.places[place]) return;
      const [column, row] = [place % SIDE, Math.floor(place / SIDE)];
      context.putImageData(
        picture(images, image),
        column * (images.width + GAP),
        row * (images.height + GAP),
      );
    });
    this.places = places;
  }
}

/** All of `chosen` in places of their own; those that were in `before` keep theirs. */
export function seated(before: readonly number[], chosen: Uint32Array): number[] {
  const standing = new Map<number, number>();
  for (const image of chosen) standing.set(image, (standing.get(image) ?? 0) + 1);
  const take = (image: number): boolean => {
    const left = standing.get(image) ?? 0;
    if (left > 0) standing.set(image, left - 1);
    return left > 0;
  };
  const kept = Array.from(chosen, (_, place) =>
    before.length > place && take(before[place]) ? before[place] : -1,
  );
  const rest = Array.from(chosen).filter(take);
  return kept.map((image) => (image >= 0 ? image : (rest.pop() as number)));
}

function picture({ pixels, width, height }: Images, image: number): ImageData {
  const rgba = new Uint8ClampedArray(4 * width * height);
  const first = image * width * height;
  for (let i = 0; i < width * height; i++) {
    rgba.fill(pixels[first + i], 4 * i, 4 * i + 3);
    rgba[4 * i + 3] = 255;
  }
  return new ImageData(rgba, width, height);
}
