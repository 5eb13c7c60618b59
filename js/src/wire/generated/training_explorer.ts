// Written by `make wire` from splinewidgets/widgets/training/training_explorer.py: change that.

import type { Nothing } from "./arrays.ts";
import type { WireColors } from "./colors.ts";
import type { Seek } from "./gestures.ts";
import type { WireAgain, WirePicture } from "./picture.ts";
import type { Traits } from "./slice_explorer.ts";
import type { Compare } from "./training.ts";

/** What `TrainingExplorer` shares with its views. */
export interface TrainingTraits extends Traits {
  /** Checkpoints whose pictures are kept, to be shown at once. */
  _kept: number[];
  /** Its colors. */
  _reference_colors: WireColors | Nothing;
  /** Picture beside the explorer's own. */
  _reference_picture: WirePicture | WireAgain | Nothing;
  /** A checkpoint chosen by hand. */
  _seek: Seek | Nothing;
  /** Index of the checkpoint shown; negative ones count from the last. */
  checkpoint: number;
  /** The checkpoint alone, beside the reference, or the change from the reference to it. */
  compare: Compare;
  /** Whether new checkpoints are taken in as they are recorded. */
  following: boolean;
  /** Whether to start over at the end. */
  loop: boolean;
  part: string | null;
  /** Whether checkpoints are shown one after another; needs a browser. */
  playing: boolean;
  /** Index of the checkpoint that it is compared to. */
  reference: number;
  /** Checkpoints a second. */
  speed: number;
  /** The training step of each checkpoint. */
  steps: number[];
}
