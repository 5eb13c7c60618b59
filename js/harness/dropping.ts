import { RecordedModel } from "../src/frame/recorded_model.ts";
import type { Ask } from "../src/wire/wire.ts";

type State = Record<string, unknown>;

/** How a host treats the buffers of arrays: it hands on nothing in their places, null, or what JSON makes of a view. */
export const LOSSES: Record<string, (array: State) => State> = {
  nothing: ({ buffer, ...array }) => array,
  null: (array) => ({ ...array, buffer: null }),
  object: (array) => ({ ...array, buffer: {} }),
  empty: (array) => ({ ...array, buffer: new DataView(new ArrayBuffer(0)) }),
};

/** A model in a host that leaves buffers behind; whoever asks for texts gets these, as from Python. */
export class DroppingModel extends RecordedModel<State> {
  /** What was asked, as often as it was. */
  readonly asked: Ask[] = [];
  private readonly whole: State;
  private text = false;

  constructor(
    state: State,
    heard: (changed: State) => void,
    private readonly loss: keyof typeof LOSSES = "nothing",
  ) {
    super({ ...changed(state, LOSSES[loss]), _ask: {}, _heard: 0 } as State, ({ _ask, ...others }) => {
      if (Object.keys(others).length > 0) heard(others);
      if (_ask) this.answer(_ask as Ask);
    });
    this.whole = { ...state };
  }

  override receive(values: State): void {
    Object.assign(this.whole, values);
    super.receive(changed(values, this.text ? inText : LOSSES[this.loss]));
  }

  private answer(ask: Ask): void {
    this.asked.push(ask);
    if (ask.text) this.text = true;
    if (ask.all) this.receive(this.whole);
    super.receive({ _heard: ask.seq });
  }
}

/** A state with each array changed. */
function changed(state: State, change: (array: State) => State): State {
  const walk = (value: unknown): unknown => {
    if (value === null || typeof value !== "object" || ArrayBuffer.isView(value)) return value;
    if (Array.isArray(value)) return value.map(walk);
    if ("dtype" in value) return change(value as State);
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, walk(part)]));
  };
  return walk(state) as State;
}

/** An array in base64, as `splinewidgets.pictures.wire.in_text` has it. */
export function inText(array: State): State {
  const view = array.buffer as DataView;
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return { ...array, buffer: btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")) };
}
