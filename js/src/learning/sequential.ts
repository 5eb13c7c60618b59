import { Columns } from "./columns.ts";
import type { Layer, Parameter, Tensor } from "./layer.ts";

/** Layers in turn. */
export class Sequential implements Layer {
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Tensor[];

  constructor(private readonly layers: readonly Layer[]) {
    this.parameters = layers.flatMap((layer) => layer.parameters);
    this.buffers = layers.flatMap((layer) => layer.buffers);
  }

  /** Of all layers, in the order of a state_dict. */
  get tensors(): readonly Tensor[] {
    return this.layers.flatMap(tensorsOf);
  }

  forward(input: Columns, training: boolean): Columns {
    return this.layers.reduce((values, layer) => layer.forward(values, training), input);
  }

  backward(gradient: Columns): Columns {
    return this.layers.reduceRight((values, layer) => layer.backward(values), gradient);
  }
}

/** Layers in turn, and their input added to their output. */
export class Skip implements Layer {
  readonly parameters: readonly Parameter[];
  readonly buffers: readonly Tensor[];
  readonly inner: Sequential;
  private readonly outputs = new Columns();
  private readonly gradient = new Columns();

  constructor(layers: readonly Layer[]) {
    this.inner = new Sequential(layers);
    this.parameters = this.inner.parameters;
    this.buffers = this.inner.buffers;
  }

  forward(input: Columns, training: boolean): Columns {
    return sum(input, this.inner.forward(input, training), this.outputs);
  }

  backward(gradient: Columns): Columns {
    return sum(gradient, this.inner.backward(gradient), this.gradient);
  }
}

function tensorsOf(layer: Layer): readonly Tensor[] {
  return layer instanceof Skip ? layer.inner.tensors : [...layer.parameters, ...layer.buffers];
}

function sum(one: Columns, other: Columns, into: Columns): Columns {
  into.resize(one.units, one.points);
  for (let i = 0; i < one.size; i++) into.values[i] = one.values[i] + other.values[i];
  return into;
}
