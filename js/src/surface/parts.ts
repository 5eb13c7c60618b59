import { WHITE_DOT } from "../color/points.ts";
import { BEFORE_A_TABLE, type DotGroup, type Sheet, type StrokeGroup } from "../space/content.ts";
import { VERMILION_DOT, VERMILION_LINE } from "../space/mark_styles.ts";
import type { Parts } from "../space/space_explorer.ts";
import type { SurfaceLayer } from "../wire/wire.ts";
import { axesOf, type Graph, placed, type Samples } from "./graph.ts";

/** What of a graph is seen in space when these of its parts are shown, and heights are stretched by `scale`. */
export function partsOf(
  graph: Graph,
  samples: Samples | null,
  visible: readonly SurfaceLayer[],
  scale: number,
): Parts {
  const { surface, floor, bounds } = placed(graph, samples, scale);
  const shows = (part: SurfaceLayer) => visible.includes(part);
  const sheets: Sheet[] = [];
  if (shows("tessellation")) sheets.push({ pose: floor, filled: true, shaded: false, wire: true });
  if (shows("surface") || shows("wire")) {
    sheets.push({ pose: surface, filled: shows("surface"), shaded: true, wire: shows("wire") });
  }
  const dots: DotGroup[] = [];
  const strokes: StrokeGroup[] = [];
  if (samples) {
    const { targets, predictions, residuals } = samples;
    if (shows("residuals") && targets) {
      strokes.push({ ends: residuals, pose: surface, style: VERMILION_LINE, name: "Residual" });
      dots.push({ positions: predictions, pose: surface, style: WHITE_DOT, name: "Prediction" });
    }
    if (shows("data")) {
      const name = targets ? "Target" : "Data";
      dots.push({ positions: targets ?? predictions, pose: surface, style: VERMILION_DOT, name });
    }
  }
  return {
    mesh: graph.mesh,
    sheets,
    strokes,
    dots,
    axes: axesOf(graph, scale),
    bounds,
    home: BEFORE_A_TABLE,
  };
}
