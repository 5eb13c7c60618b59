// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from "vitest";
import { Help, ON_UNDO } from "../../src/frame/help.ts";

let controller: AbortController;
let root: HTMLElement;
let help: Help;

beforeEach(() => {
  controller = new AbortController();
  document.body.innerHTML = "<div><button>a</button></div>";
  root = document.body.firstElementChild as HTMLElement;
  help = new Help(root, [["drag", "<b>move</b>"]], controller.signal);
  root.append(help.button);
});

afterEach(() => controller.abort());

const dialog = () => root.querySelector('[role="dialog"]') as HTMLElement;
const press = (key: string) =>
  document.activeElement?.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
  );

test.each(["?", "Escape"])("opens by ?, closes by %s, and gives the focus back", (key) => {
  const before = root.querySelector("button") as HTMLElement;
  before.focus();
  press("?");
  expect([dialog().hidden, dialog().contains(document.activeElement)]).toEqual([false, true]);
  expect(help.button.getAttribute("aria-expanded")).toBe("true");
  press(key);
  expect([dialog().hidden, document.activeElement]).toEqual([true, before]);
});

test("opens and closes by its button, to which the focus returns where it was nowhere", () => {
  help.button.click();
  expect(dialog().hidden).toBe(false);
  (dialog().querySelector("button") as HTMLElement).click();
  expect([dialog().hidden, document.activeElement]).toEqual([true, help.button]);
});

test("lists gestures as text, what is added first, undo where there is any and itself last", () => {
  help.addLast(ON_UNDO);
  help.add([["Space", "play"]]);
  expect(Array.from(dialog().querySelectorAll("dt"), ({ textContent }) => textContent)).toEqual([
    "Space",
    "drag",
    "Ctrl+Z, Ctrl+Shift+Z",
    "?",
  ]);
  expect(dialog().querySelector("b")).toBeNull();
});

test("Escape elsewhere leaves it open", () => {
  help.button.click();
  root.querySelector("button")?.focus();
  press("Escape");
  expect(dialog().hidden).toBe(false);
});
