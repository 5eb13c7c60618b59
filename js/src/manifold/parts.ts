import { WHITE_DOT } from "../color/points.ts";
import { type Axis, axisOf } from "../space/axes.ts";
import type { Bounds, Point3 } from "../space/camera.ts";
import { BEFORE_A_TABLE, type DotGroup, type Home, type Sheet, type StrokeGroup } from "../space/content.ts";
import { POINTED_DOT, PURPLE_DOT, VERMILION_DOT, VERMILION_LINE } from "../space/mark_styles.ts";
import { AS_IS, boundsOf, type Pose } from "../space/mesh.ts";
import type { Parts } from "../space/space_explorer.ts";
import type { ManifoldLayer } from "../wire/wire.ts";
import type { Manifold } from "./manifold.ts";

/** Sheets that lie exactly in one another are kept apart by so much, or they would flicker through each other. */
const PARTED = 1e-3;

/** Straight down on two outputs, as on a map; numbers and names have all their room beside it. */
const MAP: Home = { azimuth: -Math.PI / 2, elevation: Math.PI / 2, margin: 46 };

/** How the images stand in the world: with two outputs, z is stretched by how far they are unfolded. */
export function poseOf({ flat }: Manifold, unfold: number): Pose {
  return flat ? { stretch: Math.max(PARTED, unfold), lift: 0 } : AS_IS;
}

/** Straight above what is flat; the more it is unfolded, the more from the side, where the third direction shows. */
export function homeOf({ flat }: Manifold, unfold: number): Home {
  if (!flat) return BEFORE_A_TABLE;
  const mix = (from: number, to: number) => from + unfold * (to - from);
  return {
    azimuth: mix(MAP.azimuth, BEFORE_A_TABLE.azimuth),
    elevation: mix(MAP.elevation, BEFORE_A_TABLE.elevation),
    margin: MAP.margin,
  };
}

/** What of a manifold is seen in space when these of its parts are shown; points are in its world. */
export function partsOf(
  manifold: Manifold,
  samples: Float32Array | null,
  data: Float32Array | null,
  visible: readonly ManifoldLayer[],
  unfold: number,
): Parts {
  const { mesh, degenerate, flat } = manifold;
  const pose = poseOf(manifold, unfold);
  const shows = (part: ManifoldLayer) => visible.includes(part);
  const sheets: Sheet[] = [];
  if (shows("tiles") || shows("wire")) {
    sheets.push({ pose, filled: shows("tiles"), shaded: !flat, wire: shows("wire") });
  }
  const dots: DotGroup[] = [];
  const strokes: StrokeGroup[] = [];
  if (shows("data") && data) dots.push({ positions: data, pose, style: PURPLE_DOT, name: "Data" });
  if (shows("samples") && samples) dots.push({ positions: samples, pose, style: WHITE_DOT, name: "Sample" });
  if (shows("degenerate")) {
    const { outlines, points } = degenerate;
    strokes.push({ ends: outlines, pose, style: VERMILION_LINE, name: "Degenerate tile" });
    dots.push({ positions: points, pose, style: VERMILION_DOT, name: "Degenerate to a point" });
  }
  const bounds = boundsAround(manifold, pose, data);
  return {
    mesh,
    sheets,
    strokes,
    dots,
    axes: axesOf(manifold, bounds),
    bounds,
    home: homeOf(manifold, unfold),
  };
}

export function pointedDot(manifold: Manifold, at: readonly number[], unfold: number): DotGroup {
  return {
    positions: Float32Array.from(at),
    pose: poseOf(manifold, unfold),
    style: POINTED_DOT,
    name: "",
  };
}

/** Data may lie beyond the manifold, and then they show how far; hidden or not, so that toggles move nothing. */
function boundsAround({ mesh }: Manifold, { stretch }: Pose, data: Float32Array | null): Bounds {
  const all = [boundsOf(mesh.positions), ...(data && data.length > 0 ? [boundsOf(data)] : [])];
  const [low, high] = [Math.min, Math.max].map((most, side) => {
    const [x, y, z] = [0, 1, 2].map((c) => most(...all.map((each) => each[side][c])));
    return [x, y, stretch * z] as Point3;
  });
  return [low, high];
}

function axesOf({ labels, center, extent }: Manifold, [low, high]: Bounds): Axis[] {
  return labels.map((label, i) => {
    const along = i as Axis["along"];
    const value = (at: number) => center[along] + extent * at;
    return axisOf(along, label, [value(low[along]), value(high[along])], [low[along], high[along]]);
  });
}
