/** A widget by the name of its bundle, and its state. */
export interface RecordedWidget {
  bundle: string;
  state: Record<string, unknown>;
}

/** What changes in the states of widgets, by their names. */
export type Changes = Record<string, Record<string, unknown>>;

/** Answers to the values of some traits `of` a widget. */
export interface Table {
  widget: string;
  of: string[];
  answers: [values: unknown[], changes: Changes][];
}

/** Widgets as they stood, and what Python answered to what a page may set. */
export interface Recording {
  /** The first is the one around the others. */
  widgets: Record<string, RecordedWidget>;
  tables: Table[];
}

/** The recording of a text in which the bytes of arrays are numbers of base64 texts. */
export function readRecording(text: string): Recording {
  const { buffers, widgets, tables } = JSON.parse(text) as Recording & { buffers: string[] };
  const bytes = buffers.map(decoded);
  return unpacked({ widgets, tables }, bytes) as Recording;
}

function unpacked(value: unknown, bytes: readonly DataView[]): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((part) => unpacked(part, bytes));
  if ("bytes" in value) return bytes[value.bytes as number];
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unpacked(part, bytes)]));
}

function decoded(text: string): DataView {
  return new DataView(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
}
