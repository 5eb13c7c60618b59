import type { HaloStyle } from "../color/halo.ts";
import type { DotStyle } from "../color/points.ts";
import type { Colors } from "../wire/picture.ts";
import type { Axis } from "./axes.ts";
import type { Bounds, Camera } from "./camera.ts";
import type { Mesh, Pose } from "./mesh.ts";

/** The mesh, shown once in a pose of its own. */
export interface Sheet {
  readonly pose: Pose;
  /** Its facets are filled, else one looks through it. */
  readonly filled: boolean;
  /** Facets are lit, so that their slopes read; else their colors are those of the color bar. */
  readonly shaded: boolean;
  readonly wire: boolean;
}

export interface DotGroup {
  /** (n, 3). */
  readonly positions: Float32Array;
  readonly pose: Pose;
  readonly style: DotStyle;
  /** What they are; "" when that needs no saying. */
  readonly name: string;
}

export interface StrokeGroup {
  /** (n, 6): both ends. */
  readonly ends: Float32Array;
  readonly pose: Pose;
  readonly style: HaloStyle;
  readonly name: string;
}

/** Where the eye stands at first, but for its distance, from which everything is seen. */
export interface Home extends Pick<Camera, "azimuth" | "elevation"> {
  /** CSS pixels around everything for numbers and names. */
  readonly margin: number;
}

/** Everything that can be seen in space. Whatever changes is another object. */
export interface Content {
  readonly mesh: Mesh | null;
  /** Colors of another mesh than the present one are ignored. */
  readonly colors: Colors | null;
  readonly ramp: string;
  /** `count` layers in all, of which `visible` are drawn, of the first `depth`; the last of these stands out. */
  readonly layers: { readonly visible: readonly number[]; readonly count: number; readonly depth: number };
  readonly sheets: readonly Sheet[];
  readonly strokes: readonly StrokeGroup[];
  readonly dots: readonly DotGroup[];
  /** Tiles to outline, -1 for none. */
  readonly marks: { readonly hovered: number; readonly selected: number };
  /** Along x, y and z; at most one each. */
  readonly axes: readonly Axis[];
  /** Holds all of it. */
  readonly bounds: Bounds;
  readonly home: Home;
}

/** From the front right and above, as one looks at a model on a table. */
export const BEFORE_A_TABLE: Home = { azimuth: -Math.PI / 3, elevation: Math.PI / 7, margin: 30 };

export const NOTHING: Content = {
  mesh: null,
  colors: null,
  ramp: "viridis",
  layers: { visible: [], count: 0, depth: Number.POSITIVE_INFINITY },
  sheets: [],
  strokes: [],
  dots: [],
  marks: { hovered: -1, selected: -1 },
  axes: [],
  bounds: [
    [-0.5, -0.5, -0.5],
    [0.5, 0.5, 0.5],
  ],
  home: BEFORE_A_TABLE,
};
