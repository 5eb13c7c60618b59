import type { Tensor } from "../learning/layer.ts";

const ALIGNMENT = 8;
/** Counters, which PyTorch has as whole numbers. */
const COUNTER = /\.num_batches_tracked$/;

/**
 * A file of safetensors with the weights of a network, under the names of a state_dict, in float64 as they are here.
 *
 * `model.load_state_dict(safetensors.torch.load_file("playground.safetensors"))` reads it into the model of the script.
 * The format: 8 bytes with the length of a header, the header in JSON, and the numbers; all in little-endian order.
 */
export function safetensors(tensors: readonly Tensor[]): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let end = 0;
  for (const { name, shape, values } of tensors) {
    const begin = end;
    end += values.byteLength;
    header[name] = { dtype: COUNTER.test(name) ? "I64" : "F64", shape, data_offsets: [begin, end] };
  }
  const text = JSON.stringify(header);
  const written = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / ALIGNMENT) * ALIGNMENT));
  const file = new Uint8Array(8 + written.length + end);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(written.length), true);
  file.set(written, 8);
  let at = 8 + written.length;
  for (const { name, values } of tensors) {
    for (const value of values) {
      if (COUNTER.test(name)) view.setBigInt64(at, BigInt(value), true);
      else view.setFloat64(at, value, true);
      at += 8;
    }
  }
  return file;
}
