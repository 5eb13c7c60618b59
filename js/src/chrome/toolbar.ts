import { cssColor } from "../canvas/theme.ts";
import { formatCount } from "../color/numbers.ts";
import { layerColor } from "../color/palette.ts";
import { clickLayer } from "../controls/chips.ts";
import { type DepthEvents, DepthSlider } from "../controls/depth_slider.ts";
import { Menu } from "../controls/menu.ts";
import { element } from "../dom/element.ts";
import { iconButton } from "../dom/icons.ts";
import type { Traits } from "../wire/wire.ts";

export interface ToolbarEvents extends DepthEvents {
  layersChosen(visible: number[]): void;
  measureChosen(name: string): void;
  home(): void;
  zoom(factor: number): void;
}

/** The slim bar above the canvas: layer chips and depth on the left, color menu and buttons on the right. */
export class Toolbar {
  readonly root: HTMLElement;
  /** The group on the right. */
  readonly tools = element("div", { class: "sw-tools" });
  private readonly chips = element("div", { class: "sw-chips", role: "group", "aria-label": "Layers" });
  /** The last of that group. */
  readonly buttons: HTMLElement;
  private readonly menu: Menu;
  /** Beside the layers. */
  readonly depth: DepthSlider;

  /** `home` says what is seen there. */
  constructor(
    home: string,
    private readonly events: ToolbarEvents,
    signal: AbortSignal,
  ) {
    const title = "What the fill of a tile shows";
    this.menu = new Menu("Color", title, (name) => events.measureChosen(name), signal);
    this.chips.addEventListener("click", (event) => this.onChip(event), { signal });
    this.buttons = element(
      "div",
      { class: "sw-buttons" },
      iconButton("minus", "Zoom out (−)", () => events.zoom(0.5), signal),
      iconButton("plus", "Zoom in (+)", () => events.zoom(2), signal),
      iconButton("home", `${home} (0 or double click)`, () => events.home(), signal),
    );
    this.tools.append(this.menu.root, this.buttons);
    this.depth = new DepthSlider(events, signal);
    this.root = element("div", { class: "sw-toolbar" }, this.chips, this.depth.root, this.tools);
  }

  setLayers(layers: Traits["_layers"], visible: readonly number[]): void {
    // Chips are kept where only their state changes, so that the focus stays on the one just pressed.
    const same = this.chips.childElementCount === layers.length;
    if (!same || layers.some(({ name }, i) => this.chips.children[i].textContent !== name)) {
      this.chips.replaceChildren(...layers.map((layer, i) => this.chip(layer, i, layers.length)));
    }
    layers.forEach((_, i) => {
      this.chips.children[i].setAttribute("aria-pressed", String(visible.includes(i)));
    });
    this.chosen = visible;
  }

  private chosen: readonly number[] = [];

  private chip(layer: Traits["_layers"][number], index: number, count: number): HTMLElement {
    const title = `${layer.name} · ${formatCount(layer.units)} units\nClick: show or hide. Shift-click: only this one.`;
    const swatch = element("span", { class: "sw-swatch" });
    swatch.style.background = cssColor(layerColor(index, count));
    return element("button", { type: "button", class: "sw-chip", title }, swatch, layer.name);
  }

  /** Heard on the bar, for chips come and go with the layers. */
  private onChip(event: MouseEvent): void {
    const chips = Array.from(this.chips.children);
    const index = chips.findIndex((chip) => chip.contains(event.target as Node));
    if (index >= 0) this.events.layersChosen(clickLayer(this.chosen, index, chips.length, event.shiftKey));
  }

  setMeasures(measures: Traits["_measures"], chosen: string): void {
    this.menu.set(measures, chosen);
  }
}
