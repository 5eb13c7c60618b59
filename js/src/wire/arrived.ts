import { memoized } from "./memoized.ts";
import type { WireArray } from "./wire.ts";

/** Whether what a trait holds has the bytes of all its arrays: some hosts leave buffers behind. */
export function arrived(value: unknown): boolean {
  return value === null || typeof value !== "object" || whole(value);
}

/** Of each object once, however often it is read. */
const whole: (value: object) => boolean = memoized((value: object) => {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return true;
  if ("dtype" in value && "shape" in value) return hasBytes(value as Partial<WireArray>);
  return (Array.isArray(value) ? value : Object.values(value)).every(arrived);
});

/** A view that travels as JSON arrives as `{}`, and one that is left behind as nothing, or as null. */
function hasBytes({ shape = [], buffer }: Partial<WireArray>): boolean {
  const bytes = typeof buffer === "string" ? buffer.length : (buffer?.byteLength ?? 0);
  return shape.includes(0) || bytes > 0;
}
