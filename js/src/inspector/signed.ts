import type { Decoded } from "../wire/decode.ts";

type Rgb = readonly [number, number, number];

/** As in splinewidgets/pictures/stills/signed.py: what is below zero, zero, and above. */
const SIGNED: Record<"light" | "dark", readonly [Rgb, Rgb, Rgb]> = {
  light: [
    [194, 74, 8],
    [255, 255, 255],
    [10, 102, 194],
  ],
  dark: [
    [255, 154, 87],
    [17, 17, 17],
    [99, 179, 255],
  ],
};
/** Where images have colors of their own, what is zero. */
const GRAY = 127.5;

/** A share from -1 to 1 as a color from 0 to 255. */
function signedColor(share: number, dark: boolean): Rgb {
  const [below, zero, above] = SIGNED[dark ? "dark" : "light"];
  const end = share < 0 ? below : above;
  const size = Math.min(1, Math.abs(share));
  return [0, 1, 2].map((c) => zero[c] + size * (end[c] - zero[c])) as unknown as Rgb;
}

/** Numbers of an image as RGBA, up to `largest` in size: one channel is signed by two hues, three are around gray. */
export function signedPixels(
  values: Decoded<"float32">,
  channels: number,
  largest: number,
  dark: boolean,
): Uint8ClampedArray<ArrayBuffer> {
  const count = values.length / channels;
  const pixels = new Uint8ClampedArray(4 * count).fill(255);
  const share = (i: number) => values[i] / (largest || 1);
  for (let pixel = 0; pixel < count; pixel++) {
    const rgb =
      channels === 1
        ? signedColor(share(pixel), dark)
        : [0, 1, 2].map((c) => GRAY * (1 + share(pixel * channels + c)));
    for (let c = 0; c < 3; c++) pixels[4 * pixel + c] = rgb[c];
  }
  return pixels;
}

/** The same colors from left to right. */
export function signedGradient(channels: number, dark: boolean): string {
  const stops =
    channels === 1 ? [-1, 0, 1].map((share) => signedColor(share, dark)) : [grayOf(0), grayOf(255)];
  return `linear-gradient(to right, ${stops.map((rgb) => `rgb(${rgb.join(" ")})`).join(", ")})`;
}

function grayOf(level: number): Rgb {
  return [level, level, level];
}
