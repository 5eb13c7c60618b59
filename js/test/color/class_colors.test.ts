import { describe, expect, test } from "vitest";
import { neutralOf, type Rgb } from "../../src/canvas/theme.ts";
import { FAINTEST } from "../../src/color/fill.ts";
import { HALO, haloShare, lineOpacity } from "../../src/color/ink.ts";
import { CLASS_COUNT, classColor, layerColor, layerHalo, layerStrength } from "../../src/color/palette.ts";
import { rampTexels } from "../../src/color/ramps.ts";
import { ciede2000, type Lab, labOf, linear, SIGHTS } from "../sight.ts";

const mixed = (a: Rgb, b: Rgb, share: number) => a.map((c, i) => c + share * (b[i] - c)) as unknown as Rgb;

/** What unsure tiles fade into: in JupyterLab's light and dark theme. */
const NEUTRALS = [
  neutralOf({ background: [1, 1, 1], foreground: [0, 0, 0], dark: false }),
  neutralOf({ background: [0.067, 0.067, 0.067], foreground: [1, 1, 1], dark: true }),
];

test("CIEDE2000 agrees with the published pairs", () => {
  // Sharma, Wu and Dalal (2005), table 1: pairs 1, 5, 7, 16, 17, 25 and 34.
  const pairs: [Lab, Lab, number][] = [
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, -1.1848, -84.8006], [50, 0, -82.7485], 1.0],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.5, 0], [50, 0, -2.5], 4.3065],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ];
  for (const [a, b, expected] of pairs) {
    expect(ciede2000(a, b)).toBeCloseTo(expected, 4);
    expect(ciede2000(b, a)).toBeCloseTo(expected, 4);
  }
});

describe("colors of classes", () => {
  test.each(Object.keys(SIGHTS))("are told apart by %s sight, however faded either is", (sight) => {
    const shares = [0, 0.25, 0.5, 0.75, 1].map((t) => FAINTEST + t * (1 - FAINTEST));
    for (const neutral of NEUTRALS) {
      const seen = Array.from({ length: CLASS_COUNT }, (_, i) =>
        shares.map((share) => labOf(mixed(neutral, classColor(i), share), sight)),
      );
      for (let i = 0; i < CLASS_COUNT; i++)
        for (let j = 0; j < i; j++)
          for (const a of seen[i])
            for (const b of seen[j]) expect(ciede2000(a, b), `${i} and ${j}`).toBeGreaterThanOrEqual(12);
    }
  });

  test("stand out from tiles without color", () => {
    for (const neutral of NEUTRALS)
      for (let i = 0; i < CLASS_COUNT; i++)
        expect(ciede2000(labOf(classColor(i)), labOf(neutral))).toBeGreaterThan(12);
  });
});

describe("lines between tiles", () => {
  const luminance = (rgb: Rgb) => {
    const [r, g, b] = rgb.map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  /** WCAG's contrast ratio. */
  const contrast = (a: Rgb, b: Rgb) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const texels = (name: string) => {
    const bytes = rampTexels(name);
    return Array.from({ length: bytes.length / 4 }, (_, i) =>
      [0, 1, 2].map((c) => bytes[4 * i + c] / 255),
    ) as unknown as Rgb[];
  };
  const fills: Record<string, Rgb[]> = {
    viridis: texels("viridis"),
    cividis: texels("cividis"),
    magma: texels("magma"),
    classes: NEUTRALS.flatMap((neutral) =>
      Array.from({ length: CLASS_COUNT }, (_, i) =>
        [FAINTEST, 1].map((s) => mixed(neutral, classColor(i), s)),
      ),
    ).flat(),
    "no color": NEUTRALS,
  };

  test.each(Object.keys(fills))("stand out from every fill of %s, by themselves or by their halo", (name) => {
    const opacity = lineOpacity(0.1);
    expect(haloShare(opacity)).toBe(1);
    for (const fill of fills[name])
      for (let count = 1; count <= 9; count++)
        for (let layer = 0; layer < count; layer++) {
          const core = mixed(fill, layerColor(layer, count), opacity * layerStrength(layer, count));
          const halo = mixed(fill, layerHalo(layer, count), HALO);
          const best = Math.max(contrast(core, fill), contrast(halo, fill));
          expect(best, `layer ${layer} of ${count} on ${fill}`).toBeGreaterThanOrEqual(2.5);
        }
  });

  test("have none where they are so dense that it would cover the fill", () => {
    expect(haloShare(lineOpacity(1))).toBe(0);
  });
});
