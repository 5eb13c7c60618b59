import { Menu } from "../controls/menu.ts";
import { ScaleSlider } from "../controls/scale_slider.ts";
import type { Toggle } from "../controls/toggles.ts";
import { element } from "../dom/element.ts";
import type { Link } from "../frame/link.ts";
import type { Beside } from "../frame/linked_model.ts";
import { OnPictures } from "../space/on_pictures.ts";
import { SpaceExplorer } from "../space/space_explorer.ts";
import {
  present,
  type SurfaceLayer,
  type SurfaceTraits,
  type WireData,
  type WireSurface,
} from "../wire/wire.ts";
import { type Graph, readGraph, readSamples, type Samples } from "./graph.ts";
import { partsOf } from "./parts.ts";

const TOGGLES: readonly (Toggle & { readonly name: SurfaceLayer })[] = [
  { name: "tessellation", label: "Tessellation", title: "The tiles, flat below", icon: "tessellation" },
  {
    name: "surface",
    label: "Surface",
    title: "The graph of the output, a facet for each tile",
    icon: "surface",
  },
  { name: "wire", label: "Edges", title: "Edges of the graph", icon: "wire" },
  { name: "data", label: "Data", title: "Training data at their targets", icon: "data" },
  { name: "residuals", label: "Residuals", title: "From targets to predictions", icon: "residuals" },
];

const SUBJECT = {
  name: "surface",
  label: "Graph of an output over its tessellation.",
  empty: "Nothing to show yet: give the surface a network with two inputs, or a slice.",
  toggles: TOGGLES,
} as const;

/** What a SplineSurface has of its own in space: the graph of an output over its tessellation, and data. */
export class SurfaceExplorer {
  private readonly space: SpaceExplorer;
  private readonly outputs: Menu;
  private readonly slider: ScaleSlider;
  private graph: Graph | null = null;
  private samples: { readonly wire: WireData; readonly graph: Graph; readonly samples: Samples } | null =
    null;
  /** Of z, while the slider moves ahead of the model. */
  private scale = 1;

  constructor(
    private readonly link: Link<Beside<SurfaceTraits>>,
    host: HTMLElement,
  ) {
    const { signal } = link;
    this.space = new SpaceExplorer(link, host, SUBJECT);
    this.outputs = new Menu(
      "Output",
      "Which output is drawn",
      (name) => link.send({ output: Number(name) }),
      signal,
    );
    this.slider = new ScaleSlider(
      "Height",
      "How much heights are stretched",
      {
        moved: (scale) => {
          this.scale = scale;
          this.showParts();
        },
        chosen: (scale) => link.send({ vertical_scale: scale }),
      },
      signal,
    );
    const tools = element("div", { class: "sw-tools" }, this.outputs.root, this.slider.root);
    this.space.bar.append(tools);
    new OnPictures<"_surface", WireSurface>(link, "_surface", (laid) => {
      this.graph = laid && readGraph(laid);
      this.showParts();
    });
    this.listen();
  }

  /** From the model to the parts. */
  private listen(): void {
    const { link } = this;
    link.listen(["vertical_scale"], () => {
      this.scale = this.slider.set(link.get("vertical_scale"));
    });
    link.listen(["_data", "visible", "vertical_scale"], () => this.showParts());
    link.listen(["_data"], () => {
      const data = link.get("_data");
      this.space.toggles.setPossible(["data"], present(data));
      this.space.toggles.setPossible(["residuals"], present(data) && Boolean(data.targets));
    });
    link.listen(["outputs", "output"], () => {
      const choices = link.get("outputs").map((label, i) => ({ name: String(i), label }));
      this.outputs.set(choices, String(link.get("output")));
      this.outputs.root.hidden = choices.length < 2;
    });
  }

  private showParts(): void {
    const { link, graph } = this;
    const data = link.get("_data");
    if (graph === null) {
      this.space.show(null);
      return;
    }
    if (!present(data)) this.samples = null;
    else if (this.samples?.wire !== data || this.samples.graph !== graph) {
      this.samples = { wire: data, graph, samples: readSamples(data, graph) };
    }
    const parts = partsOf(graph, this.samples?.samples ?? null, link.get("visible"), this.scale);
    this.space.show({ ...parts, picture: graph.picture });
  }
}
