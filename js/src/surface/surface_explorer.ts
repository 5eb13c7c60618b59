import { ColorBar } from "../chrome/color_bar.ts";
import { element, setText } from "../chrome/element.ts";
import { FactsPanel } from "../chrome/facts.ts";
import { Menu } from "../chrome/menu.ts";
import { ScaleSlider } from "../chrome/scale_slider.ts";
import { StatusLine } from "../chrome/status_line.ts";
import { type Toggle, Toggles } from "../chrome/toggles.ts";
import { Toolbar } from "../chrome/toolbar.ts";
import type { Link } from "../explorer/link.ts";
import { readColors } from "../picture.ts";
import { magnified } from "../space/camera.ts";
import { orbit, orbitKeys } from "../space/orbit.ts";
import { type SpaceEvents, SpaceStage } from "../space/space_stage.ts";
import { TilePointer } from "../space/tile_pointer.ts";
import { present, type SurfaceLayer, type SurfaceTraits, type WireData, type WireSurface } from "../wire.ts";
import { type Graph, readGraph, readSamples, type Samples } from "./graph.ts";
import { partsOf } from "./parts.ts";

const EMPTY = "Nothing to show yet: give the surface a network with two inputs, or a slice.";
const NO_WEBGL =
  "This browser offers no WebGL2. The surface cannot be drawn without it. Try another browser.";

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

/** Everything of a SplineSurface, in `host`: bars, canvas beside panel, status line, and their talk with Python. */
export class SurfaceExplorer {
  private readonly root: HTMLElement;
  private readonly canvas: HTMLElement;
  private readonly message = element("div", { class: "sw-message" });
  private readonly stage: SpaceStage;
  private readonly pointer: TilePointer;
  private readonly toolbar: Toolbar;
  private readonly toggles: Toggles;
  private readonly outputs: Menu;
  private readonly slider: ScaleSlider;
  private readonly status = new StatusLine();
  private readonly colorBar = new ColorBar();
  private readonly facts = new FactsPanel();
  private graph: { readonly wire: WireSurface; readonly graph: Graph } | null = null;
  private samples: { readonly wire: WireData; readonly graph: Graph; readonly samples: Samples } | null =
    null;
  /** Of z, while the slider moves ahead of the model. */
  private scale = 1;
  private drawable = true;

  constructor(
    private readonly link: Link<SurfaceTraits>,
    host: HTMLElement,
  ) {
    const { signal } = link;
    link.problem = (text) => this.status.set("", text);
    this.canvas = element(
      "div",
      {
        class: "sw-stage sw-space",
        tabindex: 0,
        role: "application",
        "aria-label":
          "Graph of an output over its tessellation. Arrow keys turn it, plus and minus zoom, zero shows all.",
      },
      element("div", { class: "sw-progress", "aria-hidden": "true" }),
      this.message,
    );
    this.toolbar = new Toolbar(
      "Everything",
      {
        layersChosen: (visible) => link.send({ visible_layers: visible }),
        measureChosen: (name) => link.send({ color_by: name }),
        home: () => this.stage.view.goHome(),
        zoom: (factor) => this.stage.view.go(magnified(this.stage.view.camera, factor ** 0.5)),
      },
      signal,
    );
    this.outputs = new Menu(
      "Output",
      "Which output is drawn",
      (name) => link.send({ output: Number(name) }),
      signal,
    );
    this.toggles = new Toggles(
      "What is shown",
      TOGGLES,
      (visible) => link.send({ visible: visible as SurfaceLayer[] }),
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
    this.root = element(
      "div",
      // Without this JupyterLab would take arrow keys and digits for its own shortcuts.
      { class: "sw-root", "data-lm-suppress-shortcuts": "true", "data-frames": 0 },
      this.toolbar.root,
      element(
        "div",
        { class: "sw-toolbar sw-subbar" },
        this.toggles.root,
        element("div", { class: "sw-tools" }, this.outputs.root, this.slider.root),
      ),
      element(
        "div",
        { class: "sw-body" },
        element("div", { class: "sw-main" }, this.canvas),
        element("div", { class: "sw-panel" }, this.colorBar.root, this.facts.root),
      ),
      this.status.root,
    );
    host.append(this.root);
    this.stage = new SpaceStage(this.root, this.canvas, this.stageEvents(), signal);
    this.pointer = new TilePointer(
      this.canvas,
      (pixel) => this.stage.pick(pixel),
      {
        pointed: (tile) => link.send({ hovered: tile }),
        clicked: (tile) => link.send({ selected: tile === link.get("selected") ? -1 : tile }),
      },
      signal,
    );
    orbit(this.canvas, this.stage.view, signal);
    orbitKeys(this.canvas, this.stage.view, () => link.send({ selected: -1 }), signal);
    this.listen();
  }

  private stageEvents(): SpaceEvents {
    const { link, status, root } = this;
    return {
      drawn: ({ mesh }, frames) => {
        root.dataset.frames = String(frames);
        if (mesh) root.dataset.surfaceId = String(mesh.id);
      },
      moved: () => this.pointer?.refresh(),
      rested: (camera) => link.send({ camera: camera ? { ...camera, target: [...camera.target] } : {} }),
      restored: () => status.set(link.get("status"), link.get("error")),
      unavailable: (lost) =>
        lost
          ? status.set("The browser took the graphics context away; waiting to get it back.", "")
          : this.refuse(),
    };
  }

  /** From the model to the parts. */
  private listen(): void {
    const { link, stage, toolbar, colorBar } = this;
    link.listen(["vertical_scale"], () => {
      this.scale = this.slider.set(link.get("vertical_scale"));
    });
    link.listen(["surface", "data", "visible", "vertical_scale"], () => this.showParts());
    link.listen(["visible"], () => this.toggles.set(link.get("visible")));
    link.listen(["data"], () => {
      const data = link.get("data");
      this.toggles.setPossible(["data"], present(data));
      this.toggles.setPossible(["residuals"], present(data) && Boolean(data.targets));
    });
    link.listen(["colors", "class_names"], () => {
      const wire = link.get("colors");
      const colors = present(wire) ? readColors(wire) : null;
      stage.show({ colors });
      colorBar.setColors(colors, link.get("class_names"));
    });
    link.listen(["colormap"], () => {
      stage.show({ ramp: link.get("colormap") });
      colorBar.setRamp(link.get("colormap"));
    });
    link.listen(["layers", "visible_layers"], () => {
      const [layers, visible] = [link.get("layers"), link.get("visible_layers")];
      stage.show({ layers: { visible, count: layers.length } });
      toolbar.setLayers(layers, visible);
    });
    link.listen(["measures", "color_by"], () =>
      toolbar.setMeasures(link.get("measures"), link.get("color_by")),
    );
    link.listen(["outputs", "output"], () => {
      const choices = link.get("outputs").map((label, i) => ({ name: String(i), label }));
      this.outputs.set(choices, String(link.get("output")));
      this.outputs.root.hidden = choices.length < 2;
    });
    link.listen(["camera"], () => {
      const camera = link.get("camera");
      stage.view.follow(present(camera) ? camera : null);
    });
    link.listen(["hovered", "selected", "facts", "selected_facts"], () => this.showMarks());
    link.listen(["status", "error", "state", "surface"], () => this.showState());
    link.listen(["height"], () => this.root.style.setProperty("--sw-height", `${link.get("height")}px`));
  }

  private showParts(): void {
    const { link } = this;
    const [surface, data] = [link.get("surface"), link.get("data")];
    if (!present(surface)) return;
    if (this.graph?.wire !== surface) this.graph = { wire: surface, graph: readGraph(surface) };
    const { graph } = this.graph;
    if (!present(data)) this.samples = null;
    else if (this.samples?.wire !== data || this.samples.graph !== graph) {
      this.samples = { wire: data, graph, samples: readSamples(data, graph) };
    }
    this.stage.show(partsOf(graph, this.samples?.samples ?? null, link.get("visible"), this.scale));
    this.pointer.refresh();
  }

  private showMarks(): void {
    const { link, colorBar, facts } = this;
    const [hovered, selected] = [link.get("hovered"), link.get("selected")];
    const [here, kept] = [link.get("facts"), link.get("selected_facts")];
    this.stage.show({ marks: { hovered, selected } });
    colorBar.mark(hovered >= 0 ? hovered : selected);
    facts.set(hovered >= 0 && present(here) ? here : null, selected >= 0 && present(kept) ? kept : null);
  }

  private showState(): void {
    const { link, status } = this;
    const [state, error] = [link.get("state"), link.get("error")];
    this.root.dataset.state = state;
    const blank = !present(link.get("surface"));
    status.set(blank ? "" : link.get("status"), error); // said once, and in the middle while there is room
    this.facts.root.hidden = blank;
    if (!this.drawable) return;
    const waiting = link.get("status") || "Computing …";
    const words = state === "empty" ? EMPTY : state === "error" ? "There is no surface." : waiting;
    this.say(blank ? words : null);
  }

  private refuse(): void {
    this.drawable = false;
    this.say(NO_WEBGL);
  }

  /** Words in place of a picture; null shows it. */
  private say(text: string | null): void {
    this.message.hidden = text === null;
    if (text !== null) setText(this.message, text);
  }
}
