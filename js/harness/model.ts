import type { Model, Traits } from "../src/wire.ts";

type Listener = () => void;

/** The part of an anywidget model that widgets use, with a "kernel" that answers in the same page. */
export class FakeModel implements Model {
  private readonly listeners = new Map<string, Set<Listener>>();
  private pending = new Set<keyof Traits>();
  /** Messages "sent", for tests. */
  sent: Partial<Traits>[] = [];

  constructor(
    private readonly state: Traits,
    private readonly kernel: (changed: Partial<Traits>, model: FakeModel) => void = () => {},
  ) {}

  get<K extends keyof Traits>(name: K): Traits[K] {
    return this.state[name];
  }

  set<K extends keyof Traits>(name: K, value: Traits[K]): void {
    if (this.state[name] === value) return;
    this.state[name] = value;
    this.pending.add(name);
    this.emit([name]);
  }

  save_changes(): void {
    if (this.pending.size === 0) return;
    const changed = Object.fromEntries([...this.pending].map((name) => [name, this.state[name]]));
    this.pending = new Set();
    this.sent.push(changed);
    this.kernel(changed, this);
  }

  /** A message from the kernel: all values first, then the events, as Backbone does. */
  receive(values: Partial<Traits>): void {
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
    picture: {},
    colors: {},
    layers: [],
    visible_layers: [],
    color_by: "slope",
    measures: [
      { name: "slope", label: "Slope within the slice" },
      { name: "area", label: "Area" },
      { name: "class", label: "Predicted class" },
    ],
    colormap: "viridis",
    view: null,
    aspect: 1.5,
    drag: {},
    tilt: {},
    answered: 0,
    reroll: 0,
    can_tilt: false,
    map: {},
    anchor_names: [],
    class_names: [],
    hovered: -1,
    selected: -1,
    pointer: null,
    facts: {},
    selected_facts: {},
    tile_count: 0,
    status: "",
    error: "",
    state: "empty",
    height: 480,
    renderer: "auto",
  };
}
