import { describe, expect, test } from "vitest";
import { randomPicture } from "../../harness/frames.ts";
import { SeenPictures } from "../../src/wire/seen_pictures.ts";
import type { WireAgain, WirePicture } from "../../src/wire/wire.ts";

function wire(id: number): WirePicture {
  return { ...(randomPicture(8).wire as WirePicture), id };
}

function again(id: number, seq = 7): WireAgain {
  return { id, seq, anchors: [[1, 2]], handles: [[3, 4]] };
}

const tiles = new SeenPictures(0).read(wire(1))?.tileCount ?? 0;

describe("pictures that were seen", () => {
  test("are shown again by their number, with the anchors of now and all else as it was", () => {
    const seen = new SeenPictures(10 * tiles);
    const first = seen.read(wire(1));
    seen.read(wire(2));
    const picture = seen.read(again(1));
    expect(picture).toEqual({ ...first, wire: again(1), seq: 7, anchors: [[1, 2]], handles: [[3, 4]] });
    expect(picture?.positions).toBe(first?.positions);
  });

  test("the same message is the same picture", () => {
    const seen = new SeenPictures(0);
    const [whole, short] = [wire(1), again(1)];
    expect(seen.read(whole)).toBe(seen.read(whole));
    expect(seen.read(short)).toBe(seen.read(short));
  });

  test("those used last stay, as many as have room", () => {
    const seen = new SeenPictures(2 * tiles);
    for (const id of [1, 2]) seen.read(wire(id));
    seen.read(again(1));
    seen.read(wire(3));
    expect(seen.read(again(2))).toBeNull();
    expect(seen.read(again(1))?.id).toBe(1);
    expect(seen.read(again(3))?.id).toBe(3);
  });

  test("the last is there however large it is", () => {
    const seen = new SeenPictures(0);
    for (const id of [1, 2]) seen.read(wire(id));
    expect(seen.read(again(1))).toBeNull();
    expect(seen.read(again(2))?.id).toBe(2);
  });
});
