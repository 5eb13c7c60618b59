import type { PartTraits } from "../frame/part.ts";
import type { Maybe, Traits, WireAgain, WireColors, WirePicture } from "../wire/wire.ts";

// The traits shared with `splinewidgets/widgets/training/training_explorer.py`: names, types and units, stated once.

export interface Scrub {
  /** The checkpoint that is wanted. */
  index: number;
  seq: number;
}

/** How a reference checkpoint is shown: not at all, beside the present one, or subtracted from it. */
export type Compare = "single" | "side" | "difference";

export interface TrainingTraits extends Traits, PartTraits {
  /** The training step of each checkpoint, increasing; grows while a training is followed. */
  steps: number[];
  /** Index of the checkpoint on the screen. */
  checkpoint: number;
  scrub: Maybe<Scrub>;
  /** Checkpoints that are computed and in memory. */
  kept: number[];
  playing: boolean;
  /** Checkpoints a second. */
  speed: number;
  loop: boolean;
  /** More checkpoints are coming. */
  following: boolean;
  compare: Compare;
  /** Index of the checkpoint to compare with. */
  reference: number;
  reference_picture: Maybe<WirePicture | WireAgain>;
  reference_colors: Maybe<WireColors>;
}
