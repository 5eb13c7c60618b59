import { expect, test } from "vitest";
import type { PlaygroundTraits } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { mountPlayground, press } from "../mounted_playground.ts";

watchForLeaks();

const menu = (find: (selector: string) => HTMLElement, word: string) =>
  [...find(".sw-settings").querySelectorAll("label")].find(
    ({ firstChild }) => firstChild?.textContent === word,
  ) as HTMLElement;

test.each([
  ["Activation", "activation", "maxout"],
  ["Loss", "loss", "squared"],
  ["Optimizer", "optimizer", "sgd"],
  ["Learning rate", "rate", 0.3],
  ["Weight decay", "weight_decay", 0.001],
  ["Batch", "batch", 30],
] as const)("%s is chosen", (word, trait, value) => {
  const { model, find } = mountPlayground();
  const select = menu(find, word).querySelector("select") as HTMLSelectElement;
  expect(select.value).toBe(String(model.get(trait)));
  select.value = String(value);
  select.dispatchEvent(new Event("change"));
  expect(model.get(trait)).toBe(value);
  expect(model.sent.at(-1)).toEqual({ [trait]: value });
});

test("a rate that Python sets is on the menu, in its place, and only for as long", () => {
  const { model, find } = mountPlayground();
  const select = menu(find, "Learning rate").querySelector("select") as HTMLSelectElement;
  const before = select.options.length;
  model.receive({ rate: 0.02 });
  const shown = [...select.options].map(({ text }) => text);
  expect(shown.slice(4, 7)).toEqual(["0.01", "0.02", "0.03"]);
  expect([select.value, shown.length]).toEqual(["0.02", before + 1]);
  model.receive({ rate: 0.1 });
  expect([select.value, select.options.length]).toEqual(["0.1", before]);
});

test("what is the user's own has no controls, and a sentence says so", () => {
  const { model, find } = mountPlayground();
  const hidden = () =>
    ["Activation", "Loss", "Optimizer", "Learning rate", "Weight decay", "Batch"].filter(
      (word) => menu(find, word).hidden,
    );
  const said = () =>
    [...find(".sw-root").querySelectorAll<HTMLElement>(".sw-own")]
      .filter((note) => !note.hidden)
      .map(({ textContent }) => textContent);
  expect([hidden(), said()]).toEqual([[], []]);
  model.receive({ _own_step: true });
  expect(hidden()).toEqual(["Loss", "Optimizer", "Learning rate", "Weight decay"]);
  expect(said()).toEqual(["The step of training is your own."]);
  model.receive({ _own_step: false, _own_model: true });
  expect(hidden()).toEqual(["Activation"]);
  expect(find(".sw-widths").hidden).toBe(true);
  expect(said()).toEqual(["The network is your own."]);
  model.receive({ _own_model: false, _own_data: true, data: "formula" });
  expect([".sw-kinds", ".sw-drawing-tools"].map((part) => find(part).hidden)).toEqual([true, true]);
  expect([...find(".sw-levels").children].every((part) => (part as HTMLElement).hidden)).toBe(true);
  expect(find(".sw-pad")).not.toBeNull();
  expect(said()).toEqual(["The data are your own."]);
});

test("every control says in words what it does", () => {
  const { el } = mountPlayground({ data: "drawn", _code: "pass" });
  const controls = [...el.querySelectorAll<HTMLElement>("button, input, select")];
  expect(controls.length).toBeGreaterThan(40);
  expect(controls.filter(({ title, textContent }) => !title && textContent !== "Hide")).toEqual([]);
});

test("layers come and go at the end, and each is as wide as one says", () => {
  const { model, find, button } = mountPlayground({ widths: [4, 6] });
  const widths = () => model.get("widths");
  const fields = () =>
    [...find(".sw-widths").querySelectorAll<HTMLElement>(".sw-layer")]
      .filter(({ hidden }) => !hidden)
      .map((layer) => layer.querySelector("input")?.value);
  expect([fields(), find(".sw-depth").textContent]).toEqual([["4", "6"], "2 hidden layers"]);
  button("One hidden layer more").click();
  expect([widths(), fields()]).toEqual([
    [4, 6, 6],
    ["4", "6", "6"],
  ]);
  for (let i = 0; i < 9; i++) button("One hidden layer more").click();
  expect(widths()).toEqual([4, 6, 6, 6, 6, 6]);
  for (let i = 0; i < 9; i++) button("One hidden layer less").click();
  expect([widths(), fields()]).toEqual([[], []]);
  expect(button("One hidden layer less").getAttribute("aria-disabled")).toBe("true");
  button("One hidden layer more").click();
  expect([widths(), find(".sw-depth").textContent]).toEqual([[8], "1 hidden layer"]);
  button("One unit more in layer 1").click();
  button("One unit more in layer 1").click();
  button("One unit less in layer 1").click();
  expect(widths()).toEqual([9]);
  const field = find<HTMLInputElement>(".sw-layer input");
  for (const [typed, taken] of [
    ["33", 33],
    ["900", 64],
    ["0", 1],
    ["", 1],
  ] as const) {
    field.value = typed;
    press(field, "Enter");
    expect([widths(), field.value]).toEqual([[taken], String(taken)]);
  }
});

test.each(["skip", "batch_norm"] as const)("%s is a switch", (trait) => {
  const { model, find } = mountPlayground();
  const word = { skip: "Skip connections", batch_norm: "Batch norm" }[trait];
  const chip = [...find(".sw-network").querySelectorAll<HTMLButtonElement>(".sw-chip")].find(
    ({ textContent }) => textContent === word,
  ) as HTMLButtonElement;
  expect(chip.getAttribute("aria-pressed")).toBe("false");
  chip.click();
  expect([model.get(trait), chip.getAttribute("aria-pressed")]).toEqual([true, "true"]);
  model.receive({ [trait]: false } as Partial<PlaygroundTraits>);
  expect(chip.getAttribute("aria-pressed")).toBe("false");
});
