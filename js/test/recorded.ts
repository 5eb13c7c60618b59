import { existsSync, readFileSync } from "node:fs";
import { FakeModel } from "../harness/model.ts";
import type { Beside } from "../src/frame/linked_model.ts";
import { RecordedHost } from "../src/frame/recorded_host.ts";
import { type Recording, readRecording } from "../src/wire/recording.ts";
import type { Traits } from "../src/wire/wire.ts";

const read = new Map<string, Recording>();

/** A recording by its name; `make recordings` writes them. */
export function recording(name: string): Recording {
  if (!read.has(name)) {
    const file = `harness/recorded/${name}.json`;
    if (!existsSync(file))
      throw new Error(`There is no ${file}. Views play recordings here. Run make recordings.`);
    read.set(name, readRecording(readFileSync(file, "utf8")));
  }
  return read.get(name) as Recording;
}

/** The state of a widget as Python sent it. */
export function stateOf<T extends object = Traits>(name: string, widget = first(name)): T {
  return recording(name).widgets[widget].state as T;
}

/** The state of a widget, by its bundle, that has nothing to show yet. */
export const bare = <T extends object = Traits>(bundle: string) => stateOf<T>("nothing", bundle);

/** The model of a recording's first widget, whose messages a test sees, answered as Python has answered. */
export function play<T extends object = Traits>(name: string, changes: Partial<T> = {}): FakeModel<T> {
  const host = new RecordedHost(recording(name), {}, (state, heard) => new FakeModel(state, heard));
  const model = host.model<T>(first(name)) as FakeModel<T>;
  model.receive(changes);
  return model;
}

/** Sends what a page would, and lets the answers come. */
export async function send<T extends object>(model: FakeModel<T>, values: Partial<T>): Promise<void> {
  for (const [name, value] of Object.entries(values)) model.set(name as keyof T, value as never);
  model.save_changes();
  await answers();
}

/**
 * A view and the explorer that it stands beside as one widget, so that a test has one model to talk to; and the page's
 * names of models.
 */
export function playBeside<T extends object>(name: string, changes: Partial<Beside<T>> = {}) {
  const { widgets, tables } = recording(name);
  const [{ bundle, state }, explorer] = [widgets[first(name)], widgets.explorer];
  const alone = { explorer: "anywidget:both", _itself: null, part: null };
  const host = new RecordedHost(
    {
      widgets: { both: { bundle, state: { ...explorer.state, ...state, ...alone } } },
      tables: tables.map(({ of, answers }) => ({
        ...{ widget: "both", of },
        answers: answers.map(([values, told]) => [
          values,
          { both: Object.assign({}, ...Object.values(told)) },
        ]),
      })),
    },
    {},
    (own, heard) => new FakeModel(own, heard),
  );
  const model = host.model<Beside<T>>("both") as FakeModel<Beside<T>>;
  model.receive(changes);
  return { model, page: host };
}

/** Until a view has found its explorer by name. */
export const foundExplorer = async () => {
  for (let i = 0; i < 3; i++) await Promise.resolve();
};

function first(name: string): string {
  return Object.keys(recording(name).widgets)[0];
}

/** Lets answers come, which they do when whoever sends is done. */
export const answers = () => Promise.resolve();
