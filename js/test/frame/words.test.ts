// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Alternative, wordsOfTiles } from "../../src/chrome/alternative.ts";
import { FactsTip } from "../../src/chrome/facts_tip.ts";
import { StatusLine } from "../../src/frame/status_line.ts";
import type { Colors } from "../../src/wire/picture.ts";

let controller: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  controller = new AbortController();
  document.body.replaceChildren();
});
afterEach(() => {
  controller.abort();
  vi.useRealTimers();
});

test("a status is seen at once, and spoken once it rests", () => {
  const status = new StatusLine(controller.signal);
  document.body.append(status.root);
  const spoken = status.root.querySelector('[role="status"]') as HTMLElement;
  const heard: (string | null)[] = [];
  new MutationObserver(() => heard.push(spoken.textContent)).observe(spoken, { childList: true });
  for (let i = 1; i <= 57; i++) {
    status.set(`${i} tiles`, "");
    expect(status.root.querySelector(".sw-status")?.textContent).toBe(`${i} tiles`);
    vi.advanceTimersByTime(100);
  }
  expect(spoken.textContent).toBe("");
  vi.advanceTimersByTime(500);
  expect(spoken.textContent).toBe("57 tiles");
  status.set("57 tiles", "Too many.");
  vi.advanceTimersByTime(500);
  expect(spoken.textContent).toBe("Too many.");
  return Promise.resolve().then(() => expect(heard).toHaveLength(1));
});

describe("a picture in words", () => {
  const tiles = { tileCount: 1234, edgeLayers: Uint8Array.of(0, 2, 2, 0) };
  const layers = ["a", "b", "c"].map((name) => ({ name, units: 1 }));
  const colors: Colors = {
    ...{
      picture: 1,
      name: "slope",
      label: "Slope",
      unit: "",
      scale: "log",
      range: [0.5, 20],
      confidence: null,
      patterns: null,
    },
    ...{ values: Float32Array.of(1, 2), classes: [], zero: "" },
  };

  test("has its numbers: tiles, the layers that cut them and are shown, the range of the colors", () => {
    expect(wordsOfTiles(tiles, layers, [0, 1], colors, [])).toBe(
      "1\u2009234 tiles, with edges of a. Slope: 0.5 to 20.",
    );
  });

  test("names the classes in view", () => {
    const values = Float32Array.of(2, 0, Number.NaN, 2);
    const classes: Colors = { ...colors, label: "Class", scale: "class", values };
    expect(wordsOfTiles(tiles, layers, [], classes, ["cat", "dog", "owl"])).toBe(
      "1\u2009234 tiles. Class: cat, owl.",
    );
  });

  test("is written when it rests, on whatever canvas there is then", () => {
    const host = document.createElement("div");
    const describe = vi.fn(() => "words");
    const alternative = new Alternative(host, describe, controller.signal);
    for (let i = 0; i < 30; i++) {
      alternative.drawn();
      vi.advanceTimersByTime(50);
    }
    expect(describe).not.toHaveBeenCalled();
    const canvas = document.createElement("canvas");
    canvas.className = "sw-canvas";
    host.append(canvas);
    vi.advanceTimersByTime(500);
    expect([canvas.getAttribute("role"), canvas.getAttribute("aria-label")]).toEqual(["img", "words"]);
  });
});

test("facts are told at the pointer where their panel is out of sight, and only there", () => {
  let see = (_: { target?: string; intersectionRatio: number }[]) => {};
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(callback: typeof see) {
        see = callback;
      }
      observe() {}
      disconnect() {}
    },
  );
  const [stage, panel] = [document.createElement("div"), document.createElement("div")];
  const tip = new FactsTip(stage, [panel], controller.signal);
  const root = stage.querySelector(".sw-tip") as HTMLElement;
  const pointer = (type: string) => stage.dispatchEvent(new MouseEvent(type));
  pointer("pointermove");
  const rows = ["Class", "Slope", "Area", "Norm"].map((name): [string, string] => [name, "<i>1</i>"]);
  tip.set({ tile: 0, rows });
  expect(root.hidden).toBe(true);
  see([{ intersectionRatio: 0.2 }]);
  expect([root.hidden, root.textContent]).toEqual([false, "Tile 0Class<i>1</i>Slope<i>1</i>Area<i>1</i>"]);
  pointer("pointerleave"); // what is pointed at elsewhere is told there
  expect(root.hidden).toBe(true);
  pointer("pointermove");
  tip.set({ tile: 0, rows });
  expect(root.hidden).toBe(false);
  see([{ intersectionRatio: 0.8 }]);
  expect(root.hidden).toBe(true);
  see([{ intersectionRatio: 0 }]);
  tip.set(null);
  expect(root.hidden).toBe(true);
  // Where the same facts are told elsewhere, any of these places is enough.
  const [own, other] = ["own", "other"].map((target) => (intersectionRatio: number) => ({
    target,
    intersectionRatio,
  }));
  tip.look([panel, stage]);
  tip.set({ tile: 0, rows });
  see([own(0), other(1)]);
  expect(root.hidden).toBe(true);
  see([other(0.4)]);
  expect(root.hidden).toBe(false);
  vi.unstubAllGlobals();
});
