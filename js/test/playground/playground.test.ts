import { afterEach, expect, test, vi } from "vitest";
import type { Widgets } from "../../src/frame/part.ts";
import { watchForLeaks } from "../leaks.ts";
import { mountPlayground, press } from "../mounted_playground.ts";

const leaks = watchForLeaks();

afterEach(() => {
  Reflect.deleteProperty(navigator, "clipboard");
});

/** A notebook whose other widgets write their names. */
const notebook: Widgets = {
  getModel: (reference) => Promise.reject(new Error(`There is no ${reference}.`)),
  getWidget: async (reference) => ({
    render: async ({ el }) => {
      el.textContent = reference;
    },
  }),
};

test("diagram, tiles, graph and curves have their places, and nothing is left behind", async () => {
  const { el, model, remove } = mountPlayground(
    { data: "drawn", _diagram: "diagram", _explorer: "tiles", _surface: "graph", _curves: "curves" },
    notebook,
  );
  const parts = () => [...el.querySelectorAll<HTMLElement>(".sw-part")];
  await vi.waitFor(() =>
    expect(parts().map(({ textContent }) => textContent)).toEqual(["diagram", "tiles", "graph", "curves"]),
  );
  model.receive({ _surface: null });
  expect(parts().map(({ hidden }) => hidden)).toEqual([false, false, true, false]);
  const pad = el.querySelector(".sw-pad") as HTMLElement;
  pad.dispatchEvent(new MouseEvent("pointerdown", { clientX: 9, clientY: 9 }));
  remove();
  expect(model.listening).toBe(0);
  expect(leaks.listeners()).toEqual([]);
  expect(leaks.observers()).toBe(0);
});

test("what is wrong stands over the pictures, and below while there are none", () => {
  const { model, find } = mountPlayground({ status: "5 tiles" });
  const message = find(".sw-message");
  expect([message.hidden, find(".sw-status").textContent]).toEqual([true, "5 tiles"]);
  model.receive({ error: "The loss is infinite. Take a lower rate." });
  expect(find(".sw-learned > .sw-complaint").hidden).toBe(false);
  model.receive({ error: "", _examples: {}, state: "empty" });
  expect([message.hidden, message.textContent]).toEqual([
    false,
    "Nothing to show yet: choose data, or draw points.",
  ]);
});

test("the script is text, is copied, and where that is forbidden, selected", async () => {
  const script = "print('<b>hello</b>')";
  const { find, button } = mountPlayground({ _code: script });
  const panel = find(".sw-code");
  const open = find<HTMLButtonElement>("button[aria-expanded][title^='The PyTorch']");
  expect(panel.hidden).toBe(true);
  open.click();
  expect([panel.hidden, document.activeElement, open.getAttribute("aria-expanded")]).toEqual([
    false,
    panel,
    "true",
  ]);
  expect([find(".sw-code code").textContent, panel.querySelector("b")]).toEqual([script, null]);
  const said = find(".sw-code [role=status]");
  button("Copy").click();
  await vi.waitFor(() => expect(said.textContent).toMatch(/^Press .*\+C$/));
  expect(getSelection()?.toString()).toBe(script);
  const writeText = vi.fn(async () => {});
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  button("Copy").click();
  await vi.waitFor(() => expect(said.textContent).toBe("Copied"));
  expect(writeText.mock.calls).toEqual([[script]]);
  press(panel, "Escape");
  expect([panel.hidden, document.activeElement]).toEqual([true, open]);
});

test("there is no button for a script that there is not", () => {
  const { find } = mountPlayground({ _code: "" });
  expect(find<HTMLButtonElement>("button[title^='The PyTorch']").disabled).toBe(true);
});
