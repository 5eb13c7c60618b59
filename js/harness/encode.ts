import type { WireArray } from "../src/wire/wire.ts";

type TypedArray = Float32Array | Float64Array | Uint8Array | Uint16Array | Uint32Array;

/** Wire form of an array, at an odd offset of a larger buffer as Jupyter delivers it. */
export function encode(array: TypedArray, ...shape: number[]): WireArray {
  const padded = new Uint8Array(array.byteLength + 1);
  padded.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), 1);
  const dtype = array.constructor.name.replace("Array", "").toLowerCase() as WireArray["dtype"];
  return { dtype, shape: shape.length > 0 ? shape : [array.length], buffer: new DataView(padded.buffer, 1) };
}
