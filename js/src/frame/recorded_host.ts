import { element } from "../dom/element.ts";
import type { Recording } from "../wire/recording.ts";
import type { Model } from "../wire/wire.ts";
import { RecordedAnswers } from "./recorded_answers.ts";
import { RecordedModel } from "./recorded_model.ts";

type State = Record<string, unknown>;

/** The entry of a widget: what its bundle exports. */
export interface Entry {
  render(view: { model: Model<never>; el: HTMLElement; host: RecordedHost }): () => void;
}

/** What answers for a widget by itself, in the place of what was recorded. */
export interface Answerer {
  hear(changed: State): void;
}

/** How anywidget refers to a widget. */
const REFERENCE = "anywidget:";
/** The trait that tells the number of the newest message that is over and done. */
const ANSWERED = "_answered";

/** A page's widgets without a kernel: to what they send, they get the answers that were recorded, as from Python. */
export class RecordedHost {
  private readonly models: ReadonlyMap<string, RecordedModel<State>>;
  private readonly answers: readonly RecordedAnswers[];
  private readonly answerers = new Map<string, Answerer>();
  /** Of each widget the last values that had an answer. */
  private readonly known: ReadonlyMap<string, State>;

  /**
   * `entries` are those of the bundles that are named in the recording, and `modelOf` makes the models. `unknown` is the
   * error of a widget whose traits are set to what has no answer; without it they are left so.
   */
  constructor(
    private readonly recording: Recording,
    private readonly entries: Readonly<Record<string, Entry>>,
    modelOf = (state: State, heard: (changed: State) => void) => new RecordedModel(state, heard),
    private readonly unknown?: string,
  ) {
    this.models = new Map(
      Object.entries(recording.widgets).map(([name, { state }]) => {
        // Only when whoever sends is done with it: a hand that moves a handle learns its message's number then.
        const heard = (changed: State) =>
          queueMicrotask(() => {
            const answerer = this.answerers.get(name);
            if (answerer) answerer.hear(changed);
            else this.answer(name, changed);
          });
        return [name, modelOf(state, heard)];
      }),
    );
    this.answers = recording.tables.map((table) => new RecordedAnswers(table));
    this.known = new Map(Object.entries(recording.widgets).map(([name, { state }]) => [name, { ...state }]));
  }

  /** The model of a widget by its name. */
  model<T extends object>(name: string): RecordedModel<T> {
    const model = this.models.get(name);
    if (model) return model as unknown as RecordedModel<T>;
    throw new RangeError(
      `There is no widget ${name}. The recording has ${[...this.models.keys()].join(", ")}. Name one of them.`,
    );
  }

  /** Lets another answer for a widget from now on. */
  answerBy(name: string, answerer: Answerer): void {
    this.answerers.set(name, answerer);
  }

  /** Shows a widget, by its name, in an element; returns what takes it down again. */
  show(name: string, el: HTMLElement): () => void {
    const entry = this.entries[this.recording.widgets[name].bundle];
    return entry.render({ model: this.model(name) as unknown as Model<never>, el, host: this });
  }

  // What anywidget has for those who refer to other widgets.

  async getModel<T extends object>(reference: string): Promise<Model<T>> {
    return this.model(nameOf(reference));
  }

  async getWidget(reference: string) {
    const name = nameOf(reference);
    this.model(name);
    return {
      render: async ({ el, signal }: { el: HTMLElement; signal: AbortSignal }) => {
        const place = element("div");
        el.append(place);
        signal.addEventListener("abort", this.show(name, place), { once: true });
      },
    };
  }

  /** Tells what was recorded for the values that are there now, and for those that this changes in turn. */
  private answer(name: string, sent: State): void {
    const told = new Map<string, State>();
    const present = (widget: string, trait: string) =>
      told.has(widget) && trait in (told.get(widget) as State)
        ? told.get(widget)?.[trait]
        : this.model<State>(widget).get(trait);
    const tell = (widget: string, changes: State) => {
      const changed = Object.entries(changes).filter(([trait, value]) => value !== present(widget, trait));
      if (changed.length === 0) return;
      told.set(widget, { ...told.get(widget), ...Object.fromEntries(changed) });
      asked.push([widget, changed.map(([trait]) => trait)]);
    };
    const asked: [widget: string, traits: string[]][] = [[name, Object.keys(sent)]];
    /** The messages among what was sent that nobody has an answer to. */
    const missed = new Set(Object.keys(sent).filter((trait) => numberOf(sent[trait]) !== undefined));
    if (this.unknown !== undefined && present(name, "error") === this.unknown) tell(name, { error: "" });
    for (const [widget, traits] of asked) {
      for (const answers of this.answers) {
        if (answers.widget !== widget || !traits.some((trait) => answers.of.includes(trait))) continue;
        const values = Object.fromEntries(answers.of.map((trait) => [trait, present(widget, trait)]));
        const found = answers.to((trait) => values[trait]);
        const known = this.known.get(widget) as State;
        if (found) {
          Object.assign(known, values);
          if (widget === name) for (const trait of answers.of) missed.delete(trait);
        } else if (this.unknown !== undefined && !numbered(values)) {
          // What was chosen is not here: it goes back, and says so.
          const before = Object.fromEntries(answers.of.map((trait) => [trait, known[trait]]));
          tell(widget, { ...before, error: this.unknown });
        }
        for (const [other, changes] of Object.entries(found ?? {})) tell(other, changes);
      }
    }
    const numbers = Object.values(sent).flatMap((value) => numberOf(value) ?? []);
    // Whoever sends one message at a time waits for this, be there an answer or not.
    if (numbers.length > 0 && present(name, ANSWERED) !== undefined)
      tell(name, { [ANSWERED]: Math.max(...numbers) });
    for (const [widget, values] of told) this.model<State>(widget).receive(values);
    // What a hand has moved goes back to where it was.
    if (missed.size === 0) return;
    this.model(name).miss();
    if (this.unknown !== undefined) this.model<State>(name).receive({ error: this.unknown });
  }
}

const numbered = (values: State) => Object.values(values).some((value) => numberOf(value) !== undefined);

function numberOf(value: unknown): number | undefined {
  return value !== null && typeof value === "object" && "seq" in value ? (value.seq as number) : undefined;
}

function nameOf(reference: string): string {
  return reference.startsWith(REFERENCE) ? reference.slice(REFERENCE.length) : reference;
}
