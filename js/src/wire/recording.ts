import { bytesOfText } from "./base64.ts";
import type { WireLive } from "./generated/live.ts";

/** A widget by the name of its bundle, its state, and what the page's engine needs to answer for it. */
export interface RecordedWidget {
  bundle: string;
  state: Record<string, unknown>;
  live?: WireLive;
}

/** What changes in the states of widgets, by their names. */
export type Changes = Record<string, Record<string, unknown>>;

/** Answers to the values of some traits `of` a widget. */
export interface Table {
  widget: string;
  of: string[];
  answers: [values: unknown[], changes: Changes][];
  /** The answer to other values. */
  otherwise?: Changes;
  /** Whether another number has the answer to the nearest of these, and becomes it. */
  nearest?: boolean;
}

/** Widgets as they stood, and what Python answered to what a page may set. */
export interface Recording {
  /** The first is the one around the others. */
  widgets: Record<string, RecordedWidget>;
  tables: Table[];
}

/** The recording of one or more texts in which the bytes of arrays are numbers of base64 texts, counted through all. */
export function readRecording(...texts: string[]): Recording {
  const parts = texts.map((text) => JSON.parse(text) as Recording & { buffers: string[] });
  const bytes = parts.flatMap(({ buffers }) => buffers.map(decoded));
  const widgets = Object.assign({}, ...parts.map((part) => part.widgets));
  const tables = parts.flatMap((part) => part.tables);
  return unpacked({ widgets, tables }, bytes) as Recording;
}

function unpacked(value: unknown, bytes: readonly DataView[]): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((part) => unpacked(part, bytes));
  if ("bytes" in value) return bytes[value.bytes as number];
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unpacked(part, bytes)]));
}

function decoded(text: string): DataView {
  return new DataView(bytesOfText(text).buffer);
}
