import { cssColor } from "../canvas/theme.ts";
import { Plane } from "../chart/plane.ts";
import { format } from "../color/numbers.ts";
import { classColor, layerColor } from "../color/palette.ts";
import { element, setText, svg } from "../dom/element.ts";
import { Frame } from "../frame/frame.ts";
import type { Link } from "../frame/link.ts";
import type { Beside } from "../frame/linked_model.ts";
import { WaitingWords } from "../frame/waiting_words.ts";
import { FrameThrottle } from "../interact/frame_throttle.ts";
import { listenToKeys } from "../interact/keyboard.ts";
import { RestingPointer } from "../interact/resting_pointer.ts";
import { type Point, present, type SegmentTraits } from "../wire/wire.ts";
import { ALONG_A_SEGMENT } from "./gestures.ts";
import { classAt, nearestOn, placeAt, readSplines, type Splines, valuesAt, windowOf } from "./splines.ts";

const EMPTY = "Nothing to show yet: give the plot a network.";
const HINT = "Drag the two ends on the slice. Point here for the values at a place.";
/** How far a key goes, as a share of the segment; with Shift, and without. */
const FINE = 0.002;
const STEP = 0.02;
/** CSS pixels of the strip that shows the predicted class. */
const STRIP = 6;
/** More breakpoints than this are ticks at the bottom alone. */
const MOST_UPRIGHT = 120;

/** The outputs of a network along a segment of the slice beside it. */
export class SegmentPlot {
  private readonly frame: Frame<Beside<SegmentTraits>>;
  private readonly plane: Plane;
  private readonly legend = element("div", {
    class: "sw-segment-legend",
    role: "group",
    "aria-label": "Legend",
  });
  private readonly chosen = element("span", { class: "sw-muted" });
  private readonly readout = element(
    "p",
    { class: "sw-muted sw-segment-readout", "aria-live": "polite" },
    HINT,
  );
  private readonly told: FrameThrottle<Pick<Beside<SegmentTraits>, "_pointed_place">>;
  private splines: Splines | null = null;
  /** The distance from the start that is pointed at, here or on the slice. */
  private at: number | null = null;

  constructor(
    private readonly link: Link<Beside<SegmentTraits>>,
    host: HTMLElement,
  ) {
    const { signal } = link;
    const buttons = element("div", { class: "sw-segment-buttons" });
    const bar = element("div", { class: "sw-segment-bar" }, this.legend, this.chosen, buttons);
    this.frame = new Frame(link, host, { bars: [bar], gestures: ALONG_A_SEGMENT, empty: EMPTY });
    const { frame } = this;
    frame.root.classList.add("sw-segment-plot");
    frame.steps("segment", buttons);
    this.plane = new Plane("Outputs along a segment", () => this.draw(), signal);
    const { root } = this.plane;
    root.tabIndex = 0;
    root.append(
      element("span", { class: "sw-segment-axis", "aria-hidden": "true" }, "distance along the segment"),
    );
    const words = new WaitingWords();
    root.append(words.root);
    frame.main.append(root, this.readout, frame.status.root);
    frame.panel.remove();
    frame.speakOver(root, words);
    this.told = new FrameThrottle((place) => link.send(place), signal);
    new RestingPointer(
      root,
      { pointed: (pixel) => this.point(this.plane.fromPixels(pixel)[0]), left: () => this.point(null) },
      signal,
    );
    this.listenToKeys();
    link.listen(["_plot"], () => {
      const wire = link.get("_plot");
      this.splines = present(wire) ? readSplines(wire) : null;
      frame.setBlank(this.splines === null);
      this.show();
    });
    link.listen(["pointer"], () => {
      const { splines } = this;
      const pointer = link.get("pointer");
      this.at = splines && pointer ? nearestOn(splines.ends, splines.length, pointer) : null;
      this.draw();
    });
    link.listen(["class_names", "_layers"], () => this.show());
  }

  private listenToKeys(): void {
    const by = (share: number) => (event: KeyboardEvent) => {
      const { splines, at } = this;
      if (!splines) return;
      const step = share * (event.shiftKey ? FINE : STEP) * splines.length;
      this.point(at === null ? splines.length / 2 : at + step);
    };
    const to = (choose: (splines: Splines, at: number) => number | undefined) => () => {
      const found = this.splines && choose(this.splines, this.at ?? 0);
      if (found !== undefined && found !== null) this.point(found);
    };
    const actions = {
      ArrowLeft: by(-1),
      ArrowRight: by(1),
      Home: to(() => 0),
      End: to(({ length }) => length),
      n: to(({ changes }, at) => changes.find((change) => change > at)),
      p: to(({ changes }, at) => [...changes].reverse().find((change) => change < at)),
      Escape: () => this.point(null),
    };
    listenToKeys(this.plane.root, actions, this.link.signal);
  }

  /** Points at a distance from the start, and at its place on the slice. */
  private point(at: number | null): void {
    const { splines } = this;
    this.at = splines && at !== null ? Math.min(splines.length, Math.max(0, at)) : null;
    const place = splines && this.at !== null ? placeAt(splines.ends, splines.length, this.at) : null;
    this.told.offer({ _pointed_place: place });
    this.draw();
  }

  private show(): void {
    const { splines } = this;
    if (!splines) return;
    const { names, outputs, chosen, changes, zeros } = splines;
    const entries = names.map((name, i) => entry("sw-segment-sign", cssColor(classColor(outputs[i])), name));
    if (changes.length > 0) entries.push(entry("sw-segment-sign sw-boundary", "", "Decision boundary"));
    if (zeros.length > 0) entries.push(entry("sw-segment-zero", "", "Zero"));
    if (splines.layers.length > 0) entries.push(entry("sw-segment-bend", "", "Breakpoint"));
    this.legend.replaceChildren(...entries);
    setText(this.chosen, chosen);
    this.plane.describe(
      `${names.join(", ")} along a segment of length ${format(splines.length)}: ${splines.layers.length} breakpoints, ` +
        `${changes.length} crossings of the decision boundary`,
    );
    this.plane.setWindow(windowOf(splines));
    this.draw();
  }

  private draw(): void {
    const { splines, plane, at } = this;
    if (!splines || !plane.seen) return;
    const { positions, layers, values, outputs, changes, zeros } = splines;
    const [, length, low, high] = plane.bounds;
    const count = this.link.get("_layers").length;
    const drawn: SVGElement[] = [];
    const upright = (x: number, from: number, to: number, kind: string, stroke: string | null = null) => {
      const d = plane.path([
        [x, from],
        [x, to],
      ]);
      drawn.push(svg("path", { d, class: kind, stroke }));
    };
    const [, tick] = plane.fromPixels([0, plane.toPixels([0, low])[1] - 9]);
    layers.forEach((layer, i) => {
      const x = positions[i + 1];
      if (layers.length <= MOST_UPRIGHT) upright(x, low, high, "sw-segment-break");
      upright(x, low, tick, "sw-segment-cased");
      upright(x, low, tick, "sw-segment-tick", cssColor(layerColor(layer, count)));
    });
    this.strip(drawn);
    for (const x of changes) {
      upright(x, low, high, "sw-boundary-halo");
      upright(x, low, high, "sw-boundary-core");
    }
    for (const [i, row] of values.entries()) {
      const d = plane.path(Array.from(row, (value, j): Point => [positions[j], value]));
      const dashed = outputs.slice(0, i).some((other) => other % 10 === outputs[i] % 10);
      drawn.push(
        svg("path", { d, class: "sw-segment-halo" }),
        svg("path", {
          d,
          class: "sw-segment-graph",
          stroke: cssColor(classColor(outputs[i])),
          "stroke-dasharray": dashed ? "6 5" : null,
        }),
      );
    }
    for (const zero of zeros) {
      const [cx, cy] = plane.toPixels(zero);
      drawn.push(svg("circle", { cx, cy, r: 3.25, class: "sw-segment-root" }));
    }
    if (at !== null && at <= length) {
      upright(at, low, high, "sw-segment-cursor");
      valuesAt(splines, at).forEach((value, i) => {
        const [cx, cy] = plane.toPixels([at, value]);
        drawn.push(
          svg("circle", { cx, cy, r: 4, class: "sw-segment-dot", fill: cssColor(classColor(outputs[i])) }),
        );
      });
    }
    plane.drawing.replaceChildren(...drawn);
    setText(this.readout, this.words());
  }

  /** Which class is predicted where, along the top. */
  private strip(drawn: SVGElement[]): void {
    const { splines, plane } = this;
    if (!splines) return;
    const ends = [0, ...splines.changes, splines.length].map((x) => plane.toPixels([x, 0])[0]);
    splines.classes.forEach((index, i) => {
      const box = { x: ends[i], y: 0, width: Math.max(0, ends[i + 1] - ends[i]), height: STRIP };
      drawn.push(svg("rect", { ...box, fill: cssColor(classColor(index)) }));
    });
  }

  private words(): string {
    const { splines, at } = this;
    if (!splines || at === null) return HINT;
    const index = classAt(splines, at);
    const name = index === null ? undefined : this.link.get("class_names")[index];
    const values = valuesAt(splines, at).map((value, i) => `${splines.names[i]}: ${format(value)}`);
    return `At ${format(at)}${name === undefined ? "" : `, class ${name}`}. ${values.join(", ")}`;
  }
}

function entry(kind: string, color: string, name: string): HTMLElement {
  const sign = element("span", { class: kind, "aria-hidden": "true" });
  if (color) sign.style.setProperty("--sw-own", color);
  return element("span", { class: "sw-segment-entry" }, sign, element("span", {}, name));
}
