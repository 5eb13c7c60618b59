/**
 * A walk through the steps of a program over a window, which cuts the complex at every knot: `subdivision/slice_walk.py`.
 * It keeps one batch, the values at all vertices found so far. Affine steps act on the batch; at a knot the vertices where
 * a unit changes its sign are added, each a linear interpolation of two older ones.
 */
import { Complex } from "./complex.ts";
import { compute, preActivations, type Values } from "./evaluate.ts";
import { type Change, cutAtMaxima, fillRows } from "./maxima.ts";
import { faceLoops } from "./mesh.ts";
import { isKnot, type Knot, type Program } from "./program.ts";
import { findAllCuts } from "./refine.ts";
import { checkLayerResolved, checkWindowResolved } from "./resolution.ts";
import { PROBES, Probes, ROUNDOFF, summands } from "./rounding.ts";
import type { Tiles } from "./tiles.ts";
import { checkWindow, embed, type Window } from "./window.ts";

const CORNERS = 4;

export class Walk {
  readonly #complex: Complex;
  readonly #corners: number[];
  readonly #probes = new Probes();
  readonly #values: Values;
  #position = 0;

  constructor(
    readonly program: Program,
    readonly window: Window,
    maxTiles: number,
    watch: () => void,
  ) {
    checkWindow(window, program);
    checkWindowResolved(window);
    this.#complex = new Complex(window.corners, maxTiles, watch);
    const count = window.corners.length / 2;
    this.#corners = Array.from({ length: CORNERS }, (_, i) => Math.floor((i * count) / CORNERS));
    const inputs = embed(window, window.corners, count + PROBES);
    this.#probes.attach(inputs, count, program.widths[0]);
    this.#values = [inputs];
  }

  /** Goes on behind the next knot, or to the end; whether there is more to do. */
  advance(): boolean {
    const { steps, widths, lastUse } = this.program;
    while (this.#position < steps.length) {
      const position = this.#position++;
      const step = steps[position];
      const knot = isKnot(step);
      if (knot) this.#cut(step, position);
      const vertices = this.#complex.mesh.vertexCount;
      const owned = step.kind !== "affine" && lastUse[step.of] === position;
      const result = compute(this.program, step, this.#values, vertices + PROBES, owned);
      if (step.kind === "affine") this.#probes.move(result, vertices, widths[step.out]);
      this.#values[step.out] = result;
      for (let slot = 0; slot < this.#values.length; slot++) {
        if (lastUse[slot] <= position && slot !== step.out) this.#values[slot] = null;
      }
      if (knot) return true;
    }
    return false;
  }

  /** Cuts the complex by a knot, and lets all values that are still needed follow it. */
  #cut(step: Knot, position: number): void {
    const { program } = this;
    const complex = this.#complex;
    const old = complex.mesh.vertexCount;
    const { z, width } = preActivations(program, step, this.#values, old + PROBES);
    if (width === 0) return;
    const sizes = summands(z, old, width);
    checkLayerResolved(program, step.layer, z, width, this.#corners, sizes, step.kind === "maxima");
    let change: Change;
    if (step.kind === "maxima") change = cutAtMaxima(complex, step, width, z.subarray(0, old * width), sizes);
    else {
      const tolerance = sizes.map((size) => size * ROUNDOFF);
      const found = findAllCuts(complex.mesh, z, width, tolerance, complex.resolution);
      const born = complex.insert(found, { layer: step.layer, units: width, values: z });
      change = { born: [born], kept: null };
    }
    complex.endLayer();
    this.#grow(change, old, position);
  }

  #grow({ born, kept }: Change, old: number, position: number): void {
    const { widths, lastUse } = this.program;
    const vertices = this.#complex.mesh.vertexCount;
    for (let slot = 0; slot < this.#values.length; slot++) {
      const before = this.#values[slot];
      if (!before || lastUse[slot] < position) continue;
      const width = widths[slot];
      const most = born.length > 0 ? born[born.length - 1].end : old;
      let grown = new Float64Array((most + PROBES) * width);
      grown.set(before.subarray(0, old * width));
      for (const batch of born) fillRows(grown, width, batch);
      if (kept) {
        const chosen = new Float64Array((kept.length + PROBES) * width);
        for (let v = 0; v < kept.length; v++) {
          const from = kept[v] * width;
          for (let c = 0; c < width; c++) chosen[v * width + c] = grown[from + c];
        }
        grown = chosen;
      }
      this.#probes.attach(grown, vertices, width, before, old);
      this.#values[slot] = grown;
    }
  }

  /** The tiles, once all is done. */
  finish(): Tiles {
    const { mesh, center, tileCounts, unresolved, merged } = this.#complex;
    const { program, window } = this;
    const { vertexCount, edgeCount, faceCount } = mesh;
    const { offsets, vertices: loops, edges: loopEdges } = faceLoops(mesh);
    const vertices = mesh.positions.slice(0, 2 * vertexCount);
    for (let i = 0; i < vertices.length; i++) vertices[i] += center[i & 1];
    return {
      program,
      window,
      tileCount: faceCount,
      vertices,
      edges: Uint32Array.from(mesh.origin.subarray(0, 2 * edgeCount)),
      edgeTiles: mesh.face.slice(0, 2 * edgeCount),
      edgeLayers: mesh.layer.slice(0, edgeCount),
      edgeUnits: mesh.unit.slice(0, edgeCount),
      tileOffsets: offsets,
      tileVertices: loops,
      tileEdges: loopEdges,
      outputs: this.#values[program.output]!.slice(0, vertexCount * program.widths[program.output]),
      layerTileCounts: tileCounts,
      parents: mesh.parent.slice(0, faceCount),
      unresolved,
      merged,
    };
  }
}
