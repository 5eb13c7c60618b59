import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encode } from "../harness/encode.ts";
import { FakeModel } from "../harness/model.ts";
import { emptyPolarityTraits, ringData, ringPool } from "../harness/ring_generator.ts";
import type { Diagnostics, PolarityTraits } from "../src/polarity/traits.ts";
import widget from "../src/polarity_explorer.ts";
import { watchForLeaks } from "./leaks.ts";

const leaks = watchForLeaks();
const POOL = ringPool(4000, 50);
const NAMES = ["a", "b", "c", "d", "<img src=x onerror=alert(1)>"];

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

function mount(traits: Partial<PolarityTraits> = {}) {
  const model = new FakeModel<PolarityTraits>({
    ...emptyPolarityTraits(),
    ...{ pool: POOL, data: ringData(100), class_names: NAMES, samples: 1000, state: "ready" },
    ...traits,
  });
  const host = document.createElement("div");
  document.body.append(host);
  const remove = widget.render({ model, el: host });
  const slider = host.querySelector(".sw-present") as HTMLInputElement;
  const slide = (rho: number) => {
    slider.value = String(rho);
    slider.dispatchEvent(new Event("input"));
  };
  return { model, host, remove, slider, slide };
}

const sentRhos = (model: FakeModel<PolarityTraits>) =>
  model.sent.flatMap(({ rho }) => (rho === undefined ? [] : [rho]));
const text = (host: Element, selector: string) => host.querySelector(selector)?.textContent;
const rest = () => vi.advanceTimersByTime(1000);

describe("mounting", () => {
  test.each([true, false])(
    "leaves no listener, observer, timer or element behind (with a pool: %s)",
    (full) => {
      const { model, host, remove, slider, slide } = mount(
        full ? {} : { pool: {}, data: {}, state: "empty" },
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
    const { host, slider } = mount({ pool: {}, state: "empty" });
    expect(text(host, ".sw-message")).toContain("give the explorer a generator");
    expect(slider.disabled).toBe(true);
    expect(host.querySelector<HTMLElement>(".sw-panel")?.hidden).toBe(true);
  });

  test("a pool that does not fit together is an error that says what was sent", () => {
    const { model, host } = mount({ pool: {} });
    const short = { ...POOL, labels: encode(new Uint8Array(7)) };
    expect(() => model.receive({ pool: short })).toThrow(/7 values of labels and 4000 log-volumes/);
    expect(text(host, ".sw-status")).toContain("7 values of labels");
    const infinite = { ...POOL, log_volumes: encode(new Float32Array(4000).fill(Number.NaN)) };
    expect(() => model.receive({ pool: infinite })).toThrow(/log weight of latent 0 is NaN/);
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

describe("what is known of the samples", () => {
  const known = (model: FakeModel<PolarityTraits>) => {
    rest();
    return model.get("diagnostics") as Diagnostics;
  };

  test("at rho = 0 is what holds for the whole pool", () => {
    const { model, host } = mount({ samples: 4000 });
    const { effective_sample_size, shares, chi_square } = known(model);
    expect(effective_sample_size).toBeCloseTo(4000, 6);
    expect(chi_square as number).toBeGreaterThan(5);
    expect(shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
    const bars = Array.from(host.querySelectorAll<HTMLElement>(".sw-share-fill"), ({ style }) => style.width);
    const marks = Array.from(host.querySelectorAll<HTMLElement>(".sw-share-mark"), ({ style }) => style.left);
    expect(bars).toEqual(marks);
    expect(host.querySelector<HTMLElement>(".sw-warning")?.hidden).toBe(true);
  });

  test("at rho = 1 shows samples that are uniform on the manifold", () => {
    const { model } = mount({ pool: ringPool(60_000, 0), rho: 1, replace: true, samples: 4000 });
    const { chi_square, shares } = known(model);
    expect(chi_square as number).toBeLessThan(1.3);
    expect(Math.max(...shares) / Math.min(...shares)).toBeLessThan(1.2);
  });

  test.each([
    [true, "samples repeat"],
    [false, "replaced by others"],
  ])("warns where fewer are worth drawing than are drawn (replacement: %s)", (replace, words) => {
    const { model, host } = mount({ replace });
    model.receive({ rho: 2 });
    const { effective_sample_size } = known(model);
    expect(effective_sample_size).toBeLessThan(500);
    const warning = host.querySelector(".sw-warning") as HTMLElement;
    expect(warning.hidden).toBe(false);
    expect(warning.textContent).toContain(words);
    expect(warning.textContent).toContain("fewer than are drawn");
    // A few may be drawn of so few, but they are a handful all the same.
    model.receive({ samples: 2 });
    known(model);
    expect(warning.hidden).toBe(false);
    expect(warning.textContent).toContain("too few to stand for");
    expect(warning.textContent).not.toContain("fewer than are drawn");
  });

  test("is less where the pool says less", () => {
    const { outputs, log_volumes } = POOL;
    const { model, host } = mount({ pool: { id: 9, outputs, log_volumes }, rho: 1 });
    expect(known(model)).toMatchObject({ chi_square: null, shares: [] });
    expect(host.querySelector<HTMLElement>("section[aria-label^=Shares]")?.hidden).toBe(true);
    expect(host.querySelector<HTMLElement>(".sw-pictures")?.hidden).toBe(true);
  });

  test("says how much more each share is than that of the pool, and nothing at rho = 0", () => {
    const { model, host } = mount({ samples: 4000 });
    const shown = () =>
      Array.from(host.querySelectorAll(".sw-share-change"), ({ textContent }) => textContent);
    const { shares: plain } = known(model);
    expect(shown()).toEqual(["", "", "", "", ""]);
    model.receive({ rho: 1, samples: 1000 });
    const { shares, share_changes } = known(model);
    const expected = shares.map((share, i) => 100 * (share / plain[i] - 1));
    shown().forEach((text, i) => {
      const percents = Number(text?.replace("−", "-").replace(/[\s%]/g, ""));
      expect(Math.abs(percents - expected[i])).toBeLessThanOrEqual(0.5);
      expect(100 * (share_changes[i] as number)).toBeCloseTo(expected[i], 9);
    });
    expect([shown()[0]?.[0], shown()[4]?.[0]]).toEqual(["−", "+"]);
  });

  test("says how many samples are where no data are, and why, once rho has brought most of them there", () => {
    // Data in one place, where three of four samples at rho = 0 are and hardly any at rho = 1.
    const size = 2000;
    const home = (i: number) => i % 4 !== 0;
    const pool = {
      id: 3,
      outputs: encode(
        Float32Array.from({ length: 2 * size }, (_, k) => (home(k >> 1) ? (k % 100) / 100 : 5)),
        size,
        2,
      ),
      log_volumes: encode(Float32Array.from({ length: size }, (_, i) => (home(i) ? -9 : 0))),
    };
    const data = {
      points: encode(
        Float32Array.from({ length: 2 * size }, (_, k) => (k % 100) / 100),
        size,
        2,
      ),
    };
    const { model, host } = mount({ pool, data, samples: 400 });
    const row = () => Array.from(host.querySelectorAll(".sw-measures > div")).at(-1) as HTMLElement;
    const words = () => row().lastElementChild as HTMLElement;
    expect(known(model).away as number).toBeCloseTo(0.25, 1);
    expect(words().hidden).toBe(true);
    model.receive({ rho: 1 });
    const { away } = known(model);
    expect(away as number).toBeGreaterThan(0.97);
    expect(row().textContent).toContain(`Away from the data${Number((100 * (away as number)).toFixed(1))}`);
    expect([words().hidden, words().textContent]).toEqual([false, expect.stringContaining("bridges")]);
    model.receive({ data: {} });
    expect([known(model).away, row().hidden, words().hidden]).toEqual([null, true, true]);
  });

  test("takes the density of latents off where rho acts", () => {
    const { log_volumes } = POOL;
    const { model } = mount({ pool: { ...POOL, log_density: log_volumes }, rho: 1.7 });
    expect(known(model).effective_sample_size).toBeCloseTo(4000, 6);
  });

  test("has names from users as text", () => {
    const { host } = mount({ axes: ["<b>x</b>", "y"] });
    rest();
    expect(host.querySelector("img, b")).toBeNull();
    expect(text(host, ".sw-shares")).toContain(NAMES[4]);
  });

  test("is seen again when more samples are asked for", () => {
    const { model, host } = mount();
    rest();
    model.receive({ samples: 2500 });
    rest();
    expect(host.textContent).toContain("2\u2009500 of 4\u2009000");
  });
});
