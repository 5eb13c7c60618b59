import type { PlaygroundTraits } from "../src/wire/wire.ts";

/** What a playground begins with in Python. */
export function emptyPlaygroundTraits(): PlaygroundTraits {
  return {
    data: "moons",
    formula: "sin(3 x1) x2",
    drawn: [],
    noise: 0.1,
    samples: 500,
    widths: [8, 8, 8],
    activation: "relu",
    skip: false,
    batch_norm: false,
    seed: 0,
    loss: "cross_entropy",
    optimizer: "adam",
    rate: 0.01,
    weight_decay: 0,
    batch: 0,
    playing: false,
    step: 0,
    _order: {},
    _answered: 0,
    _examples: {},
    _own_data: false,
    _own_model: false,
    _own_step: false,
    _code: "",
    _explorer: null,
    _surface: null,
    _curves: null,
    class_names: [],
    status: "",
    error: "",
    state: "empty",
    height: 480,
  };
}
