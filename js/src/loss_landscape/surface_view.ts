import { Alternative } from "../chrome/alternative.ts";
import { format, formatTicks } from "../color/numbers.ts";
import { logTicks, normalize } from "../color/ticks.ts";
import { element } from "../dom/element.ts";
import type { Axis } from "../space/axes.ts";
import { axisOf } from "../space/axes.ts";
import type { Bounds } from "../space/camera.ts";
import { BEFORE_A_TABLE } from "../space/content.ts";
import { AS_IS } from "../space/mesh.ts";
import type { Hit } from "../space/picking.ts";
import { type SpaceEvents, SpaceStage } from "../space/space_stage.ts";
import { TilePointer } from "../space/tile_pointer.ts";
import type { Point, WireLossRange } from "../wire/wire.ts";
import { fromShares, inWorld, type Landscape, RANGE } from "./landscape.ts";
import type { Dots, Marks } from "./marks.ts";

export interface ViewEvents {
  /** Where the pointer is on the window; null where it is not. */
  pointed(at: Point | null): void;
  clicked(at: Point): void;
}

/** Lines lie so far above the surface, in widths of the window: between points of the grid that is not where they are. */
const LIFT = 0.004;
const LONG = 1e4;
const SHEET = { pose: AS_IS, filled: true, shaded: true, wire: false } as const;
const LIFTED = { stretch: 1, lift: LIFT } as const;
const BOUNDS: Bounds = [
  [-0.5, -0.5, 0],
  [0.5, 0.5, RANGE],
];

/** A landscape as a surface in space. */
export class SurfaceView {
  readonly root: HTMLElement;
  readonly stage: SpaceStage;
  private readonly pointer: TilePointer;
  private readonly alternative: Alternative;
  private landscape: Landscape | null = null;
  private words = "";

  constructor(
    frame: HTMLElement,
    events: ViewEvents & Omit<SpaceEvents, "drawn" | "moved">,
    signal: AbortSignal,
  ) {
    const label = "Loss as a surface. Arrow keys turn it, plus and minus zoom, zero shows all.";
    this.root = element(
      "div",
      {
        class: "sw-stage sw-space sw-landscape-surface",
        tabindex: 0,
        role: "application",
        "aria-label": label,
      },
      element("div", { class: "sw-progress", "aria-hidden": "true" }),
    );
    this.alternative = new Alternative(this.root, () => this.words, signal);
    this.stage = new SpaceStage(
      frame,
      this.root,
      {
        ...events,
        drawn: (_, frames) => {
          this.root.dataset.frames = String(frames);
          this.alternative.drawn();
        },
        moved: () => this.pointer?.refresh(),
      },
      signal,
    );
    this.pointer = new TilePointer(
      this.root,
      (pixel) => this.stage.pick(pixel),
      {
        moved: (hit) => events.pointed(this.placeOf(hit)),
        clicked: (hit) => {
          const at = this.placeOf(hit);
          if (at) events.clicked(at);
        },
      },
      signal,
    );
  }

  set(landscape: Landscape, range: WireLossRange, ramp: string, words: string): void {
    this.landscape = landscape;
    this.words = words;
    this.stage.show({
      mesh: landscape.mesh,
      sheets: [SHEET],
      colors: {
        ...{ picture: landscape.id, name: "loss", label: "", unit: "", scale: "linear", range: [0, 1] },
        ...{ values: landscape.cellHeights, confidence: null, patterns: null, classes: [], zero: "" },
      },
      ramp,
      axes: axesOf(landscape, range),
      bounds: BOUNDS,
      home: BEFORE_A_TABLE,
    });
  }

  setMarks({ lines, dots }: Marks, moving: readonly Dots[]): void {
    this.stage.show({
      strokes: lines.map(({ ends, style, name }) => ({ ends: worldOf(ends), pose: LIFTED, style, name })),
      dots: [...dots, ...moving].map(({ positions, style, name }) => {
        return { positions: worldOf(positions), pose: AS_IS, style, name };
      }),
    });
  }

  private placeOf(hit: Hit | null): Point | null {
    const { landscape } = this;
    if (hit === null || landscape === null || hit.mesh !== landscape.mesh) return null;
    const { vertices, weights, mesh } = hit;
    const [x, y] = [0, 1].map((axis) =>
      vertices.reduce((sum, vertex, i) => sum + weights[i] * mesh.positions[3 * vertex + axis], 0.5),
    );
    return fromShares([x, y], landscape.window);
  }
}

/** Of each array the same one, so that what has not changed stays on the graphics card. */
const worlds = new WeakMap<Float32Array, Float32Array>();

function worldOf(shares: Float32Array): Float32Array {
  const world = worlds.get(shares) ?? inWorld(shares);
  worlds.set(shares, world);
  return world;
}

function axesOf({ window: [u0, u1, v0, v1] }: Landscape, { range, scale }: WireLossRange): Axis[] {
  const [low, high] = range;
  const across = [axisOf(0, "u", [u0, u1], [-0.5, 0.5]), axisOf(1, "v", [v0, v1], [-0.5, 0.5])];
  if (scale === "linear") return [...across, axisOf(2, "loss", [low, high], [0, RANGE])];
  const values = logTicks(low, high);
  // Long numbers would not fit beside the box.
  const texts = values.some((value) => value >= LONG)
    ? values.map((value) => format(value, true))
    : formatTicks(values);
  const ticks = values.map((value, i) => ({
    at: RANGE * normalize(value, range as [number, number], true),
    text: texts[i],
  }));
  return [...across, { along: 2, name: "loss", from: 0, to: RANGE, ticks }];
}
