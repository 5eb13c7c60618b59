import type {
  ManifoldTraits,
  Model,
  SpaceTraits,
  SurfaceTraits,
  TrainingTraits,
  Traits,
} from "../src/wire/wire.ts";

type Listener = () => void;

/** A model as the "kernel" sees it. */
export interface Answering<T extends object = Traits> extends Model<T> {
  /** A message from the kernel. */
  receive(values: Partial<T>): void;
}

/** The part of an anywidget model that widgets use, with a "kernel" that answers in the same page. */
export class FakeModel<T extends object = Traits> implements Answering<T> {
  private readonly listeners = new Map<string, Set<Listener>>();
  private pending = new Set<keyof T>();
  /** Messages "sent", for tests. */
  sent: Partial<T>[] = [];

  constructor(
    private readonly state: T,
    private readonly kernel: (changed: Partial<T>, model: FakeModel<T>) => void = () => {},
  ) {}

  get<K extends keyof T>(name: K): T[K] {
    return this.state[name];
  }

  set<K extends keyof T>(name: K, value: T[K]): void {
    if (this.state[name] === value) return;
    this.state[name] = value;
    this.pending.add(name);
    this.emit([String(name)]);
  }

  save_changes(): void {
    if (this.pending.size === 0) return;
    const changed = Object.fromEntries(
      [...this.pending].map((name) => [name, this.state[name]]),
    ) as Partial<T>;
    this.pending = new Set();
    this.sent.push(changed);
    this.kernel(changed, this);
  }

  /** A message from the kernel: all values first, then the events, as Backbone does. */
  receive(values: Partial<T>): void {
    Object.assign(this.state, values);
    this.emit(Object.keys(values));
  }

  private emit(names: string[]): void {
    for (const name of names) for (const listener of this.listeners.get(`change:${name}`) ?? []) listener();
  }

  on(event: string, callback: Listener): void {
    if (!this.listeners.has(event)) this.listeners.set(event, new Set());
    this.listeners.get(event)?.add(callback);
  }

  off(event: string, callback: Listener): void {
    this.listeners.get(event)?.delete(callback);
  }

  /** How many callbacks are registered now. */
  get listening(): number {
    return [...this.listeners.values()].reduce((sum, set) => sum + set.size, 0);
  }
}

export function emptyTraits(): Traits {
  return {
    _picture: {},
    _missing: 0,
    _colors: {},
    _layers: [],
    visible_layers: [],
    color_by: "slope",
    _measures: [
      { name: "slope", label: "Slope within the slice" },
      { name: "area", label: "Area" },
      { name: "class", label: "Predicted class" },
    ],
    colormap: "viridis",
    view: null,
    _aspect: 1.5,
    _drag: {},
    _tilt: {},
    _gesture: 0,
    _undo: {},
    _can_undo: false,
    _can_redo: false,
    _answered: 0,
    _reroll: 0,
    _can_tilt: false,
    _map: {},
    anchor_names: [],
    axis_names: [],
    class_names: [],
    _marks: [],
    visible_marks: ["boundary", "data", "misclassified", "anchors"],
    _classes: [],
    visible_classes: [],
    hovered: -1,
    selected: -1,
    pointer: null,
    _tracks_pointer: false,
    _dots: {},
    _facts: {},
    _selected_facts: {},
    tile_count: 0,
    sampled: {},
    status: "",
    error: "",
    state: "empty",
    height: 480,
    renderer: "auto",
  };
}

export function emptyTrainingTraits(): TrainingTraits {
  return {
    ...emptyTraits(),
    steps: [],
    checkpoint: 0,
    _seek: {},
    _kept: [],
    playing: false,
    speed: 5,
    loop: false,
    following: false,
    compare: "single",
    reference: 0,
    _reference_picture: {},
    _reference_colors: {},
    part: null,
  };
}

function emptySpaceTraits(): SpaceTraits {
  const { _colors, _layers, visible_layers, color_by, _measures, colormap, hovered, selected } =
    emptyTraits();
  return {
    class_names: [],
    ...{ _colors, _layers, visible_layers, color_by, colormap, hovered, selected },
    _measures: _measures.filter(({ name }) => name !== "class"),
    _facts: {},
    _selected_facts: {},
    status: "",
    error: "",
    state: "empty",
    height: 480,
    view: null,
    camera: {},
  };
}

export function emptySurfaceTraits(): SurfaceTraits {
  return {
    ...emptySpaceTraits(),
    _surface: {},
    _data: {},
    outputs: [],
    output: 0,
    visible: ["tessellation", "surface", "wire", "data", "residuals"],
    vertical_scale: 1,
  };
}

export function emptyManifoldTraits(): ManifoldTraits {
  return {
    ...emptySpaceTraits(),
    color_by: "volume",
    _measures: [
      { name: "volume", label: "Volume factor" },
      { name: "area", label: "Area" },
    ],
    _manifold: {},
    _samples: {},
    _data: {},
    _pointed: {},
    pointer: null,
    visible: ["tiles", "wire", "degenerate", "samples", "data"],
    projection: "pca",
    _output_count: 3,
    rho: 0,
    _rho_range: [-1, 2],
    sample_count: 0,
    unfold: 0,
    _images: false,
    part: null,
  };
}
