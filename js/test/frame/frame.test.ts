// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeModel } from "../../harness/model.ts";
import { element } from "../../src/dom/element.ts";
import { Frame, type FrameTraits } from "../../src/frame/frame.ts";
import { Link } from "../../src/frame/link.ts";
import { WaitingWords } from "../../src/frame/waiting_words.ts";

interface Turned extends FrameTraits {
  angle: number;
}

let controller: AbortController;
let model: FakeModel<Turned>;
let link: Link<Turned>;
let frame: Frame<Turned>;
let words: WaitingWords;
let canvas: HTMLElement;
let zoomed: number;

beforeEach(() => {
  controller = new AbortController();
  model = new FakeModel<Turned>({
    state: "empty",
    status: "",
    error: "",
    height: 300,
    angle: 0,
    _save: {},
    _saved: {},
  });
  link = new Link(model, controller.signal);
  document.body.replaceChildren();
  const bars = [element("header"), element("nav")];
  frame = new Frame(link, document.body, {
    bars,
    gestures: [["wink", "turn it"]],
    empty: "Give it a model.",
  });
  words = new WaitingWords();
  canvas = element("div", {}, words.root);
  frame.main.append(canvas);
  zoomed = 0;
  const zoom = () => {
    zoomed++;
  };
  frame.speakOver(canvas, words, [{ label: "Zoom in", named: /zoom/i, act: zoom }]);
});
afterEach(() => controller.abort());

const line = () => frame.root.querySelector(".sw-status")?.textContent;
const card = () => canvas.querySelector<HTMLElement>(".sw-complaint") as HTMLElement;
const said = () => (words.root.hidden ? null : words.root.textContent);

test("stands in its host: bars, body with views and panel, status line, help", () => {
  expect(document.body.firstElementChild).toBe(frame.root);
  const [header, nav, body, status, help] = Array.from(frame.root.children);
  expect([header, nav].map(({ localName }) => localName)).toEqual(["header", "nav"]);
  expect(body).toBe(frame.body);
  expect(Array.from(body.children)).toEqual([frame.main, frame.panel]);
  expect(status).toBe(frame.status.root);
  expect(help.textContent).toContain("turn it");
});

test("is as high as its trait says", () => {
  expect(frame.root.style.getPropertyValue("--sw-height")).toBe("300px");
  model.receive({ height: 640 });
  expect(frame.root.style.getPropertyValue("--sw-height")).toBe("640px");
});

describe("what is said", () => {
  test("stands in the middle while there is nothing to show, and below once there is", () => {
    expect([said(), line(), frame.root.dataset.state]).toEqual(["Give it a model.", "", "empty"]);
    model.receive({ state: "computing" });
    expect(said()).toBe("Computing …");
    model.receive({ status: "Reading the model …" });
    expect([said(), line(), frame.root.dataset.state]).toEqual(["Reading the model …", "", "computing"]);
    model.receive({ state: "ready", status: "7 tiles" });
    frame.setBlank(false);
    expect([said(), line(), frame.root.dataset.state]).toEqual([null, "7 tiles", "ready"]);
  });

  test("of an error is its own words, with what may cure it, and no others", () => {
    model.receive({ state: "computing", error: "Too many. Zoom in." });
    expect([said(), card().hidden, card().querySelector("p")?.textContent]).toEqual([
      "",
      false,
      "Too many. Zoom in.",
    ]);
    card().querySelector("button")?.click();
    expect(zoomed).toBe(1);
    model.receive({ state: "ready", error: "" });
    expect(card().hidden).toBe(true);
  });

  test("of what can never be shown stays", () => {
    frame.refuse("No WebGL2.");
    expect(said()).toBe("No WebGL2.");
    model.receive({ state: "ready", status: "7 tiles" });
    frame.setBlank(false);
    expect([said(), line()]).toEqual(["No WebGL2.", "7 tiles"]);
  });

  test("of a value that cannot be shown is in the status line", () => {
    expect(() =>
      link.listen(["angle"], () => {
        throw new RangeError("Got an angle. Wanted none. Send none.");
      }),
    ).toThrow(RangeError);
    expect(line()).toBe("Got an angle. Wanted none. Send none.");
  });
});

test("undo stands before the buttons, saving and help after them, and undo goes through the gestures on a trait", () => {
  const buttons = element("div", {}, "home");
  frame.root.append(buttons);
  const angles = frame.steps("angle", buttons);
  const [undo, , save, help] = Array.from(buttons.childNodes) as HTMLElement[];
  expect([save, help]).toEqual([frame.save.root, frame.help.button]);
  const press = () => canvas.dispatchEvent(new Event("pointerdown", { bubbles: true }));
  press();
  for (const angle of [1, 2]) angles.send(angle, frame.gesture);
  press();
  angles.send(3, frame.gesture);
  const gone = [1, 2, 3].map(() => {
    undo.querySelector("button")?.click();
    return model.get("angle");
  });
  expect(gone).toEqual([2, 0, 0]);
});
