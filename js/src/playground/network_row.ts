import { numberInput } from "../controls/number_input.ts";
import { element, setText } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import type { Link } from "../frame/link.ts";
import type { PlaygroundTraits } from "../wire/wire.ts";

/** As many as Python takes. */
const MOST_LAYERS = 6;
const MOST_UNITS = 64;
/** Of a first hidden layer; others are as wide as the one before. */
const USUAL_WIDTH = 8;

/** The network: how many hidden layers there are, how wide each is, and what else they have. */
export class NetworkRow {
  readonly root: HTMLElement;
  private readonly fields: readonly LayerField[];

  constructor(private readonly link: Link<PlaygroundTraits>) {
    const { signal } = link;
    const fewer = iconButton("minus", "One hidden layer less", () => this.resize(-1), signal);
    const more = iconButton("plus", "One hidden layer more", () => this.resize(1), signal);
    const count = element("span", { class: "sw-label" });
    this.fields = Array.from(
      { length: MOST_LAYERS },
      (_, i) => new LayerField(i + 1, (width) => this.widen(i, width), signal),
    );
    const layers = element(
      "div",
      { class: "sw-depth", role: "group", "aria-label": "Hidden layers" },
      element("span", { class: "sw-buttons" }, fewer, more),
      count,
    );
    const controls = [
      layers,
      element("div", { class: "sw-widths" }, ...this.fields.map(({ root }) => root)),
      element(
        "div",
        { class: "sw-chips" },
        this.chip("skip", "Skip connections", "Layers of one width add their input to their output"),
        this.chip("batch_norm", "Batch norm", "Pre-activations are normalized over the data"),
      ),
    ];
    const note = element("p", { class: "sw-own sw-muted" }, "The network is your own.");
    this.root = element("div", { class: "sw-network" }, ...controls, note);
    link.listen(["widths"], () => {
      const { length } = this.widths;
      setText(count, `${length} hidden layer${length === 1 ? "" : "s"}`);
      this.fields.forEach((field, i) => {
        field.show(this.widths[i]);
      });
      setPossible(fewer, length > 0);
      setPossible(more, length < MOST_LAYERS);
    });
    link.listen(["_own_model"], () => {
      const own = link.get("_own_model");
      for (const control of controls) control.hidden = own;
      note.hidden = !own;
    });
  }

  private get widths(): readonly number[] {
    return this.link.get("widths");
  }

  private resize(by: 1 | -1): void {
    const { widths } = this;
    const length = widths.length + by;
    if (length < 0 || length > MOST_LAYERS) return;
    this.link.send({ widths: [...widths, widths.at(-1) ?? USUAL_WIDTH].slice(0, length) });
  }

  private widen(layer: number, width: number): void {
    const taken = Number.isNaN(width) ? this.widths[layer] : clamp(Math.round(width));
    this.link.send({ widths: this.widths.map((each, i) => (i === layer ? taken : each)) });
    this.fields[layer].show(taken);
  }

  private chip(trait: "skip" | "batch_norm", text: string, title: string): HTMLElement {
    const { link } = this;
    const button = element("button", { type: "button", class: "sw-chip", title }, text);
    button.addEventListener("click", () => link.send({ [trait]: !link.get(trait) }), { signal: link.signal });
    link.listen([trait], () => button.setAttribute("aria-pressed", String(link.get(trait))));
    return button;
  }
}

/** The units of one layer. */
class LayerField {
  readonly root: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly buttons: readonly [HTMLButtonElement, HTMLButtonElement];

  constructor(layer: number, chosen: (width: number) => void, signal: AbortSignal) {
    const title = `How many units hidden layer ${layer} has`;
    const attributes = { min: 1, max: MOST_UNITS, step: 1, title, "aria-label": title };
    this.input = numberInput(attributes, () => chosen(this.input.valueAsNumber), signal);
    const by = (step: number) => () => chosen(this.input.valueAsNumber + step);
    this.buttons = [
      iconButton("minus", `One unit less in layer ${layer}`, by(-1), signal),
      iconButton("plus", `One unit more in layer ${layer}`, by(1), signal),
    ];
    this.root = element(
      "div",
      { class: "sw-layer" },
      element("span", { class: "sw-layer-buttons" }, ...this.buttons),
      this.input,
    );
  }

  /** Nothing hides it: there is no such layer. */
  show(width: number | undefined): void {
    this.root.hidden = width === undefined;
    if (width === undefined) return;
    this.input.value = String(width);
    setPossible(this.buttons[0], width > 1);
    setPossible(this.buttons[1], width < MOST_UNITS);
  }
}

function clamp(width: number): number {
  return Math.max(1, Math.min(MOST_UNITS, width));
}

/** A button that is out of use keeps the focus, and the keys with it. */
function setPossible(button: HTMLButtonElement, possible: boolean): void {
  button.setAttribute("aria-disabled", String(!possible));
}
