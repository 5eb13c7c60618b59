import { cssColor, type Rgb } from "../canvas/theme.ts";
import { BOUNDARY } from "../color/halo.ts";
import { classColor } from "../color/palette.ts";
import { clickLayer } from "../controls/chips.ts";
import { element, svg } from "../dom/element.ts";
import { starPath } from "../dom/icons.ts";
import type { Mark } from "../wire/wire.ts";

const NAMES: Record<Mark, string> = {
  boundary: "Decision boundary",
  data: "Data",
  misclassified: "Misclassified",
  anchors: "Anchors",
};
const HOW = "Click: show or hide. Shift-click: only this one.";

export interface LegendEvents {
  marksChosen(visible: Mark[]): void;
  classesChosen(visible: number[]): void;
}

/** What the signs and colors of a picture mean; each entry shows or hides what it names. */
export class Legend {
  readonly root: HTMLElement;
  private readonly marks = element("div", { class: "sw-entries", role: "group", "aria-label": "Marks" });
  private readonly classes = element("div", { class: "sw-entries", role: "group", "aria-label": "Classes" });
  private known: { marks: readonly Mark[]; classes: readonly string[] } = { marks: [], classes: [] };
  private visible: { marks: readonly Mark[]; classes: readonly number[] } = { marks: [], classes: [] };

  constructor(events: LegendEvents, signal: AbortSignal) {
    this.root = element(
      "div",
      { class: "sw-legend-bar", role: "group", "aria-label": "Legend", hidden: true },
      this.marks,
      this.classes,
    );
    heard(
      this.marks,
      (index, only) => {
        const { marks } = this.known;
        const shown = marks.flatMap((mark, i) => (this.visible.marks.includes(mark) ? [i] : []));
        events.marksChosen(clickLayer(shown, index, marks.length, only).map((i) => marks[i]));
      },
      signal,
    );
    heard(
      this.classes,
      (index, only) =>
        events.classesChosen(clickLayer(this.visible.classes, index, this.known.classes.length, only)),
      signal,
    );
  }

  /** The marks that there are, and those that are drawn. */
  setMarks(marks: readonly Mark[], visible: readonly Mark[]): void {
    if (marks.join() !== this.known.marks.join())
      this.marks.replaceChildren(...marks.map((mark) => entry(signOf(mark), NAMES[mark])));
    this.known = { ...this.known, marks };
    this.visible = { ...this.visible, marks: visible };
    press(this.marks, (i) => visible.includes(marks[i]));
    this.show();
  }

  /** The names of all classes, and the indices of those that are drawn. */
  setClasses(classes: readonly string[], visible: readonly number[]): void {
    if (classes.join("\n") !== this.known.classes.join("\n"))
      this.classes.replaceChildren(...classes.map((name, i) => entry(square(classColor(i)), name)));
    this.known = { ...this.known, classes };
    this.visible = { ...this.visible, classes: visible };
    press(this.classes, (i) => visible.includes(i));
    this.show();
  }

  private show(): void {
    const { marks, classes } = this.known;
    this.root.hidden = marks.length + classes.length === 0;
    this.classes.hidden = classes.length === 0;
  }
}

/** Heard on the group, for its buttons come and go. */
function heard(
  group: HTMLElement,
  clicked: (index: number, only: boolean) => void,
  signal: AbortSignal,
): void {
  group.addEventListener(
    "click",
    (event) => {
      const index = Array.from(group.children).findIndex((node) => node.contains(event.target as Node));
      if (index >= 0) clicked(index, event.shiftKey);
    },
    { signal },
  );
}

function press(group: HTMLElement, pressed: (index: number) => boolean): void {
  Array.from(group.children).forEach((node, i) => {
    node.setAttribute("aria-pressed", String(pressed(i)));
  });
}

function entry(sign: SVGElement, name: string): HTMLElement {
  const title = `${name}\n${HOW}`;
  return element("button", { type: "button", class: "sw-entry", title }, sign, element("span", {}, name));
}

function signOf(mark: Mark): SVGElement {
  const halo = { stroke: "#14141c", "stroke-width": 5, fill: "none" };
  if (mark === "boundary") {
    const [r, g, b] = BOUNDARY.core;
    return sign(
      svg("path", { d: "M1 8h14", ...halo, stroke: "#fff" }),
      svg("path", { d: "M1 8h14", stroke: cssColor([r, g, b]), "stroke-width": 2.5 }),
    );
  }
  if (mark === "data") return sign(svg("circle", { ...outlined, cx: 8, cy: 8, r: 4 }));
  if (mark === "misclassified") {
    const d = "M4 4l8 8M12 4l-8 8";
    return sign(
      svg("path", { d, ...halo, "stroke-width": 4.5, "stroke-linecap": "round" }),
      svg("path", { d, ...halo, stroke: "#fff", "stroke-width": 2, "stroke-linecap": "round" }),
    );
  }
  return sign(svg("path", { ...outlined, d: starPath(7), transform: "translate(8 8)" }));
}

const outlined = { fill: "#fff", stroke: "#14141c", "stroke-width": 1.25, "stroke-linejoin": "round" };

function square(color: Rgb): SVGElement {
  return sign(
    svg("rect", { class: "sw-square", x: 2.5, y: 2.5, width: 11, height: 11, rx: 2, fill: cssColor(color) }),
  );
}

function sign(...parts: SVGElement[]): SVGElement {
  return svg(
    "svg",
    { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", class: "sw-sign" },
    ...parts,
  );
}
