import type { PartTraits } from "../frame/part.ts";
import type { Maybe, Point, SpaceTraits, WireArray, WirePicture } from "../wire/wire.ts";

// The traits shared with `splinewidgets/widgets/linked/manifold_explorer.py`: names, types and units, stated once.

/**
 * The images of latent tiles, flat polygons, along two or three axes.
 *
 * The unit is the largest side of the box around them, and the origin its middle, so that lengths and areas look right.
 */
export interface WireManifold
  extends Pick<WirePicture, "id" | "window" | "tile_sizes" | "tile_vertices" | "corner_layers"> {
  /** (V, 3): the image of each vertex; with two axes z is the latent u, -0.5..0.5, by which folded sheets are parted. */
  positions: WireArray;
  /** (V, 2): where each vertex is in the window, 0..1. */
  latents: WireArray;
  /** An output is center + extent position. */
  center: [number, number, number];
  extent: number;
  /** The names of the axes, two or three. */
  labels: string[];
  /** (D,) uint32: tiles whose images have no area. */
  degenerate: WireArray;
}

/** Points in the world of the manifold with this number; for another one they mean nothing. */
export interface WirePoints {
  manifold: number;
  /** (n, 3): z as in `positions` of the manifold; 0 for data with two axes. */
  points: WireArray;
}

export interface WireOutput {
  /** [height, width] or [height, width, 3]. */
  shape: number[];
  /** uint8. */
  pixels: WireArray;
}

/** What the generator makes of the latent that is pointed at. */
export interface WirePointed {
  manifold: number;
  at: [number, number, number];
  picture?: WireOutput;
  /** Nobody points anywhere: this is the middle of the window. */
  resting: boolean;
}

export type ManifoldLayer = "tiles" | "wire" | "degenerate" | "samples" | "data";

/** Principal components, or the numbers of the outputs along x, y and z. */
export type Projection = "pca" | [number, number, number];

export interface ManifoldTraits extends SpaceTraits, PartTraits {
  manifold: Maybe<WireManifold>;
  samples: Maybe<WirePoints>;
  data: Maybe<WirePoints>;
  pointed: Maybe<WirePointed>;
  /** The latent that is pointed at here, in slice coordinates; null when there is none. */
  pointer: Point | null;
  visible: ManifoldLayer[];
  projection: Projection;
  output_count: number;
  /** Samples are drawn with weights volume^rho: 0 is the generator as it is, 1 is uniform on its manifold. */
  rho: number;
  rho_range: [number, number];
  /** 0 where none can be drawn. */
  sample_count: number;
  /** With two axes, how far sheets are parted, 0..1. */
  unfold: number;
  /** Outputs are images. */
  images: boolean;
}
