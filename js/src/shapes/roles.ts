import { cssColor, type Rgb } from "../canvas/theme.ts";
import { BOUNDARY } from "../color/halo.ts";
import type { ShapeRole } from "../wire/wire.ts";

const INK: Rgb = [0.08, 0.08, 0.11];
const PALE: Rgb = [1, 1, 1];
const [R, G, B] = BOUNDARY.core;

// Hues that most tiles have not; what is nearest on the decision boundary has the boundary's. As in stills/slice_shapes.py.
const CORES: Record<ShapeRole, Rgb> = {
  point: PALE,
  segment: PALE,
  path: [1, 0.851, 0.239],
  nearest: [R, G, B],
  certificate: [0.361, 0.886, 1],
  attack: [1, 0.541, 0.239],
  searched: [0.8, 0.8, 0.82],
  tile: [0.93, 0.51, 0.93],
};

/** The color of what a shape is of. */
export const coreOf = (role: ShapeRole): string => cssColor(CORES[role]);

/** Of what sets it off from any tile. */
export const haloOf = (role: ShapeRole): string => cssColor(role === "nearest" ? PALE : INK);
