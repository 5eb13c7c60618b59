import type { Link } from "../frame/link.ts";
import { listenToKeys } from "../interact/keyboard.ts";
import { type Colors, type Picture, readColors } from "../wire/picture.ts";
import { present, type Traits } from "../wire/wire.ts";
import { ColorBar } from "./color_bar.ts";
import { FactsPanel } from "./facts.ts";
import { FactsTip } from "./facts_tip.ts";
import { Subdivision } from "./subdivision.ts";
import { Toolbar } from "./toolbar.ts";

/** What is to be known of tiles in order to show them. */
export type TileTraits = Pick<
  Traits,
  | "_colors"
  | "colormap"
  | "color_by"
  | "_measures"
  | "class_names"
  | "_layers"
  | "visible_layers"
  | "depth"
  | "hovered"
  | "selected"
  | "_facts"
  | "_selected_facts"
>;

/** What draws the tiles. */
export interface TileStage {
  setColors(colors: Colors | null): void;
  setRamp(name: string): void;
  setLayers(visible: readonly number[], count: number, depth: number): void;
  setMarks(hovered: number, selected: number): void;
}

export interface TilePanelEvents {
  home(): void;
  zoom(factor: number): void;
}

/** How tiles are colored, which layers' edges are drawn, and what is known of two of them, kept in traits. */
export class TilePanel {
  /** Layers, the menu of colors, and what moves the view. */
  readonly toolbar: Toolbar;
  readonly colorBar: ColorBar;
  readonly facts = new FactsPanel();
  private tip: FactsTip | null = null;
  private readonly subdivision: Subdivision;

  /** `home` says what is seen there; `listing`: whether classes are listed with the colors. */
  constructor(
    private readonly link: Link<TileTraits>,
    home: string,
    events: TilePanelEvents,
    listing = true,
  ) {
    this.colorBar = new ColorBar(listing);
    this.toolbar = new Toolbar(
      home,
      {
        layersChosen: (visible) => link.send({ visible_layers: visible }),
        measureChosen: (name) => link.send({ color_by: name }),
        chosen: (depth) => link.send({ depth }),
        ...events,
      },
      link.signal,
    );
    this.subdivision = new Subdivision(link, this.toolbar.depth);
  }

  /** The picture that is shown; null for none. */
  setPicture(picture: Picture | null): void {
    this.subdivision.setPicture(picture);
  }

  /** So many layers have cut, of the tiles that are shown. */
  get depth(): number {
    return this.subdivision.depth;
  }

  /** Where else the same facts are told. */
  setFactsBeside(others: readonly HTMLElement[]): void {
    this.tip?.look([this.facts.root, ...others]);
  }

  /** Shows on `stage` what the traits say, from now on, and on `canvas`, which the pointer is over. */
  serve(stage: TileStage, canvas: HTMLElement): void {
    const { link, toolbar, colorBar, facts, subdivision } = this;
    const tip = new FactsTip(canvas, [facts.root], link.signal);
    this.tip = tip;
    link.listen(["_colors", "class_names"], () => {
      const wire = link.get("_colors");
      const colors = present(wire) ? readColors(wire) : null;
      stage.setColors(colors);
      colorBar.setColors(colors, link.get("class_names"));
    });
    link.listen(["colormap"], () => {
      stage.setRamp(link.get("colormap"));
      colorBar.setRamp(link.get("colormap"));
    });
    link.listen(["_layers", "visible_layers", "depth"], () => {
      const [layers, visible] = [link.get("_layers"), link.get("visible_layers")];
      stage.setLayers(visible, layers.length, subdivision.depth);
      toolbar.setLayers(layers, visible);
    });
    const { depth } = toolbar;
    listenToKeys(canvas, { "[": () => depth.step(-1), "]": () => depth.step(1) }, link.signal);
    link.listen(["_measures", "color_by"], () =>
      toolbar.setMeasures(link.get("_measures"), link.get("color_by")),
    );
    link.listen(["hovered", "selected", "_facts", "_selected_facts", "depth"], () => {
      const [hovered, selected] = [link.get("hovered"), link.get("selected")];
      const [here, kept] = [link.get("_facts"), link.get("_selected_facts")];
      stage.setMarks(hovered, selected);
      colorBar.mark(hovered >= 0 ? hovered : selected);
      // A sampled point has facts, and is in no tile.
      const pointed = present(here) && (hovered >= 0 || here.point !== undefined) ? here : null;
      const told = subdivision.facts(hovered) ?? pointed;
      tip.set(told);
      facts.set(told, subdivision.facts(selected) ?? (selected >= 0 && present(kept) ? kept : null));
    });
  }
}
