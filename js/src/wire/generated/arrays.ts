// Written by `make wire` from splinewidgets/pictures/wire_types/arrays.py: change that.

export type DType = "uint8" | "uint16" | "uint32" | "int16" | "int32" | "float32" | "float64";

/**
 * An array as it travels: C order, little-endian. The browser gets the buffer as a DataView, or in base64.
 */
export interface WireArray {
  dtype: DType;
  shape: number[];
  buffer: DataView | ArrayBuffer | Uint8Array | string;
}

/** Nothing yet, or nothing any more: `{}`. */
export type Nothing = Record<string, never>;
