import { describe, expect, test } from "vitest";
import { encode } from "../../harness/encode.ts";
import { CHOSEN, EARLIER, readPicture } from "../../src/initialization/plane_picture.ts";

const THEME = { background: [1, 1, 1], foreground: [0, 0, 0], dark: false } as const;
const SIDE = 20;

/** The picture's pixels as [r, g, b] of 0..255, from the top left. */
function drawn(picture: NonNullable<ReturnType<typeof readPicture>>, layer: number, top = 1, ratio = 1) {
  const data = new Int32Array(SIDE * SIDE);
  picture.draw({ width: SIDE, height: SIDE, data }, { layer, top, theme: THEME, ratio });
  return (x: number, y: number) => [0, 8, 16].map((shift) => (data[y * SIDE + x] >> shift) & 255);
}

const bytes = (color: readonly number[]) => color.map((c) => Math.round(255 * c));

describe("lines", () => {
  // Across the lower quarter and the upper one, of layers 1 and 2.
  const picture = readPicture({
    segments: encode(Float32Array.from([0, 0.225, 1, 0.225, 0, 0.775, 1, 0.775]), 2, 4),
    segment_layers: encode(Uint8Array.from([0, 1])),
    tiles: 3,
  });

  test("of the chosen layer are blue and of earlier ones gray; later ones are not drawn", () => {
    if (!picture) throw new Error("there is one");
    const second = drawn(picture, 2);
    expect([second(10, 4), second(10, 15)]).toEqual([bytes(CHOSEN[0]), bytes(EARLIER[0])]);
    const first = drawn(picture, 1);
    expect([first(10, 4), first(10, 15)]).toEqual([[255, 255, 255], bytes(CHOSEN[0])]);
    expect(picture.words).toBe("3 tiles");
  });

  test("of the chosen layer are wider where pixels are fine", () => {
    if (!picture) throw new Error("there is one");
    const at = drawn(picture, 2, 1, 2);
    expect([at(10, 3), at(10, 5)]).toEqual([bytes(CHOSEN[0]), bytes(CHOSEN[0])]);
    expect([at(10, 14), at(10, 16)]).toEqual([
      [255, 255, 255],
      [255, 255, 255],
    ]);
  });
});

test("cells have colors that go with the square root, from the lower left", () => {
  const picture = readPicture({ counts: encode(Uint16Array.from([0, 1, 4, 300]), 2, 2) });
  if (!picture) throw new Error("there is one");
  expect(picture.largest).toBe(300);
  const at = drawn(picture, 1, 4 * 300);
  // Viridis begins with a dark violet; a quarter of the top is at its middle.
  expect(at(2, 17)).toEqual([0x44, 0x01, 0x54]);
  const [r, g, b] = at(17, 2);
  expect(Math.abs(r - 0x21) + Math.abs(g - 0x90) + Math.abs(b - 0x8d)).toBeLessThan(30);
});

test("nothing is nothing", () => {
  expect(readPicture({})).toBeNull();
});
