import { choiceOf } from "../chrome/subdivision.ts";
import { formatCount } from "../color/numbers.ts";
import { Recoloring } from "../color/recoloring.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import { describeSlice } from "../slice/slice_alternative.ts";
import type { SliceExplorerView } from "../slice/slice_explorer_view.ts";
import type { SliceView } from "../slice/slice_view.ts";
import { memoized } from "../wire/memoized.ts";
import { type Picture, readColors } from "../wire/picture.ts";
import type { TrainingTraits } from "../wire/wire.ts";
import { present } from "../wire/wire.ts";
import { BoundaryLegend } from "./boundary_legend.ts";
import { CompareChoice } from "./compare_choice.ts";
import type { TimeBar } from "./time_bar.ts";

/** A second checkpoint: beside the present one on the same window, or as what has changed since. */
export class Comparison {
  private readonly legend = new BoundaryLegend();
  /** The canvas on the left and what takes it away again, while two are side by side. */
  private beside: { readonly view: SliceView; readonly closing: AbortController } | null = null;

  constructor(
    private readonly link: NumberedLink<TrainingTraits>,
    private readonly explorer: SliceExplorerView,
    bar: TimeBar,
  ) {
    const choice = new CompareChoice((compare) => link.send({ compare }), link.signal);
    explorer.tiles.toolbar.tools.prepend(choice.root);
    explorer.tiles.colorBar.root.after(this.legend.root);
    link.listen(["compare"], () => {
      const compare = link.get("compare");
      choice.set(compare);
      bar.setComparing(compare !== "single");
      this.legend.root.hidden = compare !== "difference";
      if (compare === "side") this.open();
      else this.close();
    });
    link.listen(["steps"], () => choice.setPossible(link.get("steps").length > 0));
    link.listen(["compare", "_picture", "checkpoint", "steps"], () => {
      this.legend.set(this.moment("checkpoint"), this.moment("reference"));
      this.caption(explorer.view, "checkpoint");
    });
  }

  private open(): void {
    if (this.beside) return;
    const { link, explorer } = this;
    const closing = new AbortController();
    const signal = AbortSignal.any([link.signal, closing.signal]);
    const nothing = () => {};
    const describe = (picture: Picture | null) => describeSlice(picture, link, link.get("_reference_colors"));
    const events = { drawn: nothing, themed: nothing, unavailable: nothing };
    const view = explorer.look("Reference", { ...events, describe, resized: () => view.moved() }, signal);
    const { stage } = view;
    explorer.stages.prepend(view.root);
    explorer.stages.classList.add("sw-two");
    this.beside = { view, closing };
    link.listen(["renderer"], () => stage.setRenderer(link.get("renderer")), signal);
    link.listen(["colormap"], () => stage.setRamp(link.get("colormap")), signal);
    link.listen(
      ["_layers", "visible_layers", "depth"],
      () => stage.setLayers(link.get("visible_layers"), link.get("_layers").length, explorer.tiles.depth),
      signal,
    );
    link.listen(
      ["_reference_picture", "steps"],
      () => {
        const wire = link.get("_reference_picture");
        view.words.say(present(wire) ? null : "Computing …");
        const picture = explorer.picture(wire);
        if (picture && stage.picture !== picture) view.setPicture(picture);
        this.caption(view, "reference");
      },
      signal,
    );
    const recoloring = new Recoloring();
    const read = memoized(readColors);
    link.listen(
      ["_reference_colors", "_reference_picture", "color_range", "color_scale", "depth", "_layers"],
      () => {
        const wire = link.get("_reference_colors");
        stage.setColors(present(wire) ? recoloring.shown(read(wire), stage.picture, choiceOf(link)) : null);
      },
      signal,
    );
    const { picture } = explorer.view.stage;
    if (picture) view.setAnchors(picture, link.get("anchor_names"));
  }

  private close(): void {
    this.beside?.closing.abort();
    this.beside?.view.root.remove();
    this.beside = null;
    this.explorer.stages.classList.remove("sw-two");
  }

  /** Written when a picture comes, and not when one is asked for: the words belong to what is seen. */
  private caption(view: SliceView, which: "checkpoint" | "reference"): void {
    const { picture } = view.stage;
    if (this.beside && picture) view.setCaption(this.moment(which), tiles(picture));
    else view.setCaption(null);
  }

  private moment(which: "checkpoint" | "reference"): string {
    const step = this.link.get("steps")[this.link.get(which)];
    return step === undefined ? "no step" : `step ${formatCount(step)}`;
  }
}

function tiles({ tileCount, grid }: Picture): string {
  return grid ? "sampled" : `${formatCount(tileCount)} tiles`;
}
