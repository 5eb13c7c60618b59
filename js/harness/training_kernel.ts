import type { TrainingTraits, Traits } from "../src/wire/wire.ts";
import { present } from "../src/wire/wire.ts";
import { CLASSES, encodeBoundary, encodeChange, encodeColors } from "./encode.ts";
import { type Options, ToyKernel } from "./kernel.ts";
import type { Answering } from "./model.ts";
import { ToyNetwork } from "./network.ts";

/** The Python side of a TrainingExplorer: a toy network on its way to another one. */
export class TrainingKernel extends ToyKernel {
  private readonly trained: ToyNetwork;
  private readonly kept = new Set<number>();
  private checkpoint = 0;

  constructor(
    options: Options,
    private readonly steps: number[],
  ) {
    super(options);
    this.trained = ToyNetwork.random(options.hidden, CLASSES, this.center, 5);
  }

  override start(model: Answering<TrainingTraits>): void {
    this.checkpoint = model.get("checkpoint");
    model.receive({ steps: this.steps });
    super.start(model);
  }

  override take(changed: Partial<TrainingTraits>, model: Answering<TrainingTraits>): void {
    if (changed._seek && present(changed._seek)) {
      if (changed._seek.which === "checkpoint") this.checkpoint = changed._seek.index;
      else model.receive({ reference: changed._seek.index });
      this.seq = changed._seek.seq;
    }
    super.take(changed, model);
  }

  protected override get asking(): string[] {
    return [...super.asking, "_seek", "compare", "reference"];
  }

  protected override answer(model: Answering<TrainingTraits>): void {
    const began = performance.now();
    const { checkpoint } = this;
    const [compare, reference, measure] = [
      model.get("compare"),
      model.get("reference"),
      model.get("color_by"),
    ];
    const window = this.window(model);
    this.kept.add(checkpoint);
    if (compare !== "single") this.kept.add(reference);
    const difference = compare === "difference";
    const networks = difference ? [checkpoint, reference] : [checkpoint];
    this.tiling = this.tessellate(
      networks.map((index) => this.at(index)),
      window,
    );
    const picture = this.encode(this.tiling, window);
    const names = this.options.hidden.map((units, i) => ({ name: `relu${i + 1}`, units }));
    const layers = difference
      ? ["now", "then"].flatMap((when) =>
          names.map(({ name, units }) => ({ name: `${name} ${when}`, units })),
        )
      : names;
    const changed: Partial<TrainingTraits> = {
      _picture: difference
        ? { ...picture, reference_boundary: encodeBoundary(this.tiling, window, CLASSES) }
        : picture,
      _colors: difference
        ? encodeChange(this.tiling, picture.id)
        : encodeColors(this.tiling, picture.id, measure),
      checkpoint,
      _kept: [...this.kept],
      ...this.ready(began),
    };
    if (layers.length !== model.get("_layers").length) {
      Object.assign(changed, {
        _layers: layers,
        visible_layers: layers.map((_, i) => i),
      } satisfies Partial<Traits>);
    }
    if (compare === "side") Object.assign(changed, this.beside(reference, measure, model));
    model.receive(changed);
  }

  private beside(
    index: number,
    measure: string,
    model: Answering<TrainingTraits>,
  ): Pick<TrainingTraits, "_reference_picture" | "_reference_colors"> {
    const window = this.window(model);
    const tiling = this.tessellate([this.at(index)], window);
    const picture = this.encode(tiling, window);
    return { _reference_picture: picture, _reference_colors: encodeColors(tiling, picture.id, measure) };
  }

  private at(index: number): ToyNetwork {
    return this.network.toward(this.trained, (0.6 * index) / Math.max(1, this.steps.length - 1));
  }
}

/** Log-spaced steps, as a History records them. */
export function logSteps(count: number, last: number): number[] {
  const steps = Array.from({ length: count }, (_, i) => Math.round((last + 1) ** (i / (count - 1)) - 1));
  return [...new Set(steps)];
}
