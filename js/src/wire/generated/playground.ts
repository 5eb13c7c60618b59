// Written by `make wire` from splinewidgets/widgets/teaching/playground.py: change that.

import type { Nothing } from "./arrays.ts";
import type {
  Activation,
  DataKind,
  DrawnPoint,
  LossKind,
  OptimizerKind,
  Order,
  WireExamples,
} from "./experiment.ts";
import type { State } from "./explorer.ts";
import type { SaveRequest, WireSaved } from "./saving.ts";

/** What `Playground` shares with its views. */
export interface PlaygroundTraits {
  /** The `seq` of the newest numbered message that is over and done, refused or not. */
  _answered: number;
  /** PyTorch that does the same. */
  _code: string;
  _curves: string | null;
  _diagram: string | null;
  /** What it is trained on. */
  _examples: WireExamples | Nothing;
  _explorer: string | null;
  /** A button that was pressed. */
  _order: Order | Nothing;
  /** Whether the points are the user's own, from Python. */
  _own_data: boolean;
  /** Whether the network is the user's own. */
  _own_model: boolean;
  /** Whether a step of training is the user's own. */
  _own_step: boolean;
  /** A file that is wanted. */
  _save: SaveRequest | Nothing;
  /** The file, until the next message. */
  _saved: WireSaved | Nothing;
  _surface: string | null;
  /** Of the hidden units. */
  activation: Activation;
  /** Points a step; 0 for all. */
  batch: number;
  /** Whether pre-activations are normalized over the data. */
  batch_norm: boolean;
  class_names: string[];
  /** Where points come from. */
  data: DataKind;
  /** The points [x1, x2, class] of data='drawn'. */
  drawn: DrawnPoint[];
  /** Error message; empty without one. */
  error: string;
  /** The targets of data='formula'. */
  formula: string;
  /** Height in pixels. */
  height: number;
  /** What is minimized. */
  loss: LossKind;
  /** Standard deviation of the noise. */
  noise: number;
  /** How. */
  optimizer: OptimizerKind;
  /** Whether it trains. */
  playing: boolean;
  /** The learning rate. */
  rate: number;
  /** How many points there are. */
  samples: number;
  /** Of initial weights, noise and batches. */
  seed: number;
  /** Whether layers of one width add their input to their output. */
  skip: boolean;
  /** Present activity of the widget. */
  state: State;
  /** Result of the last computation, in words. */
  status: string;
  /** Steps of training so far. */
  step: number;
  /** Of all parameters, decoupled from the loss. */
  weight_decay: number;
  /** Units of each hidden layer. */
  widths: number[];
}
