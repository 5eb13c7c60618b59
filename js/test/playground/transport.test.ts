import { expect, test, vi } from "vitest";
import type { PlaygroundTraits } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { mountPlayground, press } from "../mounted_playground.ts";
import { answers, stateOf } from "../recorded.ts";

watchForLeaks();

test("play and pause, by the button and by the space bar anywhere but on what has it for itself", () => {
  const { model, find } = mountPlayground();
  const play = find<HTMLButtonElement>(".sw-play");
  play.click();
  expect([model.get("playing"), play.textContent]).toEqual([true, "Pause"]);
  const noise = find(".sw-level");
  const outside = vi.fn();
  document.addEventListener("keydown", outside);
  expect(press(noise, " ")).toBe(false);
  expect([model.get("playing"), play.textContent]).toEqual([false, "Play"]);
  for (const selector of [".sw-play", ".sw-menu", ".sw-formula"])
    expect(press(find(selector), " ")).toBe(true);
  expect(press(noise, " ", { ctrlKey: true })).toBe(true);
  expect(model.get("playing")).toBe(false);
  expect(outside).toHaveBeenCalledTimes(1); // the host's chord alone
  document.removeEventListener("keydown", outside);
});

test("nothing loses the focus, and no node is made anew, while it plays", () => {
  const { model, find, el } = mountPlayground({ playing: true });
  const play = find(".sw-play");
  play.focus();
  const before = [...el.querySelectorAll("*")];
  for (let step = 1; step <= 30; step++) model.receive({ step: 100 * step, status: `${step} tiles` });
  expect(document.activeElement).toBe(play);
  expect([...el.querySelectorAll("*")]).toEqual(before);
  expect(find(".sw-step-count").textContent).toBe("step 3\u2009000");
  model.receive({ playing: false });
  expect(document.activeElement).toBe(play);
});

test("step and reset are numbered and sent one at a time; a step by hand pauses", () => {
  const { model, button } = mountPlayground({ playing: true });
  button("Take one step").click();
  expect(model.get("playing")).toBe(false);
  expect(model.get("_order")).toEqual({ action: "step", seq: 1 });
  button("Take one step").click();
  button("Reset").click();
  expect(model.get("_order")).toEqual({ action: "step", seq: 1 });
  model.receive({ _answered: 1 });
  expect(model.get("_order")).toEqual({ action: "reset", seq: 3 });
});

test("a step, a reset and other data show what Python answers", async () => {
  const { _examples } = stateOf<PlaygroundTraits>("playground");
  const { find, button, model } = mountPlayground({ _examples });
  const said = () => [find(".sw-step-count").textContent, find(".sw-status").textContent];
  const begun = said();
  expect(begun[0]).toBe("step 0");
  expect(begun[1]).toMatch(/^step 0 · loss [\d.]+ · accuracy [\d.]+ %/);
  button("Take one step").click();
  await answers();
  expect(said()[0]).toBe("step 1");
  expect(said()[1]).toMatch(/^step 1 · /);
  button("Reset").click();
  await answers();
  expect([said(), model.get("_answered")]).toEqual([begun, 2]);
  find(".sw-kind[aria-pressed=false]").click(); // spirals come next
  await answers();
  expect([model.get("data"), said()[0]]).toEqual(["spirals", "step 0"]);
  expect(said()[1]).not.toBe(begun[1]);
  expect(model.get("_examples")).not.toBe(_examples);
  expect(find(".sw-pad").getAttribute("aria-label")).toBe("Data: 40 points");
});

test("a seed is typed, or thrown", () => {
  const { model, find, button } = mountPlayground({ seed: 7 });
  const field = find<HTMLInputElement>(".sw-transport .sw-number");
  expect(field.value).toBe("7");
  field.value = "12";
  press(field, "Enter");
  expect(model.get("seed")).toBe(12);
  for (const nonsense of ["", "-3", "1.5"]) {
    field.value = nonsense;
    field.dispatchEvent(new Event("change"));
    expect([model.get("seed"), field.value]).toEqual([12, "12"]);
  }
  vi.spyOn(Math, "random").mockReturnValue(0.3217);
  button("Another seed").click();
  expect([model.get("seed"), field.value]).toEqual([321, "321"]);
});
