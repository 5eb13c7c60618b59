import { decode } from "../wire/decode.ts";
import type { Picture } from "../wire/picture.ts";
import type { Box, ChosenUnit, Point, WireArrangement } from "../wire/wire.ts";

/** The circles of a power diagram: centers in window coordinates, radii in widths of the window. */
export interface Diagram {
  readonly centers: Float32Array;
  readonly radii: Float32Array;
  readonly imaginary: Uint8Array;
}

/** What is drawn over a picture of tiles, decoded. */
export interface Arrangement {
  readonly picture: Picture;
  readonly chosen: ChosenUnit | null;
  /** Of the chosen line: x0, y0, x1, y1 in window coordinates. */
  readonly segments: Float32Array;
  readonly grips: readonly Point[];
  /** 1 for tiles on which the chosen unit is positive; null where that is not shown. */
  readonly active: Uint8Array | null;
  readonly signs: { readonly points: Float32Array; readonly texts: readonly string[] } | null;
  readonly diagram: Diagram | null;
  /** Where a fold is measured, in window coordinates. */
  readonly fold: Point | null;
}

const FLOAT = ["float32"] as const;
const BYTE = ["uint8"] as const;

export function readArrangement(wire: WireArrangement, picture: Picture): Arrangement {
  const { chosen, signs, diagram } = wire;
  return {
    picture,
    chosen: chosen ? [chosen.layer, chosen.unit] : null,
    segments: chosen ? decode(chosen.segments, FLOAT) : new Float32Array(0),
    grips: chosen?.grips ?? [],
    active: chosen?.active ? decode(chosen.active, BYTE) : null,
    signs: signs ? { points: decode(signs.points, FLOAT), texts: signs.texts } : null,
    diagram: diagram
      ? {
          centers: decode(diagram.centers, FLOAT),
          radii: decode(diagram.radii, FLOAT),
          imaginary: decode(diagram.imaginary, BYTE),
        }
      : null,
    fold: wire.fold ? within(picture.window, wire.fold.at) : null,
  };
}

function within([u0, u1, v0, v1]: Box, [u, v]: Point): Point {
  return [(u - u0) / (u1 - u0), (v - v0) / (v1 - v0)];
}
