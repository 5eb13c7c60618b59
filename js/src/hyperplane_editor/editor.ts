import { Toggles } from "../controls/toggles.ts";
import { element } from "../dom/element.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import type { SliceExplorerView } from "../slice/slice_explorer_view.ts";
import { type EditorTraits, present, type Overlay as Shown } from "../wire/wire.ts";
import { type Arrangement, readArrangement } from "./arrangement.ts";
import { ON_LINES } from "./gestures.ts";
import { Key } from "./key.ts";
import { LineHand } from "./line_hand.ts";
import { Overlay } from "./overlay.ts";
import { Tables } from "./tables.ts";
import { UnitBar } from "./unit_bar.ts";

const OVERLAYS = [
  {
    name: "half-planes",
    label: "Half-planes",
    title: "Cover the tiles on which the chosen unit is not active",
    icon: "halfplane",
  },
  {
    name: "signs",
    label: "Signs",
    title: "The sign of each unit on each tile, a row a layer",
    icon: "signs",
  },
  {
    name: "power diagram",
    label: "Power diagram",
    title: "Circles of the chosen unit's layer, dashed where the squared radius is negative",
    icon: "circles",
  },
] as const;

/** Lines that a hand moves and turns, over the tiles of an explorer, and what is told of them. */
export class Editor {
  private readonly hand: LineHand;
  private readonly overlay = new Overlay();
  private arrangement: Arrangement | null = null;

  constructor(
    private readonly link: NumberedLink<EditorTraits>,
    private readonly explorer: SliceExplorerView,
  ) {
    const { frame, tiles, view } = explorer;
    view.canvas.append(this.overlay.canvas);
    this.hand = new LineHand(link, explorer);
    const units = new UnitBar(link, this.hand);
    const toggles = new Toggles(
      "What is drawn over the tiles",
      OVERLAYS,
      (names) => link.send({ overlays: names as Shown[] }),
      link.signal,
    );
    const key = new Key();
    frame.main.append(key.root);
    link.listen(["overlays", "chosen"], () => {
      toggles.set(link.get("overlays"));
      key.set(link.get("overlays"), link.get("chosen") !== null);
    });
    const bar = element("div", { class: "sw-toolbar sw-subbar" }, units.root, toggles.root);
    tiles.toolbar.root.after(bar);
    tiles.colorBar.root.after(units.words, new Tables(link).root);
    frame.help.add(ON_LINES);
    explorer.followers.add(() => this.draw());
    link.listen(["_arrangement", "_picture"], () => this.read());
    link.listen(["_pointed_unit"], () => view.stage.invalidate());
  }

  private read(): void {
    const { link, explorer } = this;
    const wire = link.get("_arrangement");
    const { picture } = explorer.view.stage;
    // They come in one message, and either may be told first.
    if (present(wire) && picture?.id !== wire.picture) return;
    this.arrangement = present(wire) && picture?.grid === null ? readArrangement(wire, picture) : null;
    this.hand.show(this.arrangement);
    explorer.view.stage.invalidate();
  }

  private draw(): void {
    const { view, viewport } = this.explorer;
    const { size, theme } = view.stage;
    this.hand.layout();
    const pointed = this.hand.pointed ?? this.link.get("_pointed_unit");
    if (size.width > 0) this.overlay.draw(this.arrangement, pointed, viewport.box, size, theme);
  }
}
