// Written by `make wire` from splinewidgets/widgets/linked/manifold_explorer.py: change that.

import type { Nothing } from "./arrays.ts";
import type { Axes, ManifoldLayer, WireManifold, WirePointed, WirePoints } from "./manifold.ts";
import type { Range } from "./picture.ts";
import type { SpaceTraits } from "./space_view.ts";

/** What `ManifoldExplorer` shares with its views. */
export interface ManifoldTraits extends SpaceTraits {
  /** What the generator was trained on. */
  _data: WirePoints | Nothing;
  /** Whether these are pictures. */
  _images: boolean;
  /** The images of tiles. */
  _manifold: WireManifold | Nothing;
  /** How many numbers the generator makes. */
  _output_count: number;
  /** What the latent under the pointer becomes. */
  _pointed: WirePointed | Nothing;
  /** Where its slider ends. */
  _rho_range: Range;
  /** Points drawn from the manifold. */
  _samples: WirePoints | Nothing;
  part: string | null;
  /** 'pca', or three outputs to draw. */
  projection: Axes;
  /** The polarity of the samples. */
  rho: number;
  /** How many samples are drawn. */
  samples: number;
  /** How far a manifold in the plane is drawn out of it, 0 to 1. */
  unfold: number;
  /** What is drawn. */
  visible: ManifoldLayer[];
}
