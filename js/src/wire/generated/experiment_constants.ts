// Written by `make wire` from splinewidgets/zoo and what stands below it: change these.

/** Slope of a leaky ReLU below zero. */
export const LEAK = 0.1 as const;

/** Of SGD with momentum. */
export const MOMENTUM = 0.9 as const;

/** What an experiment is where nothing else is said. */
export const DEFAULTS = {
  data: "moons",
  formula: "sin(3 x1) x2",
  drawn: [],
  noise: 0.1,
  samples: 500,
  widths: [8, 8, 8],
  activation: "relu",
  skip: false,
  batch_norm: false,
  loss: "cross_entropy",
  optimizer: "adam",
  rate: 0.01,
  weight_decay: 0.0,
  batch: 0,
  seed: 0,
} as const;

/** The least and the most that a page trains. */
export const LIMITS = {
  layers: 6,
  units: 64,
  samples: [10, 5000],
  drawn: 5000,
  leastDrawn: 2,
  classes: 4,
  noise: 1.0,
} as const;

/** What can be chosen. */
export const CHOICES = {
  data: ["moons", "spirals", "circles", "checkerboard", "gaussians", "formula", "drawn"],
  activation: ["relu", "leaky", "abs", "maxout", "gelu"],
  loss: ["cross_entropy", "squared"],
  optimizer: ["sgd", "momentum", "adam"],
} as const;

/** Classes of a formula. */
export const SIGNS = ["not positive", "positive"] as const;

/** Reach of a window in each input, at least, and its room around the points. */
export const WINDOW = {
  least: 1.2,
  room: 1.1,
} as const;

/** Brackets that may be open in a formula. */
export const MOST_DEPTH = 50 as const;

/** Of a formula. */
export const MOST_LETTERS = 500 as const;

/** What formulas are made of, in words. */
export const FORMULA_SIGNS =
  `There are x1, x2 (or x, y), r = sqrt(x1^2 + x2^2), pi, e, numbers, + - * / ^, brackets, |...| and sin, cos, tan, tanh, exp, log, sqrt, abs, sign, max, min, atan2.` as const;

/** Where points come from, in `splinewidgets.zoo`. */
export const DATASET_FUNCTIONS = {
  moons: "two_moons",
  spirals: "spirals",
  circles: "circles",
  checkerboard: "checkerboard",
  gaussians: "gaussians",
} as const;

/** Activations as modules of PyTorch. */
export const ACTIVATION_CODE = {
  relu: "nn.ReLU()",
  leaky: "nn.LeakyReLU(0.1)",
  abs: "Absolute()",
  maxout: "MaxOut()",
  gelu: "nn.GELU()",
} as const;

/** Source of the modules that PyTorch does not have. */
export const BLOCK_SOURCES = {
  Absolute: `class Absolute(nn.Module):
    """The absolute value of each entry.

    Examples
    --------
    >>> Absolute()(torch.tensor([-2.0, 3.0]))
    tensor([2., 3.])
    """

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return |inputs|."""
        return inputs.abs()
`,
  MaxOut: `class MaxOut(nn.Module):
    """The larger of each two neighboring entries, of which there are half as many.

    References
    ----------
    Goodfellow, Warde-Farley, Mirza, Courville and Bengio, Maxout Networks, 2013.

    Examples
    --------
    >>> MaxOut()(torch.tensor([[1.0, 2.0, 4.0, 3.0]]))
    tensor([[2., 4.]])
    """

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return (N, n / 2) for inputs (N, n)."""
        first, second = inputs.unflatten(1, (-1, 2)).unbind(2)
        return torch.maximum(first, second)
`,
  Skip: `class Skip(nn.Sequential):
    """Modules in turn, and their input, times a strength, added to their output.

    Examples
    --------
    >>> Skip(nn.ReLU())(torch.tensor([-2.0, 3.0]))
    tensor([-2.,  6.])
    >>> Skip(nn.ReLU(), strength=0.5)(torch.tensor([-2.0, 3.0]))
    tensor([-1.0000,  4.5000])
    """

    def __init__(self, *modules: nn.Module, strength: float = 1.0) -> None:
        super().__init__(*modules)
        self.strength = strength

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return strength * inputs + modules(inputs)."""
        outputs = inputs
        for module in self:
            outputs = module(outputs)
        return (inputs if self.strength == 1 else self.strength * inputs) + outputs
`,
} as const;
