import { bytesOfText } from "./base64.ts";
import { memoized } from "./memoized.ts";
import type { DType, WireArray } from "./wire.ts";

const types = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  int16: Int16Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

export type Decoded<D extends DType> = InstanceType<(typeof types)[D]>;

/**
 * A typed-array view of an array from the wire, without a copy where its alignment allows.
 *
 * `allowed` lists the dtypes that the caller can use; anything else is an error that names both.
 */
export function decode<D extends DType>(array: WireArray, allowed: readonly D[]): Decoded<D> {
  const dtype = allowed.find((name) => name === array.dtype);
  if (dtype === undefined) {
    throw new TypeError(
      `Got an array of ${array.dtype}. Wanted ${allowed.join(" or ")}. Update Python and front end together.`,
    );
  }
  const Type = types[dtype];
  const bytes = bytesOf(array);
  const length = array.shape.reduce((product, n) => product * n, 1);
  if (bytes.byteLength !== length * Type.BYTES_PER_ELEMENT) {
    throw new RangeError(
      `Got ${bytes.byteLength} bytes. Wanted ${length * Type.BYTES_PER_ELEMENT} for ` +
        `${dtype} of shape [${array.shape.join(", ")}]. Send the array in C order.`,
    );
  }
  // Jupyter packs all buffers of a message into one, so that a view may begin at any byte.
  const aligned = bytes.byteOffset % Type.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new Type(aligned.buffer as ArrayBuffer, aligned.byteOffset, length) as Decoded<D>;
}

function bytesOf(array: WireArray): Uint8Array {
  const { buffer } = array;
  if (typeof buffer === "string") return fromText(array);
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  // Where there are none a host may leave out the buffer.
  return buffer ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(0);
}

const fromText = memoized((array: WireArray) => bytesOfText(array.buffer as string));
