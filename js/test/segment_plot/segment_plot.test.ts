import { afterEach, describe, expect, test } from "vitest";
import { encode } from "../../harness/encode.ts";
import type { Beside } from "../../src/frame/linked_model.ts";
import {
  classAt,
  nearestOn,
  placeAt,
  readSplines,
  valuesAt,
  windowOf,
} from "../../src/segment_plot/splines.ts";
import widget from "../../src/segment_plot.ts";
import type { SegmentTraits, WireSegment } from "../../src/wire/wire.ts";
import { watchForLeaks } from "../leaks.ts";
import { foundExplorer, playBeside, stateOf } from "../recorded.ts";

watchForLeaks();

afterEach(() => document.body.replaceChildren());

/** |x − 1| and 0.5 on a segment of length 2, from (0, 0) to (0, 4) of the slice. */
const WIRE: WireSegment = {
  ends: [
    [0, 0],
    [0, 4],
  ],
  length: 2,
  positions: encode(Float64Array.of(0, 1, 2)),
  layers: encode(Uint16Array.of(0)),
  outputs: [0, 3],
  names: ["<b>a</b>", "d"],
  values: { ...encode(Float64Array.of(1, 0, 1, 0.5, 0.5, 0.5)), shape: [2, 3] },
  zeros: { ...encode(Float64Array.of(0, 1)), shape: [1, 2] },
  changes: encode(Float64Array.of(0.5, 1.5)),
  classes: [0, 3, 0],
  chosen: "2 of 4 outputs: those that lead somewhere, then the largest",
};

describe("splines", () => {
  const splines = readSplines(WIRE);

  test("are straight between positions", () => {
    for (const at of [0, 0.25, 0.5, 1, 1.5, 2]) {
      const [bent, level] = valuesAt(splines, at);
      expect(bent).toBeCloseTo(Math.abs(at - 1), 12);
      expect(level).toBe(0.5);
    }
  });

  test("have a class before and after each change", () => {
    expect([0, 0.4, 0.6, 1.4, 1.6, 2].map((at) => classAt(splines, at))).toEqual([0, 0, 3, 3, 0, 0]);
    expect(classAt(readSplines({ ...WIRE, classes: [] }), 1)).toBeNull();
  });

  test("are all in their window, zeros on its axis", () => {
    const [x0, x1, y0, y1] = windowOf(splines);
    expect([x0, x1]).toEqual([0, 2]);
    expect(y0).toBeLessThan(0);
    expect(y1).toBeGreaterThan(1);
    expect(splines.zeros).toEqual([[1, 0]]);
  });

  test("have places on the slice, and the slice has places on them", () => {
    expect(placeAt(WIRE.ends, 2, 0.5)).toEqual([0, 1]);
    expect(nearestOn(WIRE.ends, 2, [0.01, 1])).toBeCloseTo(0.5, 12);
    for (const far of [
      [3, 1],
      [0, -1],
      [0, 5],
    ] as const)
      expect(nearestOn(WIRE.ends, 2, far)).toBeNull();
  });
});

describe("the plot", () => {
  async function mount(traits: Partial<Beside<SegmentTraits>> = {}) {
    const { model, page } = playBeside<SegmentTraits>("segment", traits);
    const host = document.createElement("div");
    document.body.append(host);
    const remove = widget.render({ model, el: host, host: page });
    await foundExplorer();
    const chart = host.querySelector(".sw-chart") as HTMLElement;
    for (const [name, value] of Object.entries({ clientWidth: 200, clientHeight: 100 }))
      Object.defineProperty(chart, name, { value });
    const key = (name: string) =>
      chart.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
    const said = () => host.querySelector(".sw-segment-readout")?.textContent ?? "";
    return { model, host, chart, key, said, remove };
  }

  test("names its lines, and says which of many outputs they are", async () => {
    const { model, host, chart, remove } = await mount();
    model.receive({ _plot: WIRE });
    const legend = host.querySelector(".sw-segment-legend")?.textContent ?? "";
    expect(legend).toBe("<b>a</b>dDecision boundaryZeroBreakpoint");
    expect(host.textContent).toContain("2 of 4 outputs");
    // A graph for each, of which none has a color that is taken.
    const graphs = [...chart.querySelectorAll(".sw-segment-graph")];
    expect(graphs).toHaveLength(2);
    expect(new Set(graphs.map((graph) => graph.getAttribute("stroke"))).size).toBe(2);
    expect(chart.querySelectorAll(".sw-boundary-core")).toHaveLength(2);
    remove();
  });

  test("keys go along it, from crossing to crossing, and Escape lets go", async () => {
    const { model, key, said, chart, remove } = await mount({ class_names: ["a", "b", "c", "d"] });
    model.receive({ _plot: WIRE });
    key("Home");
    expect(said()).toMatch(/^At 0, class a\. <b>a<\/b>: 1, d: 0\.5$/);
    key("n");
    key("n");
    expect(said()).toMatch(/^At 1\.5, class a/);
    key("p");
    expect(said()).toMatch(/^At 0\.5, class d/);
    key("ArrowRight");
    expect(said()).toMatch(/^At 0\.54,/);
    key("End");
    key("ArrowRight");
    expect(said()).toMatch(/^At 2,/);
    expect(chart.querySelectorAll(".sw-segment-cursor")).toHaveLength(1);
    key("Escape");
    expect(chart.querySelectorAll(".sw-segment-cursor")).toHaveLength(0);
    expect(said()).toContain("Point here");
    remove();
  });

  test("a pointer on the slice, near the segment, is shown", async () => {
    const { model, said, remove } = await mount();
    model.receive({ _plot: WIRE, pointer: [0.01, 2] });
    expect(said()).toMatch(/^At 1\. /);
    model.receive({ pointer: [3, 2] });
    expect(said()).toContain("Point here");
    remove();
  });

  test("what Python records can be read", () => {
    const { _plot } = stateOf<SegmentTraits>("segment");
    const splines = readSplines(_plot as WireSegment);
    expect(splines.layers).toHaveLength(splines.positions.length - 2);
    expect(splines.values).toHaveLength(splines.names.length);
  });
});
