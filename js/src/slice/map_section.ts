import { element, setText } from "../dom/element.ts";
import { listenToKeys } from "../interact/keyboard.ts";
import type { MapData } from "../scatter/map_data.ts";
import type { TripleClasses } from "../wire/wire.ts";

export interface MapSectionEvents {
  drawn(classes: TripleClasses): void;
  snapped(snaps: boolean): void;
  /** The anchor that a click moves. */
  chosen(index: number): void;
}

const DRAWS: readonly (readonly [TripleClasses, key: string, text: string, title: string])[] = [
  ["any", "r", "Random", "Three data at random"],
  ["same", "c", "One class", "Three data of one class at random"],
  ["different", "d", "3 classes", "One sample of each of three classes at random"],
];
const FREE = "Free moves change only the two components.";
const SNAPS = "Anchors go from sample to sample.";

/** The map in the side panel, with what is done to its anchors beside a hand on it. */
export class MapSection {
  readonly root: HTMLElement;
  private readonly draws: readonly HTMLButtonElement[];
  private readonly snap: HTMLButtonElement;
  private readonly anchors = element("div", {
    class: "sw-map-anchors",
    role: "group",
    "aria-label": "Anchor that a click moves",
  });
  private readonly hint = element("p", { class: "sw-muted sw-hint" });
  private data: MapData | null = null;
  private snaps = false;
  private chosen: number | null = null;

  constructor(
    map: HTMLElement,
    private readonly events: MapSectionEvents,
    private readonly signal: AbortSignal,
  ) {
    this.draws = DRAWS.map(([classes, key, text, title]) =>
      this.button(text, `${title} (${key.toUpperCase()})`, () => events.drawn(classes)),
    );
    const toggle = () => events.snapped(!this.snaps);
    this.snap = this.button(
      "Snap",
      "Take anchors from sample to sample (S); hold Shift for the other way",
      toggle,
    );
    const [draws, heading] = [
      element("div", { class: "sw-chips", role: "group", "aria-label": "Draw three anchors" }, ...this.draws),
      element(
        "div",
        { class: "sw-heading" },
        element("span", { class: "sw-label" }, "Data map"),
        element("span", { class: "sw-muted" }, "principal components"),
      ),
    ];
    this.root = element(
      "section",
      { class: "sw-section sw-map-section", role: "group", hidden: true, "aria-label": "Map of the data" },
      heading,
      map,
      element("div", { class: "sw-map-bar" }, draws, this.snap),
      this.anchors,
      this.hint,
    );
    const keys = Object.fromEntries(
      [...DRAWS.map(([, key], i) => [key, this.draws[i]] as const), ["s", this.snap] as const].flatMap(
        ([key, button]) => {
          const act = () => button.click();
          return [
            [key, act],
            [key.toUpperCase(), act],
          ];
        },
      ),
    );
    listenToKeys(this.root, keys, signal);
  }

  setData(data: MapData | null): void {
    this.data = data;
    this.root.hidden = data === null;
    if (!data) return;
    const [any, same, different] = this.draws;
    any.hidden = data.labels.length < 3;
    same.hidden = data.names.length === 0 || any.hidden;
    different.hidden = data.names.length < 3 || any.hidden;
    this.tell();
  }

  setSnapping(snaps: boolean): void {
    this.snaps = snaps;
    this.snap.setAttribute("aria-pressed", String(snaps));
    this.tell();
  }

  setChosen(chosen: number | null): void {
    this.chosen = chosen;
    Array.from(this.anchors.children).forEach((node, i) => {
      node.setAttribute("aria-pressed", String(i === chosen));
    });
  }

  /** What the anchors are called, and which samples they are. */
  setAnchors(names: readonly string[], samples: readonly number[]): void {
    const { anchors, data } = this;
    while (anchors.children.length > samples.length) anchors.lastElementChild?.remove();
    while (anchors.children.length < samples.length) {
      const index = anchors.children.length;
      const name = element("span", {}, element("b"), element("span", { class: "sw-muted" }));
      const label = element("span", { class: "sw-muted" });
      const button = this.button("", "A click on a sample moves this anchor there", () =>
        this.events.chosen(index),
      );
      button.append(name, label);
      anchors.append(button);
    }
    samples.forEach((row, i) => {
      const [name, label] = anchors.children[i].children;
      const [sample, ...ofClass] = (data?.nameOf(row) || "no sample").split(", ");
      setText(name.children[0], names[i] || String(i + 1));
      setText(name.children[1], ` ${sample}`);
      setText(label, ofClass.join(", "));
    });
    this.setChosen(this.chosen);
  }

  private tell(): void {
    setText(this.hint, [this.snaps ? SNAPS : FREE, this.data?.caveats].filter(Boolean).join(" "));
  }

  private button(text: string, title: string, act: () => void): HTMLButtonElement {
    const node = element("button", { type: "button", class: "sw-chip", title }, text);
    node.addEventListener("click", act, { signal: this.signal });
    return node;
  }
}
