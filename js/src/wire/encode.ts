import type { DType, WireArray } from "./wire.ts";

/** An array as it travels, the counterpart of `decode`, over the memory of a typed array. */
export function encode(
  values: Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array,
  ...shape: number[]
): WireArray {
  const dtype = values.constructor.name.replace("Array", "").toLowerCase() as DType;
  const buffer = new DataView(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
  return { dtype, shape: shape.length > 0 ? shape : [values.length], buffer };
}

/** Whole numbers in the narrowest unsigned type that holds them all. */
export function narrowest(values: ArrayLike<number>): Uint8Array | Uint16Array | Uint32Array {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]);
  if (most < 2 ** 8) return Uint8Array.from(values);
  return most < 2 ** 16 ? Uint16Array.from(values) : Uint32Array.from(values);
}
