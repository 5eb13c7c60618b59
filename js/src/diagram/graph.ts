import { format } from "../color/numbers.ts";
import { decode } from "../wire/decode.ts";
import type { ChosenUnit, ColumnKind, WireColumn, WireConnection, WireNetwork } from "../wire/wire.ts";

/** What n entries of a column have from m of an earlier one. */
export interface Connection {
  readonly source: number;
  /** (n, m), row by row; null where they are not told one by one. */
  readonly weights: Float64Array | null;
  readonly editable: boolean;
  readonly through: readonly string[];
  /** In bins of one width from minus to plus `largest`. */
  readonly counts: Uint32Array;
  readonly largest: number;
}

/** Activations of n units with k breaks each. */
export interface Functions {
  readonly count: number;
  readonly breaks: Float64Array;
  readonly values: Float64Array;
  /** Slopes left of the first break and right of the last. */
  readonly ends: Float64Array;
}

export interface Column {
  readonly kind: ColumnKind;
  readonly name: string;
  readonly layer: number;
  readonly width: number;
  readonly names: readonly string[];
  readonly constant: Float64Array | null;
  readonly biased: boolean;
  readonly functions: Functions | null;
  readonly sign: number;
  readonly connections: readonly Connection[];
}

/** The columns of a network, the inputs first, in the order in which they are computed. */
export interface Graph {
  readonly number: number;
  readonly columns: readonly Column[];
  readonly output: number;
  /** Whether all of it is told entry by entry. */
  readonly whole: boolean;
  readonly fixed: string;
}

/** An entry of a column: an input, a unit, a sum or an output. */
export interface Place {
  readonly column: number;
  readonly entry: number;
}

/** A weight, from an entry of an earlier column; or a bias, from nothing. */
export interface Edge {
  readonly to: Place;
  readonly from: Place | null;
}

const FLOAT = ["float64"] as const;

export function readGraph(wire: WireNetwork): Graph {
  const { number, output, whole, fixed } = wire;
  return { number, output, whole, fixed, columns: wire.columns.map(readColumn) };
}

function readColumn(wire: WireColumn): Column {
  const { kind, name, layer, width, names, biased, sign, functions } = wire;
  return {
    ...{ kind, name, layer, width, names, biased, sign },
    constant: wire.constant ? decode(wire.constant, FLOAT) : null,
    functions: functions
      ? {
          count: functions.breaks.shape[1],
          breaks: decode(functions.breaks, FLOAT),
          values: decode(functions.values, FLOAT),
          ends: decode(functions.ends, FLOAT),
        }
      : null,
    connections: wire.connections.map(readConnection),
  };
}

function readConnection(wire: WireConnection): Connection {
  const { source, editable, through, largest } = wire;
  const weights = wire.weights ? decode(wire.weights, FLOAT) : null;
  return { source, weights, editable, through, counts: decode(wire.counts, ["uint32"]), largest };
}

/** The connection to a column from an earlier one. */
export function connectionOf({ columns }: Graph, to: number, from: number): Connection | undefined {
  return columns[to].connections.find(({ source }) => source === from);
}

/** The weight or the bias of an edge; 0 where there is none. */
export function weightOf(graph: Graph, { to, from }: Edge): number {
  if (from === null) return graph.columns[to.column].constant?.[to.entry] ?? 0;
  const weights = connectionOf(graph, to.column, from.column)?.weights;
  return weights?.[to.entry * graph.columns[from.column].width + from.entry] ?? 0;
}

/** Whether a hand can change it. */
export function isEditable(graph: Graph, { to, from }: Edge): boolean {
  if (graph.fixed !== "") return false;
  if (from === null) return graph.columns[to.column].biased;
  return connectionOf(graph, to.column, from.column)?.editable ?? false;
}

/** What an entry is called beside its column. */
export function nameOf({ columns }: Graph, { column, entry }: Place): string {
  const { names, kind, name } = columns[column];
  if (names.length > entry) return names[entry];
  if (kind === "affine" && name === "+") return `sum ${entry}`;
  return kind === "affine" ? `entry ${entry} of ${name}` : `unit ${entry} of ${name}`;
}

/** An edge and its value in words. */
export function wordsOf(graph: Graph, edge: Edge): string {
  const what = edge.from ? `Weight of ${nameOf(graph, edge.from)} in` : "Bias of";
  return `${what} ${nameOf(graph, edge.to)}: ${format(weightOf(graph, edge))}`;
}

/** Whether there is such an entry. */
export function exists({ columns }: Graph, { column, entry }: Place): boolean {
  return entry < (columns[column]?.width ?? 0);
}

/** Where a unit of a layer stands; null where there is none. */
export function placeOf(graph: Graph, [layer, entry]: ChosenUnit): Place | null {
  const place = { column: graph.columns.findIndex((column) => column.layer === layer), entry };
  return exists(graph, place) ? place : null;
}

/** The unit of a layer at a place; null where that is no layer's. */
export function unitAt({ columns }: Graph, { column, entry }: Place): ChosenUnit | null {
  const layer = columns[column]?.layer ?? -1;
  return layer < 0 ? null : [layer, entry];
}

/** The same place with another value in a copy of the graph: what a hand sees before an answer comes. */
export function withValue(graph: Graph, edge: Edge, value: number): Graph {
  const { to, from } = edge;
  const columns = graph.columns.map((column, index) => {
    if (index !== to.column) return column;
    if (from === null) {
      const constant = column.constant?.slice() ?? null;
      if (constant) constant[to.entry] = value;
      return { ...column, constant };
    }
    const connections = column.connections.map((connection) => {
      if (connection.source !== from.column || !connection.weights) return connection;
      const weights = connection.weights.slice();
      weights[to.entry * graph.columns[from.column].width + from.entry] = value;
      return { ...connection, weights };
    });
    return { ...column, connections };
  });
  return { ...graph, columns };
}
