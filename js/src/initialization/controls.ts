import { Menu } from "../controls/menu.ts";
import { numberInput } from "../controls/number_input.ts";
import { element } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import type { InitializationTraits, Look, Point, WireDataSet } from "../wire/wire.ts";

type Network = Pick<InitializationTraits, "look" | "depth" | "width">;

/** The survey's figures, by layers and units; one of them also with a quarter of the units, at a fifteenth of the time. */
const FIGURES: readonly (Network & { readonly name: string; readonly label: string })[] = [
  { name: "7", label: "Fig. 7: 4 × 16, lines", look: "lines", depth: 4, width: 16 },
  { name: "8", label: "Fig. 8: 11 × 256, density", look: "density", depth: 11, width: 256 },
  { name: "8 whole", label: "Fig. 8: 11 × 1024, density", look: "density", depth: 11, width: 1024 },
];
const OWN = { name: "own", label: "another network" };
const SEEDS = 2 ** 31;

const LOOKS: readonly (readonly [look: Look, label: string, title: string])[] = [
  ["lines", "Lines", "The exact hyperplanes of the chosen layer, and of earlier ones in gray"],
  ["density", "Density", "How many units of the chosen layer change sign in each cell of a grid"],
];

export interface ControlEvents {
  chosen(traits: Partial<InitializationTraits>): void;
  /** Other data points. */
  given(points: Point[]): void;
  /** Delete the selected point. */
  deleted(): void;
}

/** What is above the pictures: which network, how it is seen, and which data. */
export class Controls {
  readonly root: HTMLElement;
  /** The last group. */
  readonly buttons: HTMLElement;
  private readonly figures: Menu;
  private readonly looks: ReadonlyMap<Look, HTMLButtonElement>;
  private readonly numbers: Record<"depth" | "width" | "seed", HTMLInputElement>;
  private readonly dataSets = element("div", { class: "sw-chips", role: "group", "aria-label": "Data" });
  private readonly remove: HTMLButtonElement;
  /** What a user's own network has fixed. */
  private readonly drawn: readonly HTMLElement[];
  private readonly note = element("span", { class: "sw-muted", hidden: true }, "The weights are your own.");

  constructor(
    private readonly events: ControlEvents,
    private readonly signal: AbortSignal,
  ) {
    this.figures = new Menu("Network", "A network of the survey", (name) => this.figure(name), signal);
    this.looks = new Map(
      LOOKS.map(([look, label, title]) => {
        const button = element("button", { type: "button", title }, label);
        button.addEventListener("click", () => events.chosen({ look }), { signal });
        return [look, button];
      }),
    );
    const number = (name: "depth" | "width" | "seed", title: string, most: number) => {
      const chosen = () => {
        const value = Number(this.numbers[name].value);
        if (Number.isInteger(value)) events.chosen({ [name]: value });
      };
      const least = name === "seed" ? 0 : 1;
      const attributes = { min: least, max: most, step: 1, title, "aria-label": title };
      return numberInput(attributes, chosen, signal);
    };
    this.numbers = {
      depth: number("depth", "How many layers", 16),
      width: number("width", "Units in each layer", 1024),
      seed: number("seed", "Seed of the random weights", 2 ** 32 - 1),
    };
    const dice = iconButton(
      "dice",
      "Other random weights",
      () => events.chosen({ seed: Math.floor(SEEDS * Math.random()) }),
      signal,
    );
    const off = "Delete the selected point (Delete)";
    this.remove = iconButton("close", off, () => events.deleted(), signal);
    const segments = { class: "sw-segments", role: "group", "aria-label": "What is shown" };
    const sizes = [labeled("Layers", this.numbers.depth), labeled("Units", this.numbers.width)];
    this.drawn = [this.figures.root, ...sizes];
    this.buttons = element("div", { class: "sw-buttons" });
    this.root = element(
      "div",
      { class: "sw-toolbar" },
      element(
        "div",
        { class: "sw-tools sw-networks" },
        this.figures.root,
        this.note,
        element("div", segments, ...this.looks.values()),
      ),
      element(
        "div",
        { class: "sw-tools sw-networks" },
        ...sizes,
        element("div", { class: "sw-buttons" }, labeled("Seed", this.numbers.seed), dice),
      ),
      element("div", { class: "sw-tools" }, this.dataSets, this.remove, this.buttons),
    );
  }

  /** What Python has. */
  set(network: Network, seed: number): void {
    const figure = FIGURES.find(
      ({ look, depth, width }) => look === network.look && depth === network.depth && width === network.width,
    );
    this.figures.set(figure ? FIGURES : [...FIGURES, OWN], figure?.name ?? OWN.name);
    for (const [look, button] of this.looks)
      button.setAttribute("aria-pressed", String(look === network.look));
    this.numbers.depth.value = String(network.depth);
    this.numbers.width.value = String(network.width);
    this.numbers.seed.value = String(seed);
  }

  /** The network is the user's own: random numbers are those of its random biases alone. */
  fix(): void {
    for (const part of this.drawn) part.hidden = true;
    this.note.hidden = false;
  }

  setDataSets(sets: readonly WireDataSet[]): void {
    this.dataSets.replaceChildren(
      ...sets.map(({ name, title, points }) => {
        const button = element("button", { type: "button", class: "sw-chip", title }, name);
        button.addEventListener("click", () => this.events.given(points), { signal: this.signal });
        return button;
      }),
    );
  }

  setSelected(any: boolean): void {
    this.remove.disabled = !any;
  }

  private figure(name: string): void {
    const figure = FIGURES.find((each) => each.name === name);
    if (!figure) return;
    const { look, depth, width } = figure;
    this.events.chosen({ look, depth, width, layer: depth });
  }
}

function labeled(word: string, input: HTMLElement): HTMLElement {
  return element("label", { class: "sw-menu-label" }, element("span", {}, word), input);
}
