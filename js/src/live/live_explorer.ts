import { formatCount } from "../color/numbers.ts";
import { type Program, readProgram } from "../engine/program.ts";
import { Stopped, tessellateInTurns } from "../engine/tessellate.ts";
import { centroidsOf, type Tiles } from "../engine/tiles.ts";
import type { RecordedModel } from "../frame/recorded_model.ts";
import { decode } from "../wire/decode.ts";
import type {
  Box,
  Drag,
  Maybe,
  Point,
  Tilt,
  Undo,
  WireLive,
  WireMeasure,
  WirePicture,
} from "../wire/wire.ts";
import { present } from "../wire/wire.ts";
import { Coloring } from "./coloring.ts";
import { factsOf } from "./facts.ts";
import { nearPoints, type Samples, sampleOf } from "./near_points.ts";
import { imageOf, pictureOf } from "./picture.ts";
import { inputAt } from "./plane.ts";
import { boundsOf, Gestures, type Scene, sameTiles, windowOf } from "./scene.ts";
import { Steps } from "./steps.ts";

type State = Record<string, unknown>;

// A canvas shows no more, and no hand waits for more.
const MOST_TILES = 200_000;
/** What asks for something: with it goes what was said of the request before. */
const REQUESTS = ["view", "_aspect", "_drag", "_tilt", "_undo", "color_by"];
/** Milliseconds that a picture may take which nobody wants any more. */
const PATIENCE = 1000;

/**
 * Answers in the page what an explorer's view sends, as Python would: `widgets/slice/explorer.py`. The page's engine
 * computes tiles of any window on any plane; the last good picture stays where one cannot be.
 */
export class LiveExplorer {
  private readonly program: Program;
  private readonly gestures: Gestures;
  private readonly steps = new Steps();
  private readonly coloring: Coloring;
  private readonly samples: Samples | null;
  private readonly map: { mean: Float64Array; components: Float64Array } | null;
  private target: Scene;
  private seq: number | null = null;
  /** Of the newest picture. */
  private id: number;
  private tiles: Tiles | null = null;
  private shown: Scene;
  private busy = false;

  constructor(
    private readonly model: RecordedModel<State>,
    private readonly live: WireLive,
  ) {
    this.program = readProgram(live.program);
    const { samples, map } = live;
    this.samples = samples
      ? {
          inputs: decode(samples.inputs, ["float32"]),
          labels: decode(samples.labels, ["uint8"]),
          missed: decode(samples.missed, ["uint8"]),
          cutoff: samples.cutoff,
        }
      : null;
    this.map = map
      ? { mean: decode(map.mean, ["float64"]), components: decode(map.components, ["float64"]) }
      : null;
    this.gestures = new Gestures(live.margin, this.map, (row) =>
      this.samples ? sampleOf(this.samples, row, this.program.widths[0]) : null,
    );
    this.coloring = new Coloring(live.measures, model.get("class_names") as string[]);
    const picture = model.get("_picture") as WirePicture;
    this.id = picture.id;
    this.target = this.shown = {
      plane: {
        origin: decode(live.origin, ["float64"]),
        axes: decode(live.axes, ["float64"]),
        home: live.home,
        places: picture.anchors,
      },
      view: model.get("view") as Box | null,
      aspect: model.get("_aspect") as number,
      rows: model.get("anchor_samples") as number[],
    };
    const known = live.measures.map(({ name }) => name);
    model.receive({
      _measures: (model.get("_measures") as WireMeasure[]).filter(({ name }) => known.includes(name)),
    });
    void this.work();
  }

  /** What the view has set. */
  hear(changed: State): void {
    const tells: State = REQUESTS.some((trait) => trait in changed) ? { error: "" } : {};
    const gesture = this.model.get("_gesture") as number;
    const before = this.target;
    let seq: number | null = null;
    try {
      if (present(changed._drag as Maybe<Drag>)) {
        seq = (changed._drag as Drag).seq;
        this.look(this.gestures.dragged(this.target, changed._drag as Drag), gesture);
      }
      if (present(changed._tilt as Maybe<Tilt>)) {
        seq = (changed._tilt as Tilt).seq;
        this.look(this.gestures.tilted(this.target, changed._tilt as Tilt), gesture);
      }
      if (present(changed._undo as Maybe<Undo>)) {
        seq = (changed._undo as Undo).seq;
        this.target = this.steps.recalled(this.target, (changed._undo as Undo).steps);
        tells.view = this.target.view;
      }
      if ("_reroll" in changed) this.gestures.direction = changed._reroll as number;
      if ("view" in changed || "_aspect" in changed) {
        const [view, aspect] = [this.model.get("view") as Box | null, this.model.get("_aspect") as number];
        this.look({ ...this.target, view, aspect }, gesture);
      }
      if ("color_by" in changed) {
        Object.assign(tells, { color_range: null, color_scale: "auto", ...this.colors() });
      }
    } catch (problem) {
      // Handles and windows that the view has moved by itself go back to where they are.
      Object.assign(tells, { error: wordsOf(problem), view: this.target.view, _picture: this.again(seq) });
    }
    if ("selected" in changed) tells._selected_facts = this.facts(changed.selected);
    if ("hovered" in changed) tells._facts = this.facts(changed.hovered);
    if (seq !== null) this.seq = seq;
    if (seq !== null && this.target === before) tells._answered = seq;
    for (const trait of ["_triple", "_save", "_weight", "_shape_drag"]) {
      const message = changed[trait] as { seq?: number } | undefined;
      if (message?.seq === undefined) continue;
      Object.assign(tells, { error: KERNEL, _answered: message.seq });
    }
    this.model.receive({ ...tells, _can_undo: this.steps.back > 0, _can_redo: this.steps.forth > 0 });
    if (this.target !== this.shown || this.tiles === null) void this.work();
  }

  private look(scene: Scene, gesture: number): void {
    boundsOf(scene);
    this.steps.leave(this.target, scene, gesture);
    this.target = scene;
  }

  private facts(tile: unknown) {
    return this.tiles ? factsOf(this.tiles, tile as number, this.model.get("class_names") as string[]) : {};
  }

  private colors(): State {
    const name = this.model.get("color_by") as string;
    const colors = this.tiles && this.coloring.of(this.tiles, this.id, name);
    return colors ? { _colors: colors } : {};
  }

  /** Shows one scene after another, until the newest is on the screen. */
  private async work(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    do {
      const [scene, seq] = [this.target, this.seq];
      try {
        await this.show(scene, seq);
      } catch (problem) {
        if (problem instanceof Stopped) continue;
        if (scene !== this.target) continue;
        // The last good picture stays, and with it its window and its anchors.
        this.target = this.shown;
        this.model.receive({
          ...{ error: wordsOf(problem), view: this.shown.view, _picture: this.again(seq) },
          _answered: seq ?? this.model.get("_answered"),
        });
        break;
      }
    } while (this.target !== this.shown);
    this.busy = false;
  }

  private async show(scene: Scene, seq: number | null): Promise<void> {
    const began = performance.now();
    const shouldStop = () => this.target !== scene && performance.now() - began > PATIENCE;
    let tiles = this.tiles;
    if (!tiles || !sameTiles(scene, this.shown)) {
      tiles = await tessellateInTurns(this.program, windowOf(scene), { maxTiles: MOST_TILES, shouldStop });
      this.id += 1;
    }
    const followed = { selected: this.followed("selected", tiles), hovered: this.followed("hovered", tiles) };
    this.tiles = tiles;
    this.shown = scene;
    const { plane } = scene;
    const anchors = plane.places.map((place) => inputAt(plane, place));
    const bounds = boundsOf(scene);
    const near = nearPoints(this.samples, plane, bounds, reachOf(anchors));
    const picture = pictureOf(tiles, bounds, {
      id: this.id,
      seq,
      anchors: plane.places,
      handles: this.map ? anchors.map((anchor) => this.onMap(anchor)) : [],
      near,
      image: this.live.image
        ? imageOf({ ...this.live.image, order: decode(this.live.image.order, ["uint32"]) } as never, plane)
        : null,
      classes: (this.model.get("class_names") as string[]).length > 0,
    });
    const milliseconds = performance.now() - began;
    this.model.receive({
      ...followed,
      _picture: picture,
      ...this.colors(),
      anchor_samples: [...scene.rows],
      tile_count: tiles.tileCount,
      _facts: this.facts(followed.hovered),
      _selected_facts: this.facts(followed.selected),
      selection: [],
      status: [statusOf(tiles, milliseconds), ...near.leftOut].join(" · "),
      state: "ready",
      ...(seq === null ? {} : { _answered: seq }),
    });
  }

  /** The picture on the screen, once more. */
  private again(seq: number | null): WirePicture {
    return { ...(this.model.get("_picture") as WirePicture), seq };
  }

  private onMap(anchor: Float64Array): Point {
    const { mean, components } = this.map as NonNullable<typeof this.map>;
    const along = (axis: number) =>
      mean.reduce((sum, middle, k) => sum + (anchor[k] - middle) * components[axis * mean.length + k], 0);
    return [along(0), along(1)];
  }

  /** The tile at the place of one that was marked on the last picture, -1 where it has left the window. */
  private followed(trait: "selected" | "hovered", now: Tiles): number {
    const tile = this.model.get(trait) as number;
    if (tile < 0 || !this.tiles || now === this.tiles) return this.tiles ? tile : -1;
    const centers = centroidsOf(this.tiles);
    return tileAt(now, centers[2 * tile], centers[2 * tile + 1]);
  }
}

const KERNEL = "This page has no kernel, which that needs. What is seen stays. Open the notebook for more.";

function wordsOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}

/** The median distance between two anchors; 0 for fewer than two. */
function reachOf(anchors: readonly Float64Array[]): number {
  const distances = anchors.flatMap((a, i) =>
    anchors.slice(i + 1).map((b) => Math.hypot(...a.map((value, k) => value - b[k]))),
  );
  distances.sort((a, b) => a - b);
  const half = distances.length >> 1;
  if (distances.length === 0) return 0;
  return distances.length % 2 ? distances[half] : (distances[half - 1] + distances[half]) / 2;
}

function tileAt({ vertices, tileOffsets, tileVertices, tileCount }: Tiles, u: number, v: number): number {
  for (let tile = 0; tile < tileCount; tile++) {
    const [begin, end] = [tileOffsets[tile], tileOffsets[tile + 1]];
    let within = true;
    for (let i = begin; i < end && within; i++) {
      const a = 2 * tileVertices[i];
      const b = 2 * tileVertices[i + 1 < end ? i + 1 : begin];
      const [du, dv] = [vertices[b] - vertices[a], vertices[b + 1] - vertices[a + 1]];
      within = du * (v - vertices[a + 1]) - dv * (u - vertices[a]) >= 0;
    }
    if (within) return tile;
  }
  return -1;
}

function statusOf({ tileCount, unresolved }: Tiles, milliseconds: number): string {
  const parts = [
    `${formatCount(tileCount)} tile${tileCount === 1 ? "" : "s"}`,
    `${milliseconds < 9.95 ? milliseconds.toFixed(1) : formatCount(milliseconds)}\u2009ms`,
    "float64, in the page",
  ];
  if (unresolved > 0) {
    const pieces = unresolved === 1 ? "piece of a line" : "pieces of lines";
    parts.push(`${formatCount(unresolved)} ${pieces} below resolution`);
  }
  return parts.join(" · ");
}
