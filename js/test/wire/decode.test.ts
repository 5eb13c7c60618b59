import { describe, expect, test } from "vitest";
import { decode } from "../../src/wire/decode.ts";
import type { DType, WireArray } from "../../src/wire/wire.ts";

const samples: [DType, number[], number][] = [
  ["uint8", [0, 1, 255], 1],
  ["uint16", [0, 1, 65535], 2],
  ["uint32", [0, 1, 4294967295], 4],
  ["int16", [-32768, 0, 7], 2],
  ["int32", [-2147483648, 0, 7], 4],
  ["float32", [-0.5, 0, 3.25], 4],
  ["float64", [Math.PI, 0, -1e300], 8],
];

function wire(dtype: DType, values: number[], offset: number): WireArray {
  const width = samples.find(([name]) => name === dtype)?.[2] as number;
  const bytes = new Uint8Array(offset + values.length * width + 3).fill(0xaa);
  const view = new DataView(bytes.buffer, offset, values.length * width);
  const setter = `set${dtype[0].toUpperCase()}${dtype.slice(1)}` as "setUint16";
  values.forEach((value, i) => {
    view[setter](i * width, value, true);
  });
  return { dtype, shape: [values.length], buffer: view };
}

describe("decode", () => {
  for (const [dtype, values] of samples) {
    for (const offset of [0, 1, 3, 4, 7, 8]) {
      test(`${dtype} that begins at byte ${offset} of its message`, () => {
        const decoded = decode(wire(dtype, values, offset), [dtype]);
        expect(Array.from(decoded)).toEqual(values);
        expect(decoded.constructor.name.toLowerCase()).toBe(`${dtype}array`);
      });
    }
  }

  test("makes no copy where the alignment allows", () => {
    const array = wire("float32", [1, 2, 3], 8);
    expect(decode(array, ["float32"]).buffer).toBe((array.buffer as DataView).buffer);
  });

  test("an ArrayBuffer and an empty array", () => {
    const buffer = Float32Array.of(1, 2).buffer;
    expect(Array.from(decode({ dtype: "float32", shape: [1, 2], buffer }, ["float32"]))).toEqual([1, 2]);
    expect(decode({ dtype: "uint8", shape: [0, 4], buffer: new ArrayBuffer(0) }, ["uint8"])).toHaveLength(0);
  });

  test.each(samples)("%s in base64", (dtype, values) => {
    const view = wire(dtype, values, 0).buffer as DataView;
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    const array: WireArray = { dtype, shape: [values.length], buffer: btoa(String.fromCharCode(...bytes)) };
    expect(Array.from(decode(array, [dtype]))).toEqual(values);
    expect(decode(array, [dtype]).buffer).toBe(decode(array, [dtype]).buffer); // read once
  });

  test("a text of 4 MB", () => {
    const numbers = 750_000;
    const array: WireArray = {
      dtype: "float32",
      shape: [numbers],
      buffer: "AACAPwAAAEAAAEBA".repeat(numbers / 3),
    };
    const decoded = decode(array, ["float32"]);
    expect([decoded.length, decoded[0], decoded[1], decoded[numbers - 1]]).toEqual([numbers, 1, 2, 3]);
  });

  test("a text that is cut off, or none at all, is told like any other wrong bytes", () => {
    const array: WireArray = { dtype: "uint8", shape: [4], buffer: "AAEC" };
    expect(() => decode(array, ["uint8"])).toThrow("Got 3 bytes. Wanted 4");
    const bare = { dtype: "uint8", shape: [4] } as unknown as WireArray;
    expect(() => decode(bare, ["uint8"])).toThrow("Got 0 bytes. Wanted 4");
  });

  test("another dtype than wanted is named", () => {
    expect(() => decode(wire("float64", [1], 0), ["float32", "uint8"])).toThrow("Wanted float32 or uint8");
  });

  test("bytes that do not fit the shape are counted", () => {
    const array = { ...wire("uint16", [1, 2], 0), shape: [3] };
    expect(() => decode(array, ["uint16"])).toThrow("Got 4 bytes. Wanted 6");
  });
});
