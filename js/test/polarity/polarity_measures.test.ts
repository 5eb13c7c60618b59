import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encode } from "../../harness/encode.ts";
import type { FakeModel } from "../../harness/model.ts";
import type { Diagnostics, PolarityTraits } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { mount, NAMES, POOL, rest } from "../mounted_polarity.ts";
import { stateOf } from "../recorded.ts";

watchForLeaks(); // and stands in for what jsdom has not

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

const text = (host: Element, selector: string) => host.querySelector(selector)?.textContent;

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
    const { model } = mount({
      _pool: stateOf<PolarityTraits>("large_pool")._pool,
      rho: 1,
      replace: true,
      samples: 4000,
    });
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
    const { model, host } = mount({ _pool: { id: 9, outputs, log_volumes }, rho: 1 });
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
    const { model, host } = mount({ _pool: pool, _data: data, samples: 400 });
    const row = () => Array.from(host.querySelectorAll(".sw-measures > div")).at(-1) as HTMLElement;
    const words = () => row().lastElementChild as HTMLElement;
    expect(known(model).away as number).toBeCloseTo(0.25, 1);
    expect(words().hidden).toBe(true);
    model.receive({ rho: 1 });
    const { away } = known(model);
    expect(away as number).toBeGreaterThan(0.97);
    expect(row().textContent).toContain(`Away from the data${Number((100 * (away as number)).toFixed(1))}`);
    expect([words().hidden, words().textContent]).toEqual([false, expect.stringContaining("bridges")]);
    model.receive({ _data: {} });
    expect([known(model).away, row().hidden, words().hidden]).toEqual([null, true, true]);
  });

  test("has all latents at any rho where all have the same volume", () => {
    const { model } = mount({
      _pool: { ...POOL, log_volumes: encode(new Float32Array(4000).fill(3)) },
      rho: 1.7,
    });
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
