import type { HaloStyle } from "../color/halo.ts";
import type { DotStyle } from "../color/points.ts";
import { POINTED_DOT, PURPLE_DOT, VERMILION_DOT, VERMILION_LINE } from "../space/mark_styles.ts";
import type { LandscapePart } from "../wire/wire.ts";
import { type Landscape, segmentsOf } from "./landscape.ts";

const WHITE = [1, 1, 1] as const;
const INK = [0.05, 0.05, 0.08] as const;

const CONTOUR: HaloStyle = { core: [...INK, 0.5], halo: [...INK, 0], width: 0.8, margin: 0 };
const TILE_LINE: HaloStyle = { core: [...WHITE, 0.6], halo: [...INK, 0], width: 0.8, margin: 0 };
const WAY: HaloStyle = { core: [...WHITE, 1], halo: [...INK, 0.8], width: 2, margin: 1 };
const MARBLE: DotStyle = { core: [0.2, 0.75, 1], rim: INK, radius: 6.5, margin: 1.5 };
const SADDLE: DotStyle = { core: WHITE, rim: [0.76, 0.09, 0.56], radius: 3, margin: 1.25 };

/** Lines on a landscape, (n, 6), and dots, (n, 3), both in shares of the window and heights. */
export interface Lines {
  readonly ends: Float32Array;
  readonly style: HaloStyle;
  /** What they are; "" when that needs no saying. */
  readonly name: string;
}

export interface Dots {
  readonly positions: Float32Array;
  readonly style: DotStyle;
  readonly name: string;
}

export interface Marks {
  readonly lines: readonly Lines[];
  readonly dots: readonly Dots[];
}

/** What is drawn on a landscape when these of its parts are shown; `selected` is a spot of it, or -1. */
export function marksOf(
  landscape: Landscape,
  visible: readonly LandscapePart[],
  way: Float32Array,
  selected: number,
): Marks {
  const { contours, lines: tileLines, trajectory, spots } = landscape;
  const lines: Lines[] = [];
  const dots: Dots[] = [];
  if (visible.includes("contours")) lines.push({ ends: contours, style: CONTOUR, name: "" });
  if (visible.includes("tile lines")) lines.push({ ends: tileLines, style: TILE_LINE, name: "" });
  if (visible.includes("trajectory")) {
    lines.push({ ends: segmentsOf(trajectory), style: VERMILION_LINE, name: "Training" });
    dots.push({ positions: trajectory.slice(-3), style: VERMILION_DOT, name: "" });
  }
  if (visible.includes("minima")) {
    const of = (kind: string) =>
      Float32Array.from(
        spots.flatMap((spot) => (spot.kind === kind ? placeOf(landscape, spot.at, spot.height) : [])),
      );
    dots.push({ positions: of("saddle"), style: SADDLE, name: "Saddle" });
    dots.push({ positions: of("minimum"), style: PURPLE_DOT, name: "Minimum" });
    const chosen = spots[selected];
    const at = chosen ? placeOf(landscape, chosen.at, chosen.height) : [];
    dots.push({ positions: Float32Array.from(at), style: POINTED_DOT, name: "" });
  }
  lines.push({ ends: segmentsOf(way), style: WAY, name: "" });
  return { lines, dots };
}

/** The marble at one of the places of its way. */
export function marbleAt(way: Float32Array, place: number): Dots {
  return { positions: way.slice(3 * place, 3 * place + 3), style: MARBLE, name: "Marble" };
}

function placeOf(
  { window: [u0, u1, v0, v1] }: Landscape,
  [u, v]: readonly number[],
  height: number,
): number[] {
  return [(u - u0) / (u1 - u0), (v - v0) / (v1 - v0), height];
}
