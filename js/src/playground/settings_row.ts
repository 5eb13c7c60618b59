import { type Choice, Menu } from "../controls/menu.ts";
import { element } from "../dom/element.ts";
import type { Link } from "../frame/link.ts";
import type { PlaygroundTraits } from "../wire/wire.ts";

/** What makes a setting the user's own affair. */
type Own = "_own_model" | "_own_step";

interface Setting {
  readonly trait: "activation" | "loss" | "optimizer" | "rate" | "weight_decay" | "batch";
  readonly word: string;
  /** What it does, in a sentence. */
  readonly title: string;
  readonly choices: readonly Choice[];
  /** It is not shown where this is so. */
  readonly own?: Own;
}

const named = (labels: Readonly<Record<string, string>>): Choice[] =>
  Object.entries(labels).map(([name, label]) => ({ name, label }));
const numbers = (...values: number[]): Choice[] =>
  values.map((value) => ({ name: String(value), label: String(value) }));

const SETTINGS: readonly Setting[] = [
  {
    trait: "activation",
    word: "Activation",
    title: "What each hidden unit does with its weighted sum",
    choices: named({
      relu: "ReLU",
      leaky: "Leaky ReLU",
      abs: "Absolute value",
      maxout: "MaxOut",
      gelu: "GELU, by chords",
    }),
    own: "_own_model",
  },
  {
    trait: "loss",
    word: "Loss",
    title: "What training makes small",
    choices: named({ cross_entropy: "Cross-entropy", squared: "Squared error" }),
    own: "_own_step",
  },
  {
    trait: "optimizer",
    word: "Optimizer",
    title: "How a step is made of the gradient",
    choices: named({ sgd: "SGD", momentum: "Momentum", adam: "Adam" }),
    own: "_own_step",
  },
  {
    trait: "rate",
    word: "Learning rate",
    title: "How far each step goes against the gradient",
    choices: numbers(0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3),
    own: "_own_step",
  },
  {
    trait: "weight_decay",
    word: "Weight decay",
    title: "How much each step shrinks all parameters, besides what the loss asks for",
    choices: numbers(0, 0.0001, 0.001, 0.01, 0.1),
    own: "_own_step",
  },
  {
    trait: "batch",
    word: "Batch",
    title: "From how many points each step takes its gradient",
    choices: [{ name: "0", label: "all points" }, ...numbers(10, 30, 100)],
  },
];

/** The row of menus: what hidden units do, and how they are trained. */
export function settingsRow(link: Link<PlaygroundTraits>): HTMLElement {
  const note = element("p", { class: "sw-own sw-muted" }, "The step of training is your own.");
  link.listen(["_own_step"], () => {
    note.hidden = !link.get("_own_step");
  });
  const menus = SETTINGS.map((setting) => menuOf(setting, link));
  return element("div", { class: "sw-settings", role: "group", "aria-label": "Settings" }, ...menus, note);
}

function menuOf({ trait, word, title, choices, own }: Setting, link: Link<PlaygroundTraits>): HTMLElement {
  const choose = (name: string) =>
    link.send({ [trait]: typeof link.get(trait) === "number" ? Number(name) : name });
  const menu = new Menu(word, title, choose, link.signal);
  link.listen([trait], () => {
    const name = String(link.get(trait));
    menu.set(withChoice(choices, name), name);
  });
  if (own)
    link.listen([own], () => {
      menu.root.hidden = link.get(own);
    });
  return menu.root;
}

/** The usual numbers, and the one that there is, in order. */
export function withChoice(choices: readonly Choice[], name: string): readonly Choice[] {
  if (choices.some((choice) => choice.name === name)) return choices;
  return [...choices, { name, label: name }].sort((a, b) => Number(a.name) - Number(b.name));
}
