import { enclose } from "../src/canvas/box.ts";
import { format, formatCount } from "../src/color/numbers.ts";
import type { Box, Drag, Facts, Maybe, Point, Traits, WirePicture } from "../src/wire/wire.ts";
import { present } from "../src/wire/wire.ts";
import { CLASSES, encode, encodeColors, encodeSamples, encodeTiling } from "./encode.ts";
import type { Answering } from "./model.ts";
import { type Affine, type Tiling, ToyNetwork, tessellate } from "./network.ts";
import { Random } from "./random.ts";

export interface Options {
  map: boolean;
  images: boolean;
  hidden: number[];
  /** Milliseconds that an answer takes at least. */
  delay: number;
  /** Whether windows wider than home are sampled, every so many pixels. */
  sampled?: number;
}

interface Plane {
  origin: Float64Array;
  axes: [Float64Array, Float64Array];
}

const SIDE = 12;

/** Plays the Python side of a SliceExplorer: anchors among synthetic digits, a toy network, one answer at a time. */
export class ToyKernel {
  protected readonly network: ToyNetwork;
  /** The middle of the anchors at first. */
  protected readonly center: Float64Array;
  private readonly samples: Float64Array[];
  private readonly labels: number[];
  private readonly anchors: Float64Array[];
  private readonly mapAxes: Float64Array[];
  protected picture = 0;
  protected seq = 0;
  protected tiling: Tiling | null = null;
  private queued = false;
  private isSampled = false;
  private frame!: Plane;
  private home!: Box;

  constructor(protected readonly options: Options) {
    const random = new Random(7);
    this.labels = Array.from({ length: 600 }, (_, i) => i % CLASSES);
    this.samples = this.labels.map((label) => blob(label, random));
    this.anchors = [3, 8, 14].map((i) => this.samples[i].slice());
    this.center = this.anchors[0].map((_, i) => this.anchors.reduce((sum, a) => sum + a[i] / 3, 0));
    this.network = ToyNetwork.random(options.hidden, CLASSES, this.center, 3);
    const spread = (f: (x: number, y: number) => number) =>
      Float64Array.from(
        { length: SIDE * SIDE },
        (_, i) => f((i % SIDE) / SIDE - 0.5, Math.floor(i / SIDE) / SIDE - 0.5) / 8,
      );
    this.mapAxes = [spread((x) => x), spread((_, y) => -y)];
  }

  /** The slice through the anchors; moves within it leave it as it is. */
  private settle(): void {
    this.frame = this.computePlane();
    this.home = this.bounds();
  }

  start(model: Answering): void {
    this.settle();
    const { map, hidden } = this.options;
    const points = Float32Array.from(this.samples.flatMap((sample) => this.onMap(sample)));
    model.receive({
      _layers: hidden.map((units, i) => ({ name: `relu${i + 1}`, units })),
      visible_layers: hidden.map((_, i) => i),
      anchor_names: ["3", "8", "4"],
      class_names: Array.from({ length: CLASSES }, (_, i) => String(i)),
      _marks: ["boundary", "data", "misclassified", "anchors"],
      _classes: Array.from({ length: CLASSES }, (_, i) => String(i)),
      visible_classes: Array.from({ length: CLASSES }, (_, i) => i),
      _can_tilt: !map,
      _map: map
        ? {
            points: encode(points, points.length / 2, 2),
            labels: encode(Uint8Array.from(this.labels)),
            names: Array.from({ length: CLASSES }, (_, i) => String(i)),
            axes: ["PC 1 · 15 %", "PC 2 · 14 %"],
          }
        : {},
    });
    this.answer(model);
  }

  /** What the browser has set. */
  take(changed: Partial<Traits>, model: Answering): void {
    if (this.picture === 0) return; // not started, as in the harness of the empty state
    if (changed._drag && present(changed._drag)) this.move(changed._drag);
    if (changed._tilt && present(changed._tilt)) this.seq = changed._tilt.seq;
    if ("hovered" in changed) model.receive({ _facts: this.facts(model.get("hovered")) });
    if (this.isSampled && changed.pointer)
      model.receive({ _facts: { point: changed.pointer, rows: [["Class", "8, 2.1 ahead of 3"]] } });
    if ("selected" in changed) model.receive({ _selected_facts: this.facts(model.get("selected")) });
    if (!this.asking.some((name) => name in changed) || this.queued) return;
    this.queued = true;
    setTimeout(() => {
      this.queued = false;
      this.answer(model);
    }, this.options.delay);
  }

  /** Traits that ask for another picture. */
  protected get asking(): string[] {
    return ["view", "_aspect", "_drag", "_tilt", "color_by"];
  }

  protected answer(model: Answering): void {
    const began = performance.now();
    const window = this.window(model);
    const step = this.options.sampled;
    this.isSampled = step !== undefined && window[3] - window[2] > 1.05 * (this.home[3] - this.home[2]);
    if (this.isSampled && step) {
      this.sample(model, window, step);
      return;
    }
    this.tiling = this.tessellate([this.network], window);
    const picture = this.encode(this.tiling, window);
    const colors = encodeColors(this.tiling, picture.id, model.get("color_by"));
    model.receive({ _picture: picture, _colors: colors, ...this.ready(began) });
  }

  private sample(model: Answering, window: Box, step: number): void {
    const rows = Math.round(model.get("height") / step);
    const columns = Math.round((model.get("height") * model.get("_aspect")) / step);
    this.tiling = { points: [], faces: [] };
    const picture: WirePicture = { ...this.encode(this.tiling, window), grid: [columns, rows] };
    const { origin, axes } = this.frame;
    const scores = Array.from({ length: rows * columns }, (_, cell) => {
      const u = window[0] + (((cell % columns) + 0.5) / columns) * (window[1] - window[0]);
      const v = window[2] + ((Math.floor(cell / columns) + 0.5) / rows) * (window[3] - window[2]);
      return this.network.at(Array.from(origin, (x, i) => x + u * axes[0][i] + v * axes[1][i]));
    });
    const colors = encodeSamples(scores, picture.id, model.get("color_by"));
    const status =
      `sampled, ${columns} × ${rows} points: tiles are smaller than pixels here, by estimate; the window has more ` +
      "than 200 000 tiles (max_tiles) at relu 1 · 0.9 s · float32 · zoom in for exact tiles";
    model.receive({
      _picture: picture,
      _colors: colors,
      _answered: this.seq,
      tile_count: 0,
      status,
      error: "",
      state: "ready",
    });
  }

  protected window(model: Answering): Box {
    return enclose(model.get("view") ?? this.home, model.get("_aspect"));
  }

  protected tessellate(networks: ToyNetwork[], window: Box): Tiling {
    const { origin, axes } = this.frame;
    const plane = Array.from(origin, (_, i): Affine[number] => [axes[0][i], axes[1][i], origin[i]]);
    return tessellate(networks, plane, window);
  }

  /** What goes with every picture. */
  protected ready(began: number): Partial<Traits> {
    const count = this.tiling?.faces.length ?? 0;
    return {
      _answered: this.seq,
      tile_count: count,
      status: `${formatCount(count)} tiles · ${format(performance.now() - began)} ms · float64`,
      error: "",
      state: "ready",
    };
  }

  protected encode(tiling: Tiling, window: Box): WirePicture {
    const { frame } = this;
    this.picture += 1;
    const near = this.samples
      .slice(0, 40)
      .map((sample, i) => ({ uv: this.project(sample), label: this.labels[i], i }));
    return {
      id: this.picture,
      seq: this.seq,
      window: [...window],
      ...encodeTiling(tiling, window),
      anchors: this.anchors.map((anchor): [number, number] => [...this.project(anchor)]),
      handles: this.options.map ? this.anchors.map((anchor) => this.onMap(anchor)) : [],
      points: encode(
        Float32Array.from(
          near.flatMap(({ uv: [u, v] }) => [
            (u - window[0]) / (window[1] - window[0]),
            (v - window[2]) / (window[3] - window[2]),
          ]),
        ),
        near.length,
        2,
      ),
      point_labels: encode(Uint8Array.from(near, ({ label }) => label)),
      point_nearness: encode(Float32Array.from(near, ({ i }) => (i % 10) / 9)),
      point_missed: encode(Uint8Array.from(near, ({ i }) => Number(i % 7 === 0))),
      image: this.options.images
        ? {
            shape: [SIDE, SIDE],
            origin: encode(Float32Array.from(frame.origin)),
            axes: encode(Float32Array.from([...frame.axes[0], ...frame.axes[1]]), 2, SIDE * SIDE),
            range: [0, 1],
          }
        : null,
    };
  }

  private move({ index, where, at, seq }: Drag): void {
    this.seq = seq;
    const anchor = this.anchors[index];
    if (where === "slice") {
      const { origin, axes } = this.frame;
      anchor.forEach((_, i) => {
        anchor[i] = origin[i] + at[0] * axes[0][i] + at[1] * axes[1][i];
      });
      return;
    }
    const [x, y] = this.onMap(anchor);
    const [a, b] = this.mapAxes.map((axis) => axis.reduce((sum, value) => sum + value * value, 0));
    anchor.forEach((_, i) => {
      anchor[i] += ((at[0] - x) / a) * this.mapAxes[0][i] + ((at[1] - y) / b) * this.mapAxes[1][i];
    });
    this.settle();
  }

  private onMap(sample: Float64Array): [number, number] {
    const along = (axis: Float64Array) => axis.reduce((sum, value, i) => sum + value * sample[i], 0);
    return [along(this.mapAxes[0]), along(this.mapAxes[1])];
  }

  private computePlane(): Plane {
    const [a, b, c] = this.anchors;
    const origin = a.map((_, i) => (a[i] + b[i] + c[i]) / 3);
    const first = unit(b.map((_, i) => b[i] - a[i]));
    const raw = c.map((_, i) => c[i] - a[i]);
    const along = raw.reduce((sum, value, i) => sum + value * first[i], 0);
    return { origin, axes: [first, unit(raw.map((value, i) => value - along * first[i]))] };
  }

  private project(sample: Float64Array): Point {
    const { origin, axes } = this.frame;
    const on = (axis: Float64Array) =>
      axis.reduce((sum, value, i) => sum + value * (sample[i] - origin[i]), 0);
    return [on(axes[0]), on(axes[1])];
  }

  private bounds(): Box {
    const uv = this.anchors.map((anchor) => this.project(anchor));
    const [us, vs] = [uv.map(([u]) => u), uv.map(([, v]) => v)];
    const margin = 0.35 * Math.max(Math.max(...us) - Math.min(...us), Math.max(...vs) - Math.min(...vs));
    return [
      Math.min(...us) - margin,
      Math.max(...us) + margin,
      Math.min(...vs) - margin,
      Math.max(...vs) + margin,
    ];
  }

  private facts(tile: number): Maybe<Facts> {
    const face = this.tiling?.faces[tile];
    if (!face) return {};
    const slope = Math.sqrt(face.map.reduce((sum, [a, b]) => sum + a * a + b * b, 0));
    return {
      tile,
      rows: [
        ["Class", "8 · 97.1 %"],
        ["Slope", format(slope)],
        ["Norm of A", format(slope * 1.7)],
        ["Corners", String(face.loop.vertices.length)],
        ["Active", "61 of 144"],
      ],
    };
  }
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** A ring, bar or cross of its class: enough shape to tell anchors apart. */
function blob(label: number, random: Random): Float64Array {
  const [cx, cy] = [5.5 + 0.8 * random.normal(), 5.5 + 0.8 * random.normal()];
  const turn = (label * Math.PI) / 5;
  return Float64Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [x, y] = [(i % SIDE) - cx, Math.floor(i / SIDE) - cy];
    const [a, b] = [x * Math.cos(turn) + y * Math.sin(turn), y * Math.cos(turn) - x * Math.sin(turn)];
    const ring = label % 2 === 0 ? Math.hypot(a / 1.3, b) - 3 : Math.min(Math.abs(a), Math.abs(b - 2)) - 0.4;
    const ink = Math.exp(-(Math.max(0, Math.abs(ring) - 0.4) ** 2)) * (Math.hypot(x, y) < 5 ? 1 : 0);
    return Math.min(1, Math.max(0, ink + 0.05 * random.normal()));
  });
}
