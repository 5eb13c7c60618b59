// Written by `make wire` from splinewidgets/widgets/linked/manifold_explorer.py: change that.

import type { Nothing } from "./arrays.gen.ts";
import type { Axes, ManifoldLayer, WireManifold, WirePointed, WirePoints } from "./manifold.gen.ts";
import type { Point, Range } from "./picture.gen.ts";
import type { SpaceTraits } from "./space_view.gen.ts";

/** What `ManifoldExplorer` shares with its views. */
export interface ManifoldTraits extends SpaceTraits {
  /** What the generator was trained on. */
  data: WirePoints | Nothing;
  /** Whether these are pictures. */
  images: boolean;
  /** The images of tiles. */
  manifold: WireManifold | Nothing;
  /** How many numbers the generator makes. */
  output_count: number;
  part: string | null;
  /** What the latent under the pointer becomes. */
  pointed: WirePointed | Nothing;
  /** Where the pointer is, [u, v], or None. */
  pointer: Point | null;
  /** 'pca', or three outputs to draw. */
  projection: Axes;
  /** The polarity of the samples. */
  rho: number;
  /** Where its slider ends. */
  rho_range: Range;
  /** How many samples are drawn. */
  sample_count: number;
  /** Points drawn from the manifold. */
  samples: WirePoints | Nothing;
  /** How far a manifold in the plane is drawn out of it, 0 to 1. */
  unfold: number;
  /** What is drawn. */
  visible: ManifoldLayer[];
}
