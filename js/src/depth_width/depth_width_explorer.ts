import { Plane } from "../chart/plane.ts";
import { Menu } from "../controls/menu.ts";
import { element, svg } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import { Frame } from "../frame/frame.ts";
import type { Gestures } from "../frame/help.ts";
import type { Link } from "../frame/link.ts";
import { WaitingWords } from "../frame/waiting_words.ts";
import { decode } from "../wire/decode.ts";
import {
  type DepthWidthTraits,
  type NetworkName,
  type Point,
  present,
  type WireArray,
} from "../wire/wire.ts";
import { CountSlider } from "./count_slider.ts";
import { CurvePlot } from "./curve_plot.ts";
import { TilePicture } from "./tile_picture.ts";

const EMPTY = "Nothing to show yet.";
const ON_SLIDERS: Gestures = [
  ["drag a slider, arrows on it", "another depth or width"],
  ["dice", "other random weights"],
];
const NAMES: readonly (readonly [NetworkName, string])[] = [
  ["folding", "folding (constructed)"],
  ["random", "random"],
  ["tent", "tent map"],
  ["square", "x² by sawtooths"],
];
/** Sliders of depth and width, the tiles or the graph, and their numbers over the depth. */
export class DepthWidthExplorer {
  private readonly frame: Frame<DepthWidthTraits>;
  private readonly menu: Menu;
  private readonly depth: CountSlider;
  private readonly width: CountSlider;
  private readonly dice: HTMLButtonElement;
  private readonly tiles: TilePicture;
  private readonly plane: Plane;
  private readonly target = svg("path", { class: "sw-depth-target" });
  private readonly graph = svg("path", { class: "sw-depth-graph" });
  private readonly curves: CurvePlot;

  constructor(
    private readonly link: Link<DepthWidthTraits>,
    host: HTMLElement,
  ) {
    const { signal } = link;
    const title = "Whose tiles are counted";
    this.menu = new Menu("Network", title, (name) => link.send({ network: name as NetworkName }), signal);
    this.depth = new CountSlider("Depth", "Hidden layers", (depth) => link.send({ depth }), signal);
    this.width = new CountSlider("Width", "Units of each layer", (width) => link.send({ width }), signal);
    const roll = () => link.send({ seed: link.get("seed") + 1 });
    this.dice = iconButton("dice", "Other random weights", roll, signal);
    const buttons = element("div", { class: "sw-buttons" }, this.dice);
    const bar = element(
      "div",
      { class: "sw-toolbar" },
      element(
        "div",
        { class: "sw-chips sw-depth-sliders" },
        this.menu.root,
        this.depth.root,
        this.width.root,
      ),
      element("div", { class: "sw-tools" }, buttons),
    );
    this.frame = new Frame(link, host, { bars: [bar], gestures: ON_SLIDERS, empty: EMPTY });
    const { frame } = this;
    frame.root.classList.add("sw-depth-width");
    buttons.append(frame.save.root, frame.help.button);
    this.tiles = new TilePicture(signal);
    this.plane = new Plane("", () => this.drawGraph(), signal);
    this.plane.drawing.append(this.target, this.graph);
    this.curves = new CurvePlot(signal);
    const stage = element("div", { class: "sw-depth-stage" }, this.tiles.root, this.plane.root);
    frame.main.append(stage);
    frame.panel.append(this.curves.root);
    const words = new WaitingWords();
    stage.append(words.root);
    frame.speakOver(stage, words);
    link.listen(["network", "depth", "width", "_own_width", "_depths", "_widths"], () => this.read());
    link.listen(["_curves", "_cells", "_graph", "status"], () => this.read());
  }

  private read(): void {
    const { link } = this;
    const [network, depth, width] = [link.get("network"), link.get("depth"), link.get("width")];
    this.menu.set(
      NAMES.map(([name, label]) => ({ name, label })),
      network,
    );
    this.depth.set(depth, link.get("_depths"));
    this.width.set(width, link.get("_widths"), link.get("_own_width"));
    this.dice.disabled = network !== "random";
    const [cells, graph, curves] = [link.get("_cells"), link.get("_graph"), link.get("_curves")];
    this.tiles.root.hidden = !present(cells);
    this.plane.root.hidden = !present(graph);
    this.frame.setBlank(!present(cells) && !present(graph));
    this.frame.panel.hidden = !present(curves);
    if (present(cells)) this.tiles.set(cells, depth, link.get("status"));
    if (present(graph)) this.plane.setWindow(graph.window);
    if (present(curves)) this.curves.set(curves, depth);
    this.plane.describe(`Graph. ${link.get("status")}`);
    this.drawGraph();
  }

  private drawGraph(): void {
    const graph = this.link.get("_graph");
    if (!present(graph) || !this.plane.seen) return;
    this.graph.setAttribute("d", this.plane.path(points(graph.vertices)));
    this.target.setAttribute("d", graph.target ? this.plane.path(points(graph.target)) : "");
  }
}

function points(wire: WireArray): Point[] {
  const numbers = decode(wire, ["float64"]);
  return Array.from({ length: numbers.length / 2 }, (_, i) => [numbers[2 * i], numbers[2 * i + 1]]);
}
