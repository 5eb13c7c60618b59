// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeModel } from "../../harness/model.ts";
import { Link } from "../../src/frame/link.ts";
import { SaveControl, type SavingTraits } from "../../src/frame/save_control.ts";
import type { SaveRequest } from "../../src/wire/wire.ts";

type State = SavingTraits & { _heard: number };

let controller: AbortController;
let model: FakeModel<State>;
let control: SaveControl;
const sent: SaveRequest[] = [];
const saved: { name: string; url: string }[] = [];
const blobs: Blob[] = [];

beforeEach(() => {
  controller = new AbortController();
  for (const list of [sent, saved, blobs]) list.length = 0;
  model = new FakeModel<State>({ _save: {}, _saved: {}, _heard: 0 }, ({ _save }) => {
    if (_save) sent.push(_save as SaveRequest);
  });
  document.body.innerHTML = "<div></div>";
  const root = document.body.firstElementChild as HTMLElement;
  root.style.backgroundColor = "rgb(255, 255, 255)";
  control = new SaveControl(new Link<State>(model, controller.signal), root, true);
  root.append(control.root);
  URL.createObjectURL = (blob) => {
    blobs.push(blob as Blob);
    return "blob:1";
  };
  URL.revokeObjectURL = () => {};
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, url: this.href });
  });
});

afterEach(() => {
  controller.abort();
  vi.restoreAllMocks();
});

const menu = () => control.root.querySelector(".sw-save-menu") as HTMLElement;
const said = () => menu().querySelector("[role=status]")?.textContent;
const choice = (name: string) =>
  Array.from(menu().querySelectorAll("button")).find(
    ({ textContent }) => textContent === name,
  ) as HTMLButtonElement;
const open = () => (control.root.querySelector(".sw-button") as HTMLButtonElement).click();
const bytes = (...values: number[]) => ({
  dtype: "uint8" as const,
  shape: [values.length],
  buffer: new DataView(Uint8Array.from(values).buffer),
});

test("the menu opens under its button, and Escape closes it and gives the focus back", () => {
  expect(menu().hidden).toBe(true);
  open();
  expect([menu().hidden, document.activeElement]).toEqual([false, choice("SVG")]);
  choice("SVG").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  expect([menu().hidden, document.activeElement]).toEqual([true, control.root.querySelector(".sw-button")]);
});

test.each([
  ["SVG", "svg"],
  ["PDF", "pdf"],
  ["PNG", "png"],
])("%s is asked of the kernel by a number, and handed to the browser when it comes", async (name, kind) => {
  open();
  choice(name).click();
  expect(sent).toEqual([{ seq: 1, kind, dark: false }]);
  expect(said()).toBe("Drawing …");
  model.receive({ _saved: { seq: 7, name: "other.svg", content: bytes(9) } });
  expect(saved).toEqual([]);
  model.receive({ _saved: { seq: 1, name: `explorer.${kind}`, content: bytes(1, 2, 3) } });
  model.receive({ _saved: {} });
  expect(saved).toEqual([{ name: `explorer.${kind}`, url: "blob:1" }]);
  expect(blobs[0].size).toBe(3);
  expect(blobs[0].type).toMatch(kind === "svg" ? "svg+xml" : kind);
  expect([menu().hidden, said()]).toEqual([true, ""]);
  // An answer counts once.
  model.receive({ _saved: { seq: 1, name: "again.svg", content: bytes(1) } });
  expect(saved.length).toBe(1);
  open();
  choice(name).click();
  expect(sent[1].seq).toBe(2);
});

test("a dark page asks for a dark sheet", () => {
  (document.body.firstElementChild as HTMLElement).style.backgroundColor = "rgb(17, 17, 17)";
  open();
  choice("SVG").click();
  expect(sent).toEqual([{ seq: 1, kind: "svg", dark: true }]);
});

test("what is wrong is said in the menu, as text", () => {
  open();
  choice("PNG").click();
  model.receive({ _saved: { seq: 1, error: "<b>matplotlib</b> is not installed." } });
  expect([menu().hidden, said(), menu().querySelector("b")]).toEqual([
    false,
    "<b>matplotlib</b> is not installed.",
    null,
  ]);
  expect(saved).toEqual([]);
});

test("without a kernel nothing can be chosen, and it says why, until one answers", () => {
  open();
  choice("SVG").click();
  model.miss();
  expect([choice("SVG").disabled, said()]).toEqual([true, "No kernel: run the cell again to save."]);
  model.receive({ _heard: 3 });
  expect([choice("SVG").disabled, said()]).toEqual([false, ""]);
});

test("code is shown as text, and copied", async () => {
  const writeText = vi.fn(async () => {});
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  open();
  choice("Copy as code").click();
  expect(sent).toEqual([{ seq: 1, kind: "code", dark: false }]);
  model.receive({ _saved: { seq: 1, text: "explorer.from_dict({'<b>': 1})" } });
  const panel = document.querySelector(".sw-code") as HTMLElement;
  expect([panel.hidden, menu().hidden]).toEqual([false, true]);
  expect([panel.querySelector("code")?.textContent, panel.querySelector("b")]).toEqual([
    "explorer.from_dict({'<b>': 1})",
    null,
  ]);
  await vi.waitFor(() => expect(panel.querySelector("[role=status]")?.textContent).toBe("Copied"));
  expect(writeText.mock.calls).toEqual([["explorer.from_dict({'<b>': 1})"]]);
});
