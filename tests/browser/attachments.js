// Runs before any other script of a page and keeps account of what widgets attach to it: listeners, observers and
// WebGL contexts. anywidget loads a widget's code from a blob: address, so a call stack tells who is asking.
(() => {
  const fromWidget = () => (new Error().stack ?? "").includes("blob:");
  const reachable = (target) => !(target instanceof Node) || target.isConnected;

  const listeners = new Set();
  const { addEventListener, removeEventListener } = EventTarget.prototype;

  EventTarget.prototype.addEventListener = function (type, listener, options) {
    addEventListener.call(this, type, listener, options);
    if (!listener || this instanceof AbortSignal || !fromWidget()) return;
    const {
      capture = false,
      once = false,
      signal,
    } = typeof options === "object" ? (options ?? {}) : { capture: !!options };
    const entry = { target: this ?? window, type, listener, capture, signal };
    listeners.add(entry);
    if (once) addEventListener.call(this, type, () => listeners.delete(entry), { capture, once, signal });
  };

  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    removeEventListener.call(this, type, listener, options);
    const capture = typeof options === "object" ? !!options?.capture : !!options;
    for (const entry of listeners) {
      const same = entry.target === (this ?? window) && entry.type === type && entry.listener === listener;
      if (same && entry.capture === capture) listeners.delete(entry);
    }
  };

  const observers = new Map();
  for (const kind of [ResizeObserver, IntersectionObserver, MutationObserver]) {
    const { observe, disconnect } = kind.prototype;
    kind.prototype.observe = function (target, ...rest) {
      observe.call(this, target, ...rest);
      if (fromWidget()) observers.set(this, { kind: kind.name, target });
    };
    kind.prototype.disconnect = function () {
      disconnect.call(this);
      observers.delete(this);
    };
  }

  const contexts = [];
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
    const context = getContext.call(this, kind, ...rest);
    if (context && kind.startsWith("webgl") && !contexts.includes(context)) contexts.push(context);
    return context;
  };

  // What a listener is attached to, in words for a failing test.
  const name = (target) =>
    target.constructor.name + ((target.className?.baseVal ?? target.className) ? `.${target.className}` : "");

  window.attachments = () => ({
    listeners: [...listeners]
      .filter(({ target, signal }) => !signal?.aborted && reachable(target))
      .map(({ target, type }) => `${type} on ${name(target)}`),
    observers: [...observers.values()].map(({ kind, target }) => `${kind} of ${name(target)}`),
    contexts: contexts.filter((context) => !context.isContextLost()).length,
    contextsEver: contexts.length,
  });
})();
