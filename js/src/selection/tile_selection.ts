import { place } from "../canvas/box.ts";
import { format, formatCount } from "../color/numbers.ts";
import { element, setText } from "../dom/element.ts";
import type { Link } from "../frame/link.ts";
import { listenToKeys } from "../interact/keyboard.ts";
import { drawingOn, overlaid } from "../slice/line_drawing.ts";
import type { SliceExplorerView } from "../slice/slice_explorer_view.ts";
import type { Picture } from "../wire/picture.ts";
import type { Point, Traits } from "../wire/wire.ts";
import { choose, chosenOf } from "./chosen.ts";
import { drawHatched, drawLoop } from "./drawing.ts";
import { enclosed } from "./enclosed.ts";
import { EnclosingHand, type Way } from "./enclosing_hand.ts";
import { ON_SELECTIONS } from "./gestures.ts";
import { rimOf, rising, seenAsOne, shareOf, toggled } from "./tile_set.ts";

/** Tiles that are chosen together, over the picture: hatched, counted, and changed by clicks and keys. */
export class TileSelection {
  private readonly canvas = element("canvas", { class: "sw-overlay", "aria-hidden": "true" });
  private readonly words = element("span", {});
  private readonly root: HTMLElement;
  private readonly hand: EnclosingHand;
  private loops: Float32Array[] = [];

  constructor(
    private readonly link: Link<Traits>,
    private readonly explorer: SliceExplorerView,
  ) {
    const { signal } = link;
    const { view, frame, tiles } = explorer;
    view.canvas.append(this.canvas);
    frame.help.add(ON_SELECTIONS);
    const clear = element("button", { type: "button", class: "sw-change", title: "Escape" }, "Clear");
    clear.addEventListener("click", () => this.clear(), { signal });
    this.root = element(
      "section",
      { class: "sw-section sw-unit-line", role: "status", "aria-label": "Selection", hidden: true },
      this.words,
      clear,
    );
    tiles.facts.root.before(this.root);
    this.hand = new EnclosingHand(
      view.canvas,
      {
        enclosed: (loop, way) => this.enclose(loop, way),
        clicked: (pixel) => this.toggle(explorer.tileAt(pixel)),
        drawn: () => view.stage.invalidate(),
      },
      signal,
    );
    tiles.toolbar.buttons.before(this.hand.buttons);
    const add = () => this.toggleAtPointer();
    const back = () => this.hand.putDown() || this.clear();
    listenToKeys(view.canvas, { a: add, A: add, Escape: back }, signal);
    explorer.followers.add(() => this.draw());
    link.listen(["selection", "_selection_in", "_picture"], () => this.read());
  }

  private read(): void {
    const { picture } = this.explorer.view.stage;
    const chosen = chosenOf(this.link, picture);
    this.loops = picture ? rimOf(picture, chosen) : [];
    this.root.hidden = chosen.length === 0;
    if (picture && chosen.length > 0) {
      const count = `${formatCount(chosen.length)} selected`;
      setText(
        this.words,
        `${count}, ${format(Number((100 * shareOf(picture, chosen)).toFixed(1)))} % of the window`,
      );
    }
    this.explorer.view.stage.invalidate();
  }

  private draw(): void {
    const { view, viewport } = this.explorer;
    const { picture, size } = view.stage;
    if (size.width === 0) return;
    const context = overlaid(this.canvas, size, this.loops.length + this.hand.loop.length > 0);
    if (!context || !picture) return;
    drawHatched(drawingOn(context, picture.window, viewport.box, size), this.loops, size.width, size.height);
    drawLoop(context, this.hand.loop);
  }

  private clear(): void {
    const { picture } = this.explorer.view.stage;
    if (picture && this.link.get("selection").length > 0) this.choose(picture, []);
  }

  private enclose(loop: readonly Point[], way: Way): void {
    const { view, viewport, tiles } = this.explorer;
    const { picture, size } = view.stage;
    if (!picture || picture.grid) return;
    const { scale, offset } = place(picture.window, viewport.box);
    const within = loop.map(
      ([x, y]): Point => [
        (x / size.width - offset[0]) / scale[0],
        (1 - y / size.height - offset[1]) / scale[1],
      ],
    );
    const some = enclosed(picture, within, tiles.depth);
    const set = new Set(way === "instead" ? [] : chosenOf(this.link, picture));
    for (const tile of some) {
      if (way === "removed") set.delete(tile);
      else set.add(tile);
    }
    this.choose(picture, rising(set));
  }

  private toggleAtPointer(): void {
    const hovered = this.link.get("hovered");
    const { width, height } = this.explorer.view.stage.size;
    const middle: Point = [width / 2, height / 2];
    this.toggle(hovered >= 0 ? hovered : this.explorer.tileAt(middle));
  }

  /** A first one goes with the tile that is selected alone. */
  private toggle(tile: number): void {
    const { picture } = this.explorer.view.stage;
    if (!picture || tile < 0) return;
    const { depth } = this.explorer.tiles;
    const chosen = chosenOf(this.link, picture);
    const selected = this.link.get("selected");
    const alone = chosen.length === 0 && selected >= 0 && selected < picture.tileCount;
    const some = seenAsOne(picture, tile, depth);
    if (alone && !some.includes(selected))
      this.choose(picture, toggled(seenAsOne(picture, selected, depth), some));
    else this.choose(picture, toggled(chosen, some));
  }

  private choose(picture: Picture, tiles: number[]): void {
    choose(this.link, picture, tiles, this.explorer.frame.gesture);
  }
}
