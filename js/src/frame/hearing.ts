/** What a model of ipywidgets has, beside what anywidget shows of it. */
export interface HostModel {
  comm?: { on_msg?(callback: (message: unknown) => unknown): void };
  state_change?: Promise<unknown>;
  _handle_comm_msg?(message: unknown): unknown;
}

/**
 * Let messages of the kernel through to a model again.
 *
 * anywidget holds all of them back, for ever, where a module took more than two seconds to load; and ipywidgets takes
 * in none after one that raised.
 */
export function hearAgain(model: HostModel | undefined): void {
  const inner = model && innermost(model);
  if (!inner || !model.comm?.on_msg) return;
  model.state_change = Promise.resolve(model.state_change).catch(() => {});
  model.comm.on_msg((message) => inner.call(model, message));
}

/** How ipywidgets itself takes in a message. */
function innermost(model: HostModel): HostModel["_handle_comm_msg"] {
  let found: HostModel["_handle_comm_msg"];
  for (let part = model; part; part = Object.getPrototypeOf(part)) {
    if (Object.hasOwn(part, "_handle_comm_msg")) found = part._handle_comm_msg;
  }
  return found;
}
