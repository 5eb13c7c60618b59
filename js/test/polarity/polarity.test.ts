import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encode } from "../../harness/encode.ts";
import type { FakeModel } from "../../harness/model.ts";
import type { PolarityTraits } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { mount, POOL, rest } from "../mounted_polarity.ts";

const leaks = watchForLeaks();

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

const sentRhos = (model: FakeModel<PolarityTraits>) =>
  model.sent.flatMap(({ rho }) => (rho === undefined ? [] : [rho]));
const text = (host: Element, selector: string) => host.querySelector(selector)?.textContent;

describe("mounting", () => {
  test.each([true, false])(
    "leaves no listener, observer, timer or element behind (with a pool: %s)",
    (full) => {
      const { model, host, remove, slider, slide } = mount(
        full ? {} : { _pool: {}, _data: {}, state: "empty" },
      );
      slider.dispatchEvent(new Event("pointerdown"));
      slide(0.5);
      expect(leaks.listeners().length).toBeGreaterThan(8);
      expect(leaks.observers()).toBeGreaterThan(1);
      remove();
      expect([leaks.listeners(), leaks.observers(), model.listening, vi.getTimerCount()]).toEqual([
        [],
        0,
        0,
        0,
      ]);
      expect(host.childElementCount).toBe(0);
    },
  );

  test("without a generator it says so and has nothing to slide", () => {
    const { host, slider } = mount({ _pool: {}, state: "empty" });
    expect(text(host, ".sw-message")).toContain("give the explorer a generator");
    expect(slider.disabled).toBe(true);
    expect(host.querySelector<HTMLElement>(".sw-panel")?.hidden).toBe(true);
  });

  test("an error stands in the middle until it is mended or put aside", () => {
    const { model, host } = mount({ rho: 1 });
    const card = host.querySelector(".sw-density .sw-complaint") as HTMLElement;
    model.receive({ error: "rho is 7. Choose one between.", status: "of 4000" });
    expect([card.hidden, text(card, "p")]).toEqual([false, "rho is 7. Choose one between."]);
    expect(text(host, ".sw-status")).toBe("of 4000");
    card.querySelector("button")?.click();
    expect(card.hidden).toBe(true);
    model.receive({ error: "Something else." });
    expect(card.hidden).toBe(false);
    model.receive({ error: "" });
    expect(card.hidden).toBe(true);
  });

  test("a pool that does not fit together is an error that says what was sent", () => {
    const { model, host } = mount({ _pool: {} });
    const short = { ...POOL, labels: encode(new Uint8Array(7)) };
    expect(() => model.receive({ _pool: short })).toThrow(/7 values of labels and 4000 log-volumes/);
    expect(text(host, ".sw-status")).toContain("7 values of labels");
    const infinite = { ...POOL, log_volumes: encode(new Float32Array(4000).fill(Number.NaN)) };
    expect(() => model.receive({ _pool: infinite })).toThrow(/log weight of latent 0 is NaN/);
  });
});

describe("rho", () => {
  test("is sent at once, then ten times a second at most, and at last where the hand rests", () => {
    const { model, slide } = mount();
    rest();
    model.sent = [];
    for (let i = 1; i <= 100; i++) {
      slide(i / 100);
      vi.advanceTimersByTime(10);
    }
    const onTheWay = sentRhos(model);
    expect(onTheWay[0]).toBe(0.01);
    expect(onTheWay.length).toBeGreaterThan(5);
    expect(onTheWay.length).toBeLessThanOrEqual(11);
    expect(model.sent.some(({ diagnostics }) => diagnostics)).toBe(false);
    rest();
    expect(sentRhos(model).at(-1)).toBe(1);
    expect(model.sent.at(-1)?.diagnostics).toMatchObject({ rho: 1 });
    const messages = model.sent.length;
    rest();
    expect(model.sent).toHaveLength(messages);
  });

  test("a hand that lets go is not waited for", () => {
    const { model, slider, slide } = mount();
    rest();
    slider.dispatchEvent(new Event("pointerdown"));
    slide(0.4);
    slide(0.5);
    window.dispatchEvent(new Event("pointerup"));
    expect(model.get("rho")).toBe(0.5);
    expect(model.get("diagnostics")).toMatchObject({ rho: 0.5 });
  });

  test("of Python is shown, but not under a hand", () => {
    const { model, slider, slide } = mount();
    model.receive({ rho: 1.5 });
    expect(slider.value).toBe("1.5");
    slider.dispatchEvent(new Event("pointerdown"));
    slide(0.2);
    model.receive({ rho: -1 });
    expect(slider.value).toBe("0.2");
    window.dispatchEvent(new Event("pointerup"));
    rest();
    expect([slider.value, model.get("diagnostics")]).toEqual(["-1", expect.objectContaining({ rho: -1 })]);
  });

  test("of Python is not taken while it does not know the newest from here", () => {
    const { model, slider, slide } = mount();
    slide(0.1);
    slide(0.2);
    model.receive({ rho: 0.1 });
    expect(slider.value).toBe("0.2");
    rest();
    expect([slider.value, model.get("rho")]).toEqual(["0.2", 0.2]);
  });

  test("goes to 0 by double click, to marks by click, and to numbers within its range", () => {
    const { model, host, slider, slide } = mount();
    slide(1.3);
    slider.dispatchEvent(new Event("dblclick"));
    expect(model.get("rho")).toBe(0);
    const marks = Array.from(host.querySelectorAll<HTMLButtonElement>(".sw-mark"));
    expect(marks.map(({ textContent }) => textContent)).toEqual([
      "−1modes",
      "0latent sampling",
      "1uniform on the manifold, MaGNET",
      "2anti-modes",
    ]);
    marks[2].click();
    expect(model.get("rho")).toBe(1);
    expect(slider.getAttribute("aria-valuetext")).toBe("1, uniform on the manifold, MaGNET");
    const number = host.querySelector(".sw-number") as HTMLInputElement;
    for (const [typed, taken] of [
      ["-0.25", -0.25],
      ["7", 2],
      ["", 2],
    ] as const) {
      number.value = typed;
      number.dispatchEvent(new Event("change"));
      expect([model.get("rho"), number.valueAsNumber]).toEqual([taken, taken]);
    }
    // JupyterLab forbids new lines, and with them what Enter would mean.
    number.value = "0.5";
    number.dispatchEvent(new KeyboardEvent("keydown", { key: "5" }));
    expect(model.get("rho")).toBe(2);
    number.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    expect(model.get("rho")).toBe(0.5);
  });
});

test("what rho was before comes back by Ctrl+Z, a gesture at a time", () => {
  const { model, slider, slide } = mount();
  for (const rhos of [
    [0.2, 0.4],
    [0.9, 1.1],
  ]) {
    slider.dispatchEvent(new Event("pointerdown", { bubbles: true }));
    rhos.forEach(slide);
    window.dispatchEvent(new Event("pointerup"));
    rest();
  }
  const seen = [false, false, true].map((shiftKey) => {
    slider.dispatchEvent(new KeyboardEvent("keydown", { key: "z", ctrlKey: true, shiftKey, bubbles: true }));
    return [model.get("rho"), slider.value];
  });
  expect(seen).toEqual([
    [0.4, "0.4"],
    [0, "0"],
    [0.4, "0.4"],
  ]);
});
