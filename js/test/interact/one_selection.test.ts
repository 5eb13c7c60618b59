// @vitest-environment jsdom
import { createRequire } from "node:module";
import { drag } from "d3-drag";
import { select as chosen } from "d3-selection";
import { describe, expect, test } from "vitest";
import { pointer, select } from "../../src/interact/one_selection.ts";

// The real one, under its path, for its name means the stand-in here and in the bundle.
const require = createRequire(import.meta.url);
const real = (await import(
  /* @vite-ignore */ require.resolve("d3-selection")
)) as typeof import("d3-selection");

test("the name means the stand-in, for d3-drag too", () => {
  expect(chosen).toBe(select);
  expect(real.select).not.toBe(select);
  const node = document.createElement("button");
  document.body.replaceChildren(node); // where d3-drag finds a container
  const dragged: string[] = [];
  const behavior = drag<HTMLElement, unknown>()
    .touchable(true)
    .on("start drag end", ({ type, x, y }) => dragged.push(`${type} ${x} ${y}`));
  select(node).call(behavior as never);
  const mouse = (type: string, target: EventTarget, clientX: number) => {
    const event = new MouseEvent(type, { clientX, bubbles: true, cancelable: true });
    target.dispatchEvent(Object.defineProperty(event, "view", { value: window }));
  };
  mouse("mousedown", node, 3);
  mouse("mousemove", window, 5);
  mouse("mouseup", window, 5);
  mouse("mousemove", window, 9);
  expect(dragged).toEqual(["start 3 0", "drag 5 0", "end 5 0"]);
});

/** What is done with a selection, and what of it is heard. */
const steps: [
  string,
  (selection: ReturnType<typeof real.select>, note: (what: string) => () => void) => unknown,
][] = [
  ["listens to several", (s, note) => s.on("a.x b.x", note("both"))],
  [
    "takes one name's place only",
    (s, note) => s.on("a.x", note("x")).on("a.y", note("y")).on("a.x", note("new x")),
  ],
  ["listens no more to one", (s, note) => s.on("a.x b.x", note("x")).on("a.x", null)],
  ["listens no more to a name", (s, note) => s.on("a.x b.x", note("x")).on("a.y", note("y")).on(".x", null)],
  ["listens no more to several", (s, note) => s.on("a.x b.x", note("x")).on("a.x b.x", null)],
  [
    "leaves out",
    (s, note) =>
      s
        .filter(() => false)
        .on("a.x", note("x"))
        .style("color", "red"),
  ],
  [
    "keeps",
    (s, note) =>
      s
        .filter(() => true)
        .on("a.x", note("x"))
        .style("color", "red"),
  ],
  ["sets", (s) => s.property("title", () => "titled").style("color", "red")],
  ["is called with", (s, note) => s.call((self) => self.on("b.x", note("called")))],
];

describe("as d3-selection, it", () => {
  test.each(steps)("%s", (_, act) => {
    const outcome = (one: typeof real.select) => {
      const heard: string[] = [];
      const element = document.createElement("button");
      const note = (what: string) =>
        function (this: unknown, event?: Event) {
          heard.push(`${what} ${event?.type} ${this === element}`);
        };
      act(one(element) as unknown as ReturnType<typeof real.select>, note);
      for (const type of ["a", "b", "a"]) element.dispatchEvent(new Event(type));
      return [heard, element.outerHTML];
    };
    expect(outcome(select as unknown as typeof real.select)).toEqual(outcome(real.select));
  });

  test("hears in the capture phase, and tells what listens", () => {
    const heard: string[] = [];
    const listener = () => heard.push("outer");
    for (const one of [select, real.select as unknown as typeof select]) {
      heard.length = 0;
      const outer = document.createElement("div");
      const inner = outer.appendChild(document.createElement("p"));
      one(inner).on("a.x", () => heard.push("inner"));
      one(outer).on("a.x", listener, true);
      inner.dispatchEvent(new Event("a"));
      expect(heard).toEqual(["outer", "inner"]);
      expect(one(outer).on("a.x")).toBe(listener);
      expect(one(outer).on("b.x")).toBeUndefined();
      one(outer).on("a.x", null);
      inner.dispatchEvent(new Event("a"));
      expect(heard).toEqual(["outer", "inner", "inner"]);
    }
  });

  test("measures within the padding of an element", () => {
    const node = document.createElement("button");
    node.getBoundingClientRect = () => new DOMRect(10, 20, 100, 100);
    Object.defineProperty(node, "clientLeft", { value: 2 });
    Object.defineProperty(node, "clientTop", { value: 3 });
    const told: unknown[] = [];
    node.addEventListener("click", (event) => told.push(pointer(event), real.pointer(event)));
    node.dispatchEvent(new MouseEvent("click", { clientX: 40, clientY: 50 }));
    const finger = { clientX: 40, clientY: 50 } as Touch;
    expect([...told, pointer(finger, node)]).toEqual(Array(3).fill([28, 27]));
  });
});
