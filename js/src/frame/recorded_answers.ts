import type { Changes, Table } from "../wire/recording.ts";

/** What numbers messages and gestures, and says nothing else. */
const NUMBERS = ["seq", "gesture"];

/** A table, to be looked up by what the values say, numbers of messages and gestures aside. */
export class RecordedAnswers {
  readonly widget: string;
  readonly of: readonly string[];
  private readonly changes: ReadonlyMap<string, Changes>;

  constructor(private readonly table: Table) {
    this.widget = table.widget;
    this.of = table.of;
    this.changes = new Map(table.answers.map(([values, changes]) => [keyOf(values), changes]));
  }

  /** What changes; undefined where there is no answer. */
  to(present: (trait: string) => unknown): Changes | undefined {
    const { of, widget, table } = this;
    const values = of.map(present);
    const found = this.changes.get(keyOf(values)) ?? table.otherwise;
    if (found || !table.nearest) return found;
    const [nearest, changes] = nearestOf(table, values[0] as number);
    return { ...changes, [widget]: { ...changes[widget], [of[0]]: nearest } };
  }
}

function keyOf(values: readonly unknown[]): string {
  return JSON.stringify(values, (_, value) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([name]) => !NUMBERS.includes(name))
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : value,
  );
}

function nearestOf({ answers }: Table, number: number): [nearest: number, changes: Changes] {
  const distance = ([[at]]: Table["answers"][number]) => Math.abs((at as number) - number);
  const [[at], changes] = answers.reduce((best, each) => (distance(each) < distance(best) ? each : best));
  return [at as number, changes];
}
