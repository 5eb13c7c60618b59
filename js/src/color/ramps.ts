type Rgb = readonly [number, number, number];

// 32 evenly spaced colors of each map, sampled from matplotlib 3.11 (viridis, magma: Smith and van der Walt, CC0;
// cividis: Nunez, Anderton and Renslow, 2018). Interpolated linearly they differ from the original by at most
// 2/255, and by 6/255 at the kink near the dark end of cividis.
const RAMPS: Record<string, string> = {
  viridis:
    "440154470d6048186a482475472e7c4538824241863e4c8a3a548c365d8d32658e2e6d8e2b758e287d8e25848e228c8d" +
    "1f948c1e9c8920a38625ab822eb37c3aba7648c16e58c76569cd5b7fd34e93d741a8db34bddf26d5e21aeae51afde725",
  cividis:
    "00224e00285b002e6a0833701c396f293f6e33446d3d4a6c45506c4d556c555b6d5c616e6467706b6d72727274787877" +
    "807f78888578908b78979177a09875a89e73b0a571b9ab6dc1b26acbb965d3c05fdcc859e5cf52efd748f8df3cfee838",
  magma:
    "0000040303120a0822140e361e11492a115c38106c47107854137d6018806d1d81792282882781942c80a1307eae347b" +
    "bd3977ca3e72d6456ce24d66ec5860f3655cf8745cfb835ffd9266fea36ffeb27afec185fecf92fde0a1fceeb0fcfdbf",
};

export const RAMP_SIZE = 256;

/** No ramp, but a color for each of 256 numbers to which activation patterns are hashed. */
const PATTERNS = "patterns";
/** The lightness of patterns, by turns, and their saturation. */
const SHADES = [0.45, 0.6, 0.75];
const SATURATION = 0.55;

/** What colors are shown by, where numbers are shown by `ramp`. */
export function rampOf(scale: string | undefined, ramp: string): string {
  return scale === "pattern" ? PATTERNS : ramp;
}

/** Hues a golden angle apart, in three shades: numbers that follow each other look nothing alike. */
function patternTexels(): Uint8Array {
  return Uint8Array.from({ length: 4 * RAMP_SIZE }, (_, i) => {
    const [number, channel] = [i >> 2, i & 3];
    if (channel === 3) return 255;
    const turned = ([0, 8, 4][channel] + 12 * ((number * 0.618033988749895) % 1)) % 12;
    const shade = SHADES[number % 3];
    const reach = SATURATION * Math.min(shade, 1 - shade);
    return Math.round(255 * (shade - reach * Math.max(-1, Math.min(turned - 3, 9 - turned, 1))));
  });
}

/** A color map as RAMP_SIZE RGBA texels; an unknown name gives viridis. */
export function rampTexels(name: string): Uint8Array {
  if (name === PATTERNS) return patternTexels();
  const stops = stopsOf(name);
  const texels = new Uint8Array(4 * RAMP_SIZE);
  for (let i = 0; i < RAMP_SIZE; i++) {
    const t = (i / (RAMP_SIZE - 1)) * (stops.length - 1);
    const k = Math.min(stops.length - 2, Math.floor(t));
    for (let c = 0; c < 3; c++) {
      texels[4 * i + c] = Math.round(255 * (stops[k][c] + (t - k) * (stops[k + 1][c] - stops[k][c])));
    }
    texels[4 * i + 3] = 255;
  }
  return texels;
}

/** The same map as a CSS gradient from left to right, from one place of what it fills to another. */
export function rampGradient(name: string, from = 0, to = 1): string {
  const all = stopsOf(name);
  const stops = all.map((rgb, i) => {
    const at = 100 * (from + (i / (all.length - 1)) * (to - from));
    return `rgb(${rgb.map((c) => Math.round(255 * c)).join(" ")}) ${at.toFixed(2)}%`;
  });
  return `linear-gradient(to right, ${stops.join(", ")})`;
}

function stopsOf(name: string): Rgb[] {
  const hex = RAMPS[name] ?? RAMPS.viridis;
  return Array.from({ length: hex.length / 6 }, (_, i) => parseHex(hex.slice(6 * i, 6 * i + 6)));
}

export function parseHex(hex: string): Rgb {
  const value = Number.parseInt(hex.replace("#", ""), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
