import type { Rgb } from "../canvas/theme.ts";
import type { Colors } from "../wire/picture.ts";

/** The share of its color that a tile keeps of which the network is as unsure as can be. */
export const FAINTEST = 0.7;

/** How values become places on a color ramp: the scale and the ends that fit a measure. */
export interface Fill {
  readonly scale: Colors["scale"];
  readonly range: readonly [number, number];
}

/** A constant measure has an empty range, and a logarithm needs a positive one. */
export function fillOf({ scale, range: [lo, hi] }: Colors): Fill {
  const fitting = scale === "log" && !(lo > 0) ? "linear" : scale;
  if (hi > lo) return { scale: fitting, range: [lo, hi] };
  return { scale: fitting, range: fitting === "log" ? [lo / 2, lo * 2] : [lo - 0.5, lo + 0.5] };
}

/** The color of every tile as one signed number each: 0xAABBGGRR, the bytes of a canvas' pixel. */
export function tileColors(
  colors: Colors,
  ramp: Uint8Array,
  palette: readonly (Rgb | null)[],
  neutral: Rgb,
): Int32Array {
  const { values, confidence } = colors;
  const packed = new Int32Array(values.length);
  const blank = pack(neutral);
  const { scale, range } = fillOf(colors);
  if (scale === "class") {
    for (let i = 0; i < values.length; i++) {
      const full = palette[Math.trunc(values[i]) % palette.length];
      const share = FAINTEST + (1 - FAINTEST) * Math.max(0, Math.min(1, confidence ? confidence[i] : 1));
      packed[i] = full
        ? pack([0, 1, 2].map((c) => neutral[c] + share * (full[c] - neutral[c])) as unknown as Rgb)
        : blank;
    }
    return packed;
  }
  const texels = new Int32Array(ramp.slice().buffer);
  const last = texels.length - 1;
  const [low, gain] =
    scale === "log"
      ? [Math.log(range[0]), last / Math.log(range[1] / range[0])]
      : [range[0], last / (range[1] - range[0])];
  for (let i = 0; i < values.length; i++) {
    const value = scale === "log" ? Math.log(Math.max(values[i], range[0])) : values[i];
    const at = gain * (value - low);
    packed[i] = Number.isNaN(at) ? blank : texels[Math.round(Math.max(0, Math.min(last, at)))];
  }
  return packed;
}

export function pack([r, g, b]: Rgb): number {
  return 0xff000000 | (Math.round(255 * b) << 16) | (Math.round(255 * g) << 8) | Math.round(255 * r);
}
