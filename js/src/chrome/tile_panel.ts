import { Recoloring } from "../color/recoloring.ts";
import type { Link } from "../frame/link.ts";
import { listenToKeys } from "../interact/keyboard.ts";
import { type Colors, type Picture, readColors } from "../wire/picture.ts";
import { type BarScale, present, type Range, type Traits } from "../wire/wire.ts";
import { ColorBar } from "./color_bar.ts";
import { FactsPanel } from "./facts.ts";
import { FactsTip } from "./facts_tip.ts";
import { choiceOf, Subdivision } from "./subdivision.ts";
import { Toolbar } from "./toolbar.ts";

/** What is to be known of tiles in order to show them. */
export type TileTraits = Pick<
  Traits,
  | "_colors"
  | "colormap"
  | "color_range"
  | "color_scale"
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
  private readonly recoloring = new Recoloring();
  private picture: Picture | null = null;
  private colors: Colors | null = null;
  private stage: TileStage | null = null;

  /** `home` says what is seen there; `listing`: whether classes are listed with the colors. */
  constructor(
    private readonly link: Link<TileTraits>,
    home: string,
    events: TilePanelEvents,
    listing = true,
  ) {
    const choices = {
      chosen: (range: Range | null) => link.send({ color_range: range }),
      scaled: (scale: BarScale) => link.send({ color_scale: scale, color_range: null }),
    };
    this.colorBar = new ColorBar(listing, choices, link.signal);
    this.toolbar = new Toolbar(
      home,
      {
        layersChosen: (visible) => link.send({ visible_layers: visible }),
        // What was chosen of one measure says nothing of another.
        measureChosen: (name) => link.send({ color_by: name, color_range: null, color_scale: "auto" }),
        chosen: (depth) => link.send({ depth }),
        ...events,
      },
      link.signal,
    );
    this.subdivision = new Subdivision(link, this.toolbar.depth);
  }

  /** The picture that is shown; null for none. */
  setPicture(picture: Picture | null): void {
    this.picture = picture;
    this.subdivision.setPicture(picture);
    this.recolor();
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
    this.stage = stage;
    link.listen(["_colors"], () => {
      const wire = link.get("_colors");
      this.colors = present(wire) ? readColors(wire) : null;
    });
    link.listen(["_colors", "class_names", "color_range", "color_scale", "depth", "_layers"], () =>
      this.recolor(),
    );
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

  /** Shows the colors as they are chosen to be. */
  private recolor(): void {
    const { link, colors, picture, stage } = this;
    if (!stage) return;
    const shown = colors && this.recoloring.shown(colors, picture, choiceOf(link));
    stage.setColors(shown);
    const name = this.depth === Number.POSITIVE_INFINITY ? null : link.get("_layers")[this.depth - 1].name;
    this.colorBar.setColors(shown, link.get("class_names"), name);
  }
}
