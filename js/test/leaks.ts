import { setMaxListeners } from "node:events";
import { afterEach, beforeAll, beforeEach, vi } from "vitest";

interface Listening {
  target: EventTarget;
  type: string;
  callback: unknown;
  signal?: AbortSignal;
}

let listening: Listening[] = [];
let observers = 0;

class Observer {
  private active = false;
  observe(): void {
    if (!this.active) observers += 1;
    this.active = true;
  }
  disconnect(): void {
    if (this.active) observers -= 1;
    this.active = false;
  }
}

/** Listeners that are still there: neither removed nor ended by their signal. */
function alive(): string[] {
  return listening
    .filter(({ target, signal }) => !signal?.aborted && !(target instanceof AbortSignal))
    .map(({ target, type }) => `${type} on ${target.constructor.name}`);
}

function spyOnListeners(owner: EventTarget): void {
  const { addEventListener: add, removeEventListener: remove } = owner;
  type Callback = EventListenerOrEventListenerObject | null;
  vi.spyOn(owner, "addEventListener").mockImplementation(function (
    this: EventTarget,
    type: string,
    callback: Callback,
    options?: boolean | AddEventListenerOptions,
  ) {
    const signal = typeof options === "object" ? options.signal : undefined;
    // jsdom's own selector engine listens on the document from its first use on.
    if (!new Error().stack?.includes("nwsapi")) {
      listening.push({ target: this ?? window, type, callback, signal });
    }
    add.call(this, type, callback, options);
  });
  vi.spyOn(owner, "removeEventListener").mockImplementation(function (
    this: EventTarget,
    type: string,
    callback: Callback,
    options?: boolean | EventListenerOptions,
  ) {
    const target = this ?? window;
    listening = listening.filter((l) => l.target !== target || l.type !== type || l.callback !== callback);
    remove.call(this, type, callback, options);
  });
}

/** Records what the tests of a file listen to and observe, on a page without canvases. */
export function watchForLeaks(): { listeners(): string[]; observers(): number } {
  beforeAll(() => {
    setMaxListeners(0); // one signal for all of a view's listeners is the point
  });
  beforeEach(() => {
    listening = [];
    observers = 0;
    // The test environment's window has methods of its own.
    for (const owner of [EventTarget.prototype, window as EventTarget]) spyOnListeners(owner);
    vi.stubGlobal("ResizeObserver", Observer);
    vi.stubGlobal("MutationObserver", Observer);
    vi.stubGlobal("IntersectionObserver", Observer);
    vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });
  return { listeners: alive, observers: () => observers };
}
