import { decode } from "../wire/decode.ts";
import type { WireOutput } from "../wire/wire.ts";

/** An image as RGBA: one channel is gray, three are red, green, blue. */
export function rgbaOf({ shape, pixels }: WireOutput): Uint8ClampedArray<ArrayBuffer> {
  const [height, width, channels = 1] = shape;
  const values = decode(pixels, ["uint8"]);
  if (values.length !== height * width * channels) {
    throw new RangeError(
      `Got ${values.length} pixels. Wanted ${height * width * channels} for shape [${shape.join(", ")}]. ` +
        "Send them in height, width, channel order.",
    );
  }
  const filled = new Uint8ClampedArray(4 * height * width).fill(255);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let c = 0; c < 3; c++) filled[4 * pixel + c] = values[pixel * channels + (channels >= 3 ? c : 0)];
  }
  return filled;
}
