import { Plane } from "../chart/plane.ts";
import { element } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import { Frame } from "../frame/frame.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import { UndoControl } from "../frame/undo_control.ts";
import { WaitingWords } from "../frame/waiting_words.ts";
import { longPress } from "../interact/long_press.ts";
import { ownGesture } from "../interact/own_gesture.ts";
import { type Point, present, type SplineEditorTraits } from "../wire/wire.ts";
import { Activation } from "./activation.ts";
import { Edits } from "./edits.ts";
import { ends } from "./ends.ts";
import { Formula } from "./formula.ts";
import { ON_SPLINE } from "./gestures.ts";
import { addedAt, Graph, readSpline, type Spline } from "./graph.ts";
import { Handles } from "./handles.ts";
import { Legend } from "./legend.ts";
import { WeightTable } from "./weight_table.ts";

const EMPTY = "Nothing to show yet: give the editor a network.";
const KNOT = "M8 0A8 8 0 1 1 -8 0A8 8 0 1 1 8 0Z";
const END = "M0 -8L8 0L0 8L-8 0Z";
const POINT = "M5.5 0A5.5 5.5 0 1 1 -5.5 0A5.5 5.5 0 1 1 5.5 0Z";
/** As many points can be taken by the hand; of more each is too near to the next, and all are dots. */
const MOST_HANDLES = 80;

/** The graph of a spline and its knots, beside the activation and the weights. */
export class SplineEditor {
  private readonly frame: Frame<SplineEditorTraits>;
  private readonly edits: Edits;
  private readonly plane: Plane;
  private readonly graph: Graph;
  private readonly knots: Handles;
  private readonly ends: Handles;
  private readonly dots: Handles;
  private readonly table: WeightTable;
  private readonly activation: Activation;
  private readonly formula = new Formula();
  private readonly legend: Legend;
  private readonly fit: HTMLButtonElement;
  private readonly interpolate: HTMLButtonElement;
  private readonly remove: HTMLButtonElement;
  private spline: Spline | null = null;
  /** Units of the knots that can be taken, in the order of the handles. */
  private handled: number[] = [];
  private x: number | null = null;

  constructor(
    private readonly link: NumberedLink<SplineEditorTraits>,
    host: HTMLElement,
  ) {
    const { signal } = link;
    const buttons = element("div", { class: "sw-buttons" });
    this.fit = action("Fit", "Fit v and c to the points by least squares; knots stay (exact)", () =>
      this.edits.act({ act: "fit" }),
    );
    this.interpolate = action(
      "Interpolate",
      "Put a knot at each point: the graph goes through all (exact)",
      () => this.edits.act({ act: "interpolate" }),
    );
    const add = action("Add unit", "Add a unit with a knot in the widest piece", () =>
      this.edits.act({ act: "add" }),
    );
    this.remove = action("Remove unit", "Remove the selected unit (Delete on its knot)", () =>
      this.edits.act({ act: "remove", unit: link.get("selected") }),
    );
    const point = action("Add point", "Add a point in the middle of the plot", () => this.addPoint(null));
    const bar = element(
      "div",
      { class: "sw-toolbar" },
      element(
        "div",
        { class: "sw-chips", role: "group", "aria-label": "Units and points" },
        add,
        this.remove,
        point,
        this.fit,
        this.interpolate,
      ),
      element("div", { class: "sw-tools" }, buttons),
    );
    this.frame = new Frame(link, host, { bars: [bar], gestures: ON_SPLINE, empty: EMPTY });
    const { frame } = this;
    frame.root.classList.add("sw-spline-editor");
    this.edits = new Edits(link, () => frame.gesture);
    this.plane = new Plane("Graph of an affine spline", () => this.draw(), signal);
    this.graph = new Graph(this.plane);
    const { edits, plane } = this;
    this.ends = new Handles(
      plane,
      "end",
      END,
      {
        moved: (_, at) => edits.drag({ act: "height", at }),
      },
      signal,
    );
    this.knots = new Handles(
      plane,
      "knot",
      KNOT,
      {
        moved: (i, at) => edits.drag({ act: "knot", unit: this.handled[i], at }),
        grabbed: (i) => this.select(this.handled[i]),
        removed: (i) => edits.act({ act: "remove", unit: this.handled[i] }),
      },
      signal,
    );
    this.dots = new Handles(
      plane,
      "point",
      POINT,
      {
        moved: (i, at) => edits.drag({ act: "points", points: this.replaced(i, at) }),
        removed: (i) => edits.act({ act: "points", points: this.replaced(i, null) }),
        doubled: (i) => edits.act({ act: "points", points: this.replaced(i, null) }),
      },
      signal,
    );
    this.table = new WeightTable(
      {
        weight: (name, unit, value) => edits.drag({ act: "weight", name, unit, value }),
        selected: (unit) => this.select(unit),
      },
      signal,
    );
    this.activation = new Activation((name) => link.send({ activation: name }), signal);
    this.legend = new Legend((visible) => link.send({ visible }), signal);
    const undo = new UndoControl(frame.root, (steps) => edits.act({ act: "undo", steps }), signal);
    buttons.append(
      iconButton("minus", "See more", () => this.zoom(0.5), signal),
      iconButton("plus", "See less", () => this.zoom(2), signal),
      iconButton("home", "See all knots and points", () => edits.act({ act: "home" }), signal),
    );
    frame.flank(buttons, undo.root);
    frame.main.append(plane.root, this.legend.root);
    frame.panel.append(this.activation.root, this.formula.root, this.table.root);
    const words = new WaitingWords();
    plane.root.append(words.root);
    frame.speakOver(plane.root, words);
    this.watchPointer();
    link.listen(["_can_undo", "_can_redo"], () => undo.set(link.get("_can_undo"), link.get("_can_redo")));
    link.listen(["_graph", "points", "visible", "selected", "_answered", "activation"], () => this.read());
    const letGo = () => {
      for (const handles of [this.knots, this.ends, this.dots]) handles.letGo();
    };
    link.listen(["error"], letGo);
    link.whenAbsent(letGo);

    function action(word: string, title: string, act: () => void): HTMLButtonElement {
      const node = element("button", { type: "button", class: "sw-chip sw-spline-action", title }, word);
      node.addEventListener("click", act, { signal });
      return node;
    }
  }

  private get points(): Point[] {
    const [x, y] = this.link.get("points");
    return x.map((each, i) => [each, y[i]]);
  }

  /** x and y of the points, with one of them elsewhere, or left out. */
  private replaced(index: number, at: Point | null): [number[], number[]] {
    const points = this.points.flatMap((point, i) => (i !== index ? [point] : at ? [at] : []));
    return [points.map(([x]) => x), points.map(([, y]) => y)];
  }

  private addPoint(at: Point | null): void {
    const [x0, x1, y0, y1] = this.plane.bounds;
    const points = [...this.points, at ?? [(x0 + x1) / 2, (y0 + y1) / 2]];
    this.edits.act({ act: "points", points: [points.map(([x]) => x), points.map(([, y]) => y)] });
  }

  private select(unit: number): void {
    if (this.link.get("selected") !== unit) this.link.send({ selected: unit });
  }

  private zoom(factor: number): void {
    const [x0, x1, y0, y1] = this.plane.bounds;
    const [u, v] = [(x0 + x1) / 2, (y0 + y1) / 2];
    const [du, dv] = [(x1 - x0) / (2 * factor), (y1 - y0) / (2 * factor)];
    this.link.send({ view: [u - du, u + du, v - dv, v + dv] });
  }

  private read(): void {
    const { link } = this;
    const wire = link.get("_graph");
    this.spline = present(wire) ? readSpline(wire) : null;
    this.frame.setBlank(this.spline === null);
    this.frame.panel.hidden = this.spline === null;
    this.fit.disabled = this.points.length === 0;
    this.interpolate.disabled = this.points.length < 2;
    this.remove.disabled = link.get("selected") < 0;
    if (this.spline === null) return;
    this.plane.setWindow(this.spline.window);
    this.activation.set(link.get("activation"), this.spline.leak);
    this.legend.set(link.get("visible"));
    this.table.set(this.spline, link.get("selected"));
    this.draw();
  }

  private draw(): void {
    const { spline, link, plane } = this;
    if (spline === null || !plane.seen) return;
    const [points, visible, selected] = [this.points, link.get("visible"), link.get("selected")];
    const answered = link.get("_answered");
    const loose = points.length <= MOST_HANDLES;
    const shown = visible.includes("points");
    this.graph.draw(spline, points, visible, selected, shown && !loose);
    this.handled = spline.units.flatMap(({ knot }, i) => (knot === null ? [] : [i]));
    const places = this.handled.map((unit) => {
      const { knot, height } = spline.units[unit];
      return {
        at: [knot, height] as Point,
        label: `Knot of unit ${unit + 1}: drag, or move with the arrow keys`,
      };
    });
    this.knots.set(places, answered);
    this.knots.mark(this.handled.indexOf(selected));
    this.ends.set(
      ends(spline).map((at, i) => ({
        at,
        label: `The ${i ? "right" : "left"} end: drag it to turn the outer piece`,
      })),
      answered,
    );
    this.dots.set(
      (shown && loose ? points : []).map((at, i) => ({
        at,
        label: `Point ${i + 1}: drag, or move with the arrow keys`,
      })),
      answered,
    );
    this.showPointer();
    plane.describe(`Graph of an affine spline. ${link.get("status")}`);
    this.frame.root.dataset.frames = String(Number(this.frame.root.dataset.frames) + 1);
  }

  private watchPointer(): void {
    const { root } = this.plane;
    const { signal } = this.link;
    const follow = (event: PointerEvent) => {
      [this.x] = this.plane.fromPixels(this.plane.inside(this.plane.pixelsOf(event)));
      this.showPointer();
    };
    const put = (event: MouseEvent) => {
      if (!ownGesture(event)) this.addPoint(this.plane.fromPixels(this.plane.pixelsOf(event)));
    };
    root.addEventListener("pointermove", follow, { signal });
    root.addEventListener("pointerdown", follow, { signal });
    root.addEventListener(
      "pointerleave",
      () => {
        this.x = null;
        this.showPointer();
      },
      { signal },
    );
    root.addEventListener("dblclick", put, { signal });
    longPress(root, { touched: () => {}, pressed: put }, signal);
  }

  private showPointer(): void {
    const { spline, x } = this;
    if (spline === null) return;
    this.graph.point(spline, x);
    this.formula.set(spline, x);
    const added = x === null ? null : addedAt(spline, x);
    this.table.setAdded(
      added,
      (added ?? []).reduce((sum, each) => sum + each, spline.bias),
    );
  }
}
