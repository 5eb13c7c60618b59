import type { Rgb } from "../src/canvas/theme.ts";

// How colors look to people: sRGB, CIE Lab under D65, color blindness and color difference.

export type Lab = readonly [number, number, number];

type Matrix = readonly (readonly [number, number, number])[];

/** What linear RGB becomes: Machado, Oliveira and Fernandes (2009), severity 1. */
export const SIGHTS: Record<string, Matrix> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranope: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanope: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
};

const XYZ: Matrix = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];

export function linear(c: number): number {
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
}

export function labOf(rgb: Rgb, sight = "normal"): Lab {
  const seen = times(SIGHTS[sight], rgb.map(linear)).map((c) => Math.max(0, Math.min(1, c)));
  const white = times(XYZ, [1, 1, 1]);
  const [x, y, z] = times(XYZ, seen).map((value, i) => {
    const t = value / white[i];
    return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
  });
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function times(matrix: Matrix, vector: readonly number[]): number[] {
  return matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i], 0));
}

/** Sharma, Wu and Dalal (2005), "The CIEDE2000 color-difference formula"; angles in degrees. */
export function ciede2000([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const flat = (chroma: number) => Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
  const gray = 1 + 0.5 * (1 - flat((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2));
  const [c1, c2] = [Math.hypot(gray * a1, b1), Math.hypot(gray * a2, b2)];
  const hue = (a: number, b: number) => (degrees(Math.atan2(b, gray * a)) + 360) % 360;
  const [h1, h2] = [hue(a1, b1), hue(a2, b2)];
  const colored = c1 * c2 > 0;
  const turn = colored ? ((h2 - h1 + 540) % 360) - 180 : 0;
  const [dl, dc] = [l2 - l1, c2 - c1];
  const dh = 2 * Math.sqrt(c1 * c2) * sine(turn / 2);
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const far = colored && Math.abs(h1 - h2) > 180;
  const h = colored ? (h1 + h2 + (far ? (h1 + h2 < 360 ? 360 : -360) : 0)) / 2 : h1 + h2;
  const t =
    1 - 0.17 * cosine(h - 30) + 0.24 * cosine(2 * h) + 0.32 * cosine(3 * h + 6) - 0.2 * cosine(4 * h - 63);
  const sl = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2);
  const [sc, sh] = [1 + 0.045 * c, 1 + 0.015 * c * t];
  const rotation = -sine(60 * Math.exp(-(((h - 275) / 25) ** 2))) * 2 * flat(c);
  const [x, y, z] = [dl / sl, dc / sc, dh / sh];
  return Math.sqrt(x ** 2 + y ** 2 + z ** 2 + rotation * y * z);
}

const degrees = (radians: number) => (radians * 180) / Math.PI;
const sine = (angle: number) => Math.sin((angle * Math.PI) / 180);
const cosine = (angle: number) => Math.cos((angle * Math.PI) / 180);
