import { activationLayer } from "../learning/activation.ts";
import { BatchNorm } from "../learning/batch_norm.ts";
import type { Layer } from "../learning/layer.ts";
import { Linear } from "../learning/linear.ts";
import { Sequential, Skip } from "../learning/sequential.ts";
import { TorchGenerator } from "../random/torch_generator.ts";
import { ACTIVATION_CODE, BLOCK_SOURCES } from "../wire/wire.ts";
import type { Experiment } from "./experiment.ts";

/** What is made and written of a hidden layer, in turn. */
interface Part {
  readonly code: string;
  make(name: string, random: TorchGenerator): Layer;
}

/** A layer of a network: parts in turn, perhaps with their input added to their output. */
interface Hidden {
  readonly parts: readonly Part[];
  readonly skips: boolean;
}

type Described = Pick<Experiment, "widths" | "activation" | "skip" | "batch_norm">;

/** A perceptron on the plane in the words of its layers, as `zoo.Architecture`: made, and written as PyTorch. */
export class Architecture {
  private readonly hidden: readonly Hidden[];
  private readonly last: Part;

  constructor({ widths, activation, skip, batch_norm }: Described, outputs: number) {
    const sizes = [2, ...widths];
    this.hidden = widths.map((width, i) => {
      const units = activation === "maxout" ? 2 * width : width;
      const parts = [linear(sizes[i], units)];
      if (batch_norm) parts.push(normalization(units));
      parts.push({ code: ACTIVATION_CODE[activation], make: () => activationLayer(activation) });
      return { parts, skips: skip && sizes[i] === width };
    });
    this.last = linear(sizes[widths.length], outputs);
  }

  /** The network with the initial weights that PyTorch gives it after `torch.manual_seed(seed)`. */
  network(seed: number): Sequential {
    const random = new TorchGenerator(seed);
    const layers: Layer[] = [];
    for (const { parts, skips } of this.hidden) {
      const [prefix, first] = skips ? [`${layers.length}.`, 0] : ["", layers.length];
      const made = parts.map((part, i) => part.make(`${prefix}${first + i}`, random));
      layers.push(...(skips ? [new Skip(made)] : made));
    }
    return new Sequential([...layers, this.last.make(String(layers.length), random)]);
  }

  /** The network as an expression of Python, with torch's `nn` and the blocks of `blocksCode`. */
  code(): string {
    const lines = this.hidden.map(({ parts, skips }) => {
      const layer = parts.map(({ code }) => code).join(", ");
      return skips ? `Skip(${layer})` : layer;
    });
    return `nn.Sequential(\n${[...lines, this.last.code].map((line) => `    ${line},\n`).join("")})`;
  }

  /** The source of the blocks of its own that the code needs. */
  blocksCode(): string {
    const code = this.code();
    const needed = Object.entries(BLOCK_SOURCES).filter(([name]) => code.includes(`${name}(`));
    return needed.map(([, source]) => source).join("\n\n");
  }
}

/** With PyTorch's initial weights: uniform up to one over the root of the number of inputs. */
function linear(inputs: number, outputs: number): Part {
  return {
    code: `nn.Linear(${inputs}, ${outputs})`,
    make: (name, random) => {
      const reach = 1 / Math.sqrt(inputs);
      const weight = random.uniform(inputs * outputs, -reach, reach);
      return new Linear(name, weight, random.uniform(outputs, -reach, reach));
    },
  };
}

/** Momentum 1: evaluation has the statistics of the newest batch. */
function normalization(units: number): Part {
  return {
    code: `nn.BatchNorm1d(${units}, momentum=1.0)`,
    make: (name) => new BatchNorm(name, units, 1),
  };
}
