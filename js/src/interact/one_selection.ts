// Stands in for d3-selection in the bundle (see stand_ins.mjs). d3-zoom and d3-drag select a single element, or the
// window, to listen on it; d3-selection brings finding, joining and sorting of many: 12 kB, of which this is used.

type Listener = (this: EventTarget, event: Event, datum?: unknown) => void;

interface Listening {
  readonly type: string;
  /** What comes after the dot, by which a listener is replaced or taken away. */
  readonly name: string;
  readonly listener: Listener;
  readonly stop: () => void;
}

const HEARD = new WeakMap<EventTarget, readonly Listening[]>();

/** An element or the window; or nothing, where a filter has left it out. */
class OneSelection {
  constructor(private readonly node: EventTarget | null) {}

  /** Listens by names as "mousedown.drag", for null no more; without a listener it is the present one. */
  on(names: string, listener?: Listener | null, options?: AddEventListenerOptions | boolean): unknown {
    const { node } = this;
    if (node === null) return this;
    for (const each of names.split(" ")) {
      const [type, name] = each.split(".");
      const heard = HEARD.get(node) ?? [];
      const same = heard.filter((one) => one.name === name && (type === "" || one.type === type));
      if (listener === undefined) return same[0]?.listener;
      for (const one of same) one.stop();
      HEARD.set(node, [
        ...heard.filter((one) => !same.includes(one)),
        ...(listener ? [{ type, name, listener, stop: hear(node, type, listener, options) }] : []),
      ]);
    }
    return this;
  }

  filter(kept: (this: EventTarget) => unknown): OneSelection {
    return this.node && kept.call(this.node) ? this : new OneSelection(null);
  }

  property(name: string, value: (this: EventTarget) => unknown): this {
    if (this.node) Object.assign(this.node, { [name]: value.call(this.node) });
    return this;
  }

  style(name: string, value: string): this {
    if (this.node instanceof HTMLElement) this.node.style.setProperty(name, value);
    return this;
  }

  /** Nothing is bound to elements here. */
  datum(): undefined {
    return undefined;
  }

  call(behavior: (selection: this) => void): this {
    behavior(this);
    return this;
  }
}

function hear(
  node: EventTarget,
  type: string,
  listener: Listener,
  options?: AddEventListenerOptions | boolean,
): () => void {
  const call = (event: Event) => listener.call(node, event);
  node.addEventListener(type, call, options);
  return () => node.removeEventListener(type, call, options);
}

export function select(node: EventTarget): OneSelection {
  return new OneSelection(node);
}

/** Where an event is within the element that hears it, or a finger within another, in pixels of the screen. */
export function pointer(event: MouseEvent, node?: Element): [x: number, y: number];
export function pointer(finger: Touch, node: Element): [x: number, y: number];
export function pointer(at: MouseEvent | Touch, node?: Element): [x: number, y: number] {
  const within = node ?? ((at as MouseEvent).currentTarget as Element);
  const { left, top } = within.getBoundingClientRect();
  return [at.clientX - left - within.clientLeft, at.clientY - top - within.clientTop];
}
