import { decode } from "../wire/decode.ts";
import type { WireArray, WirePool } from "../wire/wire.ts";

/** Pictures of some of the pool's latents, gray, one after the other. */
export interface Images {
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
  /** Which of the pool they belong to. */
  readonly rows: Uint32Array;
}

export interface Pool {
  readonly size: number;
  /** (N, 2). */
  readonly outputs: Float32Array;
  /** Minus infinity for a volume of zero. */
  readonly logVolumes: Float32Array;
  /** (N,): the log weight of a latent at rho is rho times its exponent. */
  readonly exponents: Float64Array;
  readonly labels: Uint8Array | null;
  readonly cells: { readonly of: Uint16Array; readonly shares: Float32Array } | null;
  readonly images: Images | null;
}

export function readPool(wire: WirePool): Pool {
  const logVolumes = decode(wire.log_volumes, ["float32"]);
  const size = logVolumes.length;
  const each = <T extends { length: number }>(array: T, name: string, values = 1): T => {
    if (array.length === values * size) return array;
    throw new RangeError(
      `Got ${array.length} values of ${name} and ${size} log-volumes. Wanted ${values} for each latent. ` +
        "Send both in the order of the latents.",
    );
  };
  const exponents = Float64Array.from(logVolumes);
  const strange = exponents.findIndex((exponent) => !(exponent < Number.POSITIVE_INFINITY));
  if (strange >= 0) {
    throw new RangeError(
      `The log weight of latent ${strange} is ${exponents[strange]}. Wanted numbers. ` +
        "Send minus infinity for a volume of zero.",
    );
  }
  return {
    size,
    outputs: each(decode(wire.outputs, ["float32"]), "outputs", 2),
    logVolumes,
    exponents,
    labels: wire.labels ? each(decode(wire.labels, ["uint8"]), "labels") : null,
    cells:
      wire.cells && wire.cell_shares
        ? {
            of: each(decode(wire.cells, ["uint16"]), "cells"),
            shares: decode(wire.cell_shares, ["float32"]),
          }
        : null,
    images: wire.images && wire.image_rows ? readImages(wire.images, wire.image_rows, size) : null,
  };
}

function readImages(images: WireArray, imageRows: WireArray, size: number): Images {
  const [count, height, width] = images.shape;
  const rows = decode(imageRows, ["uint32"]);
  if (rows.length !== count || rows.some((row) => row >= size)) {
    throw new RangeError(
      `Got ${count} images and ${rows.length} rows of a pool of ${size}. Wanted a row for each, below ${size}. ` +
        "Send the index of the latent of each image.",
    );
  }
  return { pixels: decode(images, ["uint8"]), height, width, rows };
}
