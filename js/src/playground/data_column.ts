import { formatCount } from "../color/numbers.ts";
import { element } from "../dom/element.ts";
import type { Frame } from "../frame/frame.ts";
import type { Link } from "../frame/link.ts";
import { memoized } from "../wire/memoized.ts";
import type { PlaygroundTraits, Point } from "../wire/wire.ts";
import { present } from "../wire/wire.ts";
import { DataLegend } from "./data_legend.ts";
import { drawnDots, exampleDots, NO_DOTS } from "./dots.ts";
import { Drawing } from "./drawing.ts";
import { DrawingTools } from "./drawing_tools.ts";
import { FormulaField } from "./formula_field.ts";
import { kindPicker } from "./kind_picker.ts";
import { LevelSlider } from "./level_slider.ts";
import { Pad } from "./pad.ts";
import { PadHand } from "./pad_hand.ts";

const NOISES = [0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.7, 1];
const SAMPLES = [10, 20, 50, 100, 200, 300, 500, 700, 1000, 2000, 3000, 5000];
/** CSS pixels round the pointer, or the cross-hair, in which points are erased. */
const REACH = 10;

/** The data: what kind they are, how many and how noisy; and a pad that shows them, on which they are drawn. */
export class DataColumn {
  /** From above. */
  readonly parts: readonly HTMLElement[];
  private readonly pad: Pad;
  private readonly drawing: Drawing;
  private readonly tools: DrawingTools;
  private readonly legend = new DataLegend();
  private readonly readDots = memoized(exampleDots);

  constructor(
    private readonly link: Link<PlaygroundTraits>,
    frame: Frame<PlaygroundTraits>,
  ) {
    const { signal } = link;
    this.pad = new Pad(signal);
    this.tools = new DrawingTools(() => this.drawing.clear(), signal);
    const steps = frame.steps("drawn", this.tools.buttons);
    this.drawing = new Drawing(
      link,
      steps,
      () => frame.gesture,
      () => this.show(),
    );
    this.listenToHands();
    const formula = new FormulaField(link).root;
    const noise = this.slider("noise", "Noise", "How far points are scattered: a standard deviation", NOISES);
    const samples = this.slider("samples", "Points", "How many points there are", SAMPLES);
    const kinds = kindPicker(link);
    const note = element("p", { class: "sw-own sw-muted" }, "The data are your own.");
    const levels = element("div", { class: "sw-levels" }, formula, noise, samples);
    this.parts = [
      element("div", { class: "sw-data-choice" }, kinds, note, levels),
      element("div", { class: "sw-data-view" }, this.pad.root, this.legend.root, this.tools.root),
    ];
    link.listen(["drawn"], () => this.drawing.follow());
    link.listen(["data", "_own_data"], () => {
      const [own, data] = [link.get("_own_data"), link.get("data")];
      kinds.hidden = own;
      note.hidden = !own;
      formula.hidden = own || data !== "formula";
      for (const slider of [noise, samples]) slider.hidden = own || data === "drawn";
      this.tools.root.hidden = !this.open;
      this.legend.root.hidden = this.open;
      this.pad.setDrawing(this.open);
    });
    link.listen(["_examples", "data", "_own_data"], () => this.show());
  }

  /** Whether points are drawn by hand. */
  private get open(): boolean {
    return !this.link.get("_own_data") && this.link.get("data") === "drawn";
  }

  private slider(
    trait: "noise" | "samples",
    word: string,
    title: string,
    levels: readonly number[],
  ): HTMLElement {
    const { link } = this;
    const slider = new LevelSlider(
      word,
      title,
      levels,
      (level) => link.send({ [trait]: level }),
      link.signal,
    );
    link.listen([trait], () => slider.show(link.get(trait)));
    return slider.root;
  }

  private listenToHands(): void {
    const { pad, drawing, tools } = this;
    const events = {
      open: () => this.open,
      erasing: () => tools.label === null,
      added: (pixels: Point[]) =>
        drawing.add(
          pixels.map((pixel) => pad.inputAt(pixel)),
          tools.label ?? 0,
        ),
      erased: (pixels: Point[]) => drawing.keep((input) => isFar(pad.pixelOf(input), pixels)),
      released: () => drawing.flush(),
    };
    new PadHand(pad, events, this.link.signal);
  }

  /** What is drawn is seen at once; Python's answer has the rest. */
  private show(): void {
    const { link, pad, drawing } = this;
    const examples = link.get("_examples");
    const there = present(examples);
    const dots = this.open ? drawnDots(drawing.points) : there ? this.readDots(examples) : NO_DOTS;
    const names = there ? examples.names : [];
    this.legend.show(names, dots);
    const kind = this.open ? "Pad to draw on" : "Data";
    // What is drawn on stays as it is, or each stroke at its edge would move the others.
    const stays = this.open && dots.at.every((point) => pad.holds(point));
    pad.show(
      dots,
      there && !stays ? examples.window : null,
      `${kind}: ${formatCount(dots.at.length)} points`,
    );
  }
}

function isFar([x, y]: Point, pixels: readonly Point[]): boolean {
  return pixels.every(([px, py]) => Math.hypot(x - px, y - py) > REACH);
}
