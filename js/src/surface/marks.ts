import type { HaloStyle } from "../color/halo.ts";
import { POINT_RADIUS, POINT_RIM } from "../color/points.ts";
import type { DotStyle } from "../space/dots.ts";

const VERMILION = [0.835, 0.247, 0.059] as const;

/** What was to be learned. */
export const TARGET: DotStyle = { core: VERMILION, rim: [1, 1, 1], radius: POINT_RADIUS, margin: POINT_RIM };

/** What was learned instead, on the surface. */
export const PREDICTION: DotStyle = { core: [1, 1, 1], rim: [0.1, 0.1, 0.14], radius: 3, margin: 1 };

/** From the one to the other. */
export const RESIDUAL: HaloStyle = {
  core: [...VERMILION, 1],
  halo: [1, 1, 1, 0.7],
  width: 1.5,
  margin: 0.75,
};
