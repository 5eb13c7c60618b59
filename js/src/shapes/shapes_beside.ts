import { svg } from "../dom/element.ts";
import type { Gestures } from "../frame/help.ts";
import type { NumberedLink } from "../frame/numbered_link.ts";
import type { Backpressure } from "../interact/backpressure.ts";
import { type HandleLooks, Handles } from "../slice/handles.ts";
import type { SliceExplorerView } from "../slice/slice_explorer_view.ts";
import type { Point, WireShapes } from "../wire/wire.ts";
import { dot, outlines } from "./outlines.ts";
import { coreOf } from "./roles.ts";

/** On what views beside have on the slice. */
const ON_SHAPES: Gestures = [
  ["drag a ring, arrows, Shift+arrows on it", "move what a view beside has there"],
];

interface Drawn {
  shapes: WireShapes;
  readonly handles: Handles;
  /** Where these are now. */
  pixels: readonly Point[];
  readonly leaving: AbortController;
}

/** All that views beside draw over the tiles of a slice, with handles that a hand takes; each has an entry of its own. */
export class ShapesBeside {
  private readonly root = svg("svg", { class: "sw-overlay sw-shapes", "aria-hidden": "true" });
  private readonly drawn = new Map<string, Drawn>();
  private readonly queue: Backpressure;
  private helped = false;

  constructor(
    private readonly link: NumberedLink,
    private readonly explorer: SliceExplorerView,
  ) {
    this.queue = link.queue("_shape_drag");
    explorer.view.canvas.append(this.root);
    explorer.followers.add(() => this.layout());
    link.listen(["_shapes"], () => this.read());
    link.listen(["_pointed_place"], () => this.draw());
    const letGo = () => {
      for (const { handles } of this.drawn.values()) handles.letGo();
    };
    link.whenAbsent(letGo);
    link.listen(["state", "error"], () => link.get("state") === "error" && letGo());
  }

  private read(): void {
    const told = this.link.get("_shapes");
    for (const [owner, { leaving }] of this.drawn) {
      if (told.some((each) => each.owner === owner)) continue;
      leaving.abort();
      this.drawn.delete(owner);
    }
    for (const shapes of told) {
      const drawn = this.drawn.get(shapes.owner) ?? this.enter(shapes);
      drawn.shapes = shapes;
      const handles = handlesOf(shapes);
      drawn.handles.setPoints(
        handles.map(({ at }) => at),
        shapes.seq ?? null,
      );
      drawn.handles.setNames(handles.map(({ label }) => label));
      if (handles.length > 0) this.help();
    }
    this.draw();
  }

  private enter(shapes: WireShapes): Drawn {
    const { link, explorer } = this;
    const { owner } = shapes;
    const leaving = new AbortController();
    const { viewport, view } = explorer;
    const looks: HandleLooks = {
      kind: "sw-shape-handle",
      describe: (_, name) => ({
        title: name || "point",
        label: `${name || "point"}: drag, or move with the arrow keys`,
      }),
      sign: (index) =>
        svg("circle", { r: 7, fill: coreOf(handlesOf(this.drawn.get(owner)?.shapes ?? shapes)[index].role) }),
    };
    const handles = new Handles(
      view.canvas,
      looks,
      {
        toPixels: (point) => viewport.toPixels(point),
        fromPixels: (pixel) => viewport.toSlice(pixel),
        size: () => view.stage.size,
      },
      {
        moved: (index, at, done) => {
          const drag = { owner, index, at, done, seq: link.nextSeq() };
          this.queue.offer(drag.seq, () => link.send({ _shape_drag: drag }));
          return drag.seq;
        },
        laidOut: (pixels) => {
          const drawn = this.drawn.get(owner);
          if (!drawn) return;
          drawn.pixels = pixels;
          this.draw();
        },
      },
      AbortSignal.any([link.signal, leaving.signal]),
    );
    const drawn = { shapes, handles, pixels: [], leaving };
    this.drawn.set(owner, drawn);
    return drawn;
  }

  private layout(): void {
    for (const { handles } of this.drawn.values()) handles.layout();
    this.draw();
  }

  private draw(): void {
    const { view, viewport } = this.explorer;
    const { width } = view.stage.size;
    if (width === 0) return;
    const unit = width / (viewport.box[1] - viewport.box[0]);
    const shapes = [...this.drawn.values()].flatMap(({ shapes, pixels }) =>
      outlines(shapes, {
        toPixels: (at, handle) =>
          (handle === undefined ? undefined : pixels[handle]) ?? viewport.toPixels(at),
        unit,
      }),
    );
    const place = this.link.get("_pointed_place");
    if (place) shapes.push(dot("point", viewport.toPixels(place)));
    this.root.replaceChildren(...shapes);
  }

  private help(): void {
    if (!this.helped) this.explorer.frame.help.add(ON_SHAPES);
    this.helped = true;
  }
}

function handlesOf({ markers }: WireShapes): WireShapes["markers"] {
  return markers.filter(({ handle }) => handle);
}
