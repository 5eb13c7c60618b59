import { afterEach, expect, test, vi } from "vitest";
import { readTheme, watchTheme } from "../../src/canvas/theme.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  document.body.replaceChildren();
});

test("a widget that is built outside of the page reads its theme when it is put there", () => {
  const placed: (() => void)[] = [];
  const observed: Element[] = [];
  class Observer {
    constructor(callback: () => void) {
      placed.push(callback);
    }
    observe(element: Element) {
      observed.push(element);
    }
    disconnect() {
      placed.length = 0;
    }
  }
  vi.stubGlobal("ResizeObserver", Observer);
  const root = document.createElement("div");
  root.style.backgroundColor = "rgb(17, 17, 17)";
  const read: boolean[] = [];
  const gone = new AbortController();
  watchTheme(root, () => read.push(readTheme(root).dark), gone.signal);
  for (const tell of placed) tell();
  expect([observed, read]).toEqual([[root], []]); // there are no styles yet
  document.body.append(root);
  for (const tell of placed) tell();
  expect(read).toEqual([true]);
  gone.abort();
  expect(placed).toEqual([]);
});
