import { Frames } from "../canvas/frames.ts";
import { readTheme, watchTheme } from "../canvas/theme.ts";
import { element, setText } from "../dom/element.ts";
import { Frame } from "../frame/frame.ts";
import type { Beside } from "../frame/linked_model.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import { WaitingWords } from "../frame/waiting_words.ts";
import type { Picture } from "../wire/picture.ts";
import { SeenPictures } from "../wire/seen_pictures.ts";
import { type ChosenUnit, type DiagramTraits, present } from "../wire/wire.ts";
import { type Active, onPaths } from "./activity.ts";
import { drawEdges, largestOf, pickEdge } from "./edges.ts";
import { Entries } from "./entries.ts";
import { IN_A_DIAGRAM } from "./gestures.ts";
import {
  type Edge,
  exists,
  type Graph,
  isEditable,
  nameOf,
  type Place,
  placeOf,
  readGraph,
  unitAt,
  weightOf,
  withValue,
  wordsOf,
} from "./graph.ts";
import { Key } from "./key.ts";
import { Layout } from "./layout.ts";
import { edgesInto, Readings } from "./readings.ts";
import { shownActivity } from "./shown_activity.ts";
import { WeightHand } from "./weight_hand.ts";

const EMPTY = "Nothing to show yet: give the diagram a network.";
const HINT = "Point at a unit for its line, at a tile for its paths.";
/** So many pixels up are as much as the largest weight; a key is so much of it. */
const REACH = 120;
const STEP = 0.02;

/** A network as a graph of its units, linked with the tiles of the explorer beside it. */
export class Diagram {
  private readonly frame: Frame<Beside<DiagramTraits>>;
  private readonly canvas = element("canvas", { class: "sw-net-edges", "aria-hidden": "true" });
  private readonly entries: Entries;
  private readonly scroller: HTMLElement;
  private readonly readings: Readings;
  private readonly key = new Key();
  private readonly readout = element("p", { class: "sw-muted sw-net-readout" }, HINT);
  private readonly hand: WeightHand;
  private readonly frames: Frames;
  private readonly seen: SeenPictures;
  private readonly queue;
  private graph: Graph | null = null;
  private layout: Layout | null = null;
  private picture: Picture | null = null;
  private activity: readonly Active[] | null = null;
  private paths: readonly boolean[][] | null = null;
  private chosen: Place | null = null;
  private pointed: Place | null = null;
  private edge: Edge | null = null;
  /** What a weight was when it was taken, and the scale at that time. */
  private start = { value: 0, largest: 1 };

  constructor(
    private readonly link: NumberedLink<Beside<DiagramTraits>>,
    host: HTMLElement,
  ) {
    const { signal } = link;
    this.frame = new Frame(link, host, { bars: [], gestures: IN_A_DIAGRAM, empty: EMPTY });
    const { root, main, panel } = this.frame;
    root.classList.add("sw-network-diagram");
    this.seen = new SeenPictures(link.get("_most_kept"));
    this.queue = link.queue("_weight");
    this.entries = new Entries(
      this.canvas,
      {
        pointed: (place) => this.point(place),
        chosen: (place) => this.choose(place),
        key: (event) => this.onKey(event),
      },
      signal,
    );
    const words = new WaitingWords();
    this.scroller = element("div", { class: "sw-net-view" }, this.entries.root, words.root);
    main.append(this.scroller, element("div", { class: "sw-net-under" }, this.key.root, this.readout));
    this.frame.speakOver(this.scroller, words);
    this.readings = new Readings(
      (edge, value) => this.change(edge, value, true),
      (edge) => this.mark(edge),
      signal,
    );
    panel.append(
      element("div", { class: "sw-net-head" }, this.frame.save.root, this.frame.help.button),
      this.readings.root,
    );
    this.hand = new WeightHand(
      this.entries.root,
      {
        pick: (pixel, reach) => this.graph && this.layout && pickEdge(this.graph, this.layout, pixel, reach),
        pointed: (edge) => this.mark(edge),
        taken: (edge) => this.take(edge),
        moved: (edge, up, done) =>
          this.change(edge, this.start.value + (up / REACH) * this.start.largest, done),
      },
      signal,
    );
    this.frames = new Frames(() => this.draw(), signal);
    const sizes = new ResizeObserver(() => this.lay());
    sizes.observe(this.scroller);
    signal.addEventListener("abort", () => sizes.disconnect(), { once: true });
    watchTheme(root, () => this.frames.invalidate(), signal);
    this.listen();
  }

  private listen(): void {
    const { link } = this;
    link.listen(["_network"], () => this.read());
    link.listen(["_picture"], () => {
      const wire = link.get("_picture");
      this.picture = present(wire) ? this.seen.read(wire) : null;
    });
    link.listen(["_network", "_plane", "_picture", "hovered", "selected", "pointer", "_active"], () =>
      this.activate(),
    );
    link.listen(["unit"], () => {
      const unit = link.get("unit");
      const place = this.placed(unit);
      if (place || (this.chosen && this.unitOf(this.chosen))) this.chosen = place;
      this.showMarks();
    });
    link.listen(["_pointed_unit"], () => {
      this.pointed = this.placed(link.get("_pointed_unit"));
      this.showMarks();
    });
    link.listen(["error", "state"], () => link.get("error") !== "" && this.hand.letGo());
    link.whenAbsent(() => this.hand.letGo());
    link.listen(["height"], () => this.lay());
  }

  private read(): void {
    const wire = this.link.get("_network");
    this.frame.setBlank(!present(wire));
    // What is in the hand is ahead of what comes.
    if (this.hand.dragging && this.edge && present(wire)) {
      const value = this.graph ? weightOf(this.graph, this.edge) : 0;
      this.graph = withValue(readGraph(wire), this.edge, value);
    } else this.graph = present(wire) ? readGraph(wire) : null;
    this.place(); // and what is active is told next
  }

  private lay(): void {
    this.place();
    this.show();
  }

  private place(): void {
    const { graph, scroller, entries, key } = this;
    const size = { width: scroller.clientWidth, height: this.link.get("height") };
    if (!graph || size.width === 0) return;
    this.layout = new Layout(graph, size);
    entries.set(graph, this.layout);
    key.set(largestOf(graph, this.layout));
    if (this.chosen && !exists(graph, this.chosen)) this.chosen = null;
    this.chosen ??= this.placed(this.link.get("unit"));
  }

  private activate(): void {
    const { link, graph, picture } = this;
    const plane = link.get("_plane");
    const looks = link.get("hovered") >= 0 || link.get("selected") >= 0;
    // A plane of another picture, or of another network, will come.
    const fits = present(plane) && plane.picture === picture?.id && plane.network === graph?.number;
    if (fits || !looks || !graph?.whole || picture === null) {
      this.activity = shownActivity(link, graph, picture);
      this.paths = graph && this.activity && onPaths(graph, this.activity);
    }
    this.show();
  }

  private show(): void {
    const { graph, activity, paths, link } = this;
    if (!graph || !this.layout) return;
    const active = link.get("_active");
    this.entries.show(activity, paths, present(active) ? active.counts : []);
    this.readings.showMap(graph, activity);
    this.showMarks();
  }

  private showMarks(): void {
    const { graph, chosen, pointed } = this;
    this.entries.mark({ chosen, pointed });
    if (graph) this.readings.showUnit(graph, chosen);
    this.frames.invalidate();
  }

  private draw(): boolean {
    const { graph, layout, activity, paths, edge } = this;
    if (!graph || !layout) return false;
    const focus = this.pointed ?? this.chosen;
    const { dark } = readTheme(this.frame.root);
    this.frame.root.classList.toggle("sw-net-dark", dark);
    drawEdges(this.canvas, { graph, layout, activity, paths, focus, edge }, dark);
    return true;
  }

  private placed(unit: ChosenUnit | null): Place | null {
    return unit && this.graph && placeOf(this.graph, unit);
  }

  private unitOf(place: Place): ChosenUnit | null {
    return this.graph && unitAt(this.graph, place);
  }

  private point(place: Place | null): void {
    if (this.hand.dragging) return;
    this.pointed = place;
    const unit = place && this.unitOf(place);
    if (JSON.stringify(unit) !== JSON.stringify(this.link.get("_pointed_unit")))
      this.link.send({ _pointed_unit: unit });
    if (place && this.graph) setText(this.readout, nameOf(this.graph, place));
    this.showMarks();
  }

  private choose(place: Place): void {
    const { chosen } = this;
    const again = chosen?.column === place.column && chosen.entry === place.entry;
    this.chosen = again ? null : place;
    this.edge = null;
    this.link.send({ unit: this.chosen && this.unitOf(this.chosen) });
    this.showMarks();
  }

  private mark(edge: Edge | null): void {
    if (this.hand.dragging || JSON.stringify(edge) === JSON.stringify(this.edge)) return;
    this.edge = edge;
    this.sayEdge(edge);
    this.frames.invalidate();
  }

  private take(edge: Edge): boolean {
    const { graph, layout } = this;
    if (!graph || !layout) return false;
    this.edge = edge;
    this.start = { value: weightOf(graph, edge), largest: largestOf(graph, layout) || 1 };
    this.chosen = edge.to;
    const unit = this.unitOf(edge.to);
    if (unit) this.link.send({ unit });
    this.showMarks();
    if (isEditable(graph, edge)) return true;
    setText(this.readout, graph.fixed || "This is no parameter of its own: it cannot be changed.");
    return false;
  }

  /** Gives a weight another value, at once here, and asks for it there. */
  private change({ to, from }: Edge, value: number, done: boolean): void {
    const { link, graph, frame } = this;
    if (!graph || !isEditable(graph, { to, from })) return;
    this.edge = { to, from };
    this.graph = withValue(graph, { to, from }, value);
    const seq = link.nextSeq();
    const place = { column: to.column, unit: to.entry, source: from?.column ?? -1, entry: from?.entry ?? 0 };
    const edit = { ...place, value, seq, done };
    frame.root.dataset.sent = String(seq);
    this.queue.offer(seq, () => link.send({ _weight: edit, _gesture: frame.gesture }));
    this.sayEdge(this.edge);
    this.activate();
  }

  private onKey(event: KeyboardEvent): void {
    const { graph, layout, chosen, edge } = this;
    if (event.ctrlKey || event.metaKey || event.altKey || !graph || !layout) return;
    const edges = chosen ? edgesInto(graph, chosen) : [];
    const turn = { "[": -1, "]": 1 }[event.key];
    const by = { "+": 1, "=": 1, "-": -1 }[event.key];
    if (event.key === "Escape") {
      this.chosen = this.edge = null;
      this.link.send({ unit: null });
      this.showMarks();
    } else if (turn !== undefined && edges.length > 0) {
      const now = edges.findIndex((each) => JSON.stringify(each) === JSON.stringify(edge));
      this.mark(edges[(Math.max(now, turn < 0 ? 0 : -1) + turn + edges.length) % edges.length]);
    } else if (by !== undefined && edge) {
      const step = STEP * (largestOf(graph, layout) || 1);
      this.change(edge, weightOf(graph, edge) + by * step, true);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private sayEdge(edge: Edge | null): void {
    setText(this.readout, this.graph && edge ? wordsOf(this.graph, edge) : HINT);
  }
}
