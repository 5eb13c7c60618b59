import type { HaloStyle } from "../color/halo.ts";
import { type DotStyle, POINT_RADIUS, POINT_RIM } from "../color/points.ts";

// Looks that stay apart from each other, and from every ramp.

const VERMILION = [0.835, 0.247, 0.059] as const;
const PURPLE = [0.76, 0.09, 0.56] as const;
const WHITE = [1, 1, 1] as const;
const INK = [0.1, 0.1, 0.14] as const;

export const VERMILION_DOT: DotStyle = {
  core: VERMILION,
  rim: WHITE,
  radius: POINT_RADIUS,
  margin: POINT_RIM,
};

export const PURPLE_DOT: DotStyle = { core: PURPLE, rim: WHITE, radius: 3.5, margin: 1 };

/** Where one points at. */
export const POINTED_DOT: DotStyle = { core: WHITE, rim: INK, radius: 6, margin: 2 };

export const VERMILION_LINE: HaloStyle = {
  core: [...VERMILION, 1],
  halo: [1, 1, 1, 0.7],
  width: 1.5,
  margin: 0.75,
};
