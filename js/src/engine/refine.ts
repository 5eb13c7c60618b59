/** Refines a complex by the lines of one layer: `planar/refinement.py`. */
import { Born, splitCutEdges, type Zeros, zerosInCrossedFaces } from "./chord_ends.ts";
import { insertChords, type Lines } from "./chords.ts";
import type { Mesh } from "./mesh.ts";
import { type Cuts, clearAtVertices, findCuts, packSigns } from "./signs.ts";

/** The cuts of edges by the zero sets of units, and their passages through vertices. */
export interface Found {
  readonly cuts: Cuts;
  readonly zeros: Zeros;
}

/**
 * All cuts of values (V, units), of which those within the tolerance (units) of zero are set to it. `resolution` is the
 * smallest distance that positions resolve.
 */
export function findAllCuts(
  mesh: Mesh,
  values: Float64Array,
  units: number,
  tolerance: Float64Array,
  resolution: number,
): Found {
  const signs = packSigns(values, mesh.vertexCount, units, tolerance);
  let cuts = findCuts(mesh, values, units, signs, tolerance);
  if (clearAtVertices(mesh, cuts, signs, resolution)) cuts = findCuts(mesh, values, units, signs, tolerance);
  return { cuts, zeros: zerosInCrossedFaces(mesh, signs) };
}

/** What a layer has drawn. */
export interface Drawn {
  readonly born: Born;
  /** Chords that could not be walked to their end. */
  readonly lost: number;
  /** Ends of chords that were put on a vertex that was there. */
  readonly merged: number;
}

/** Draws the chords of one layer, as long as there are no more faces than `most`. */
export function insertLines(
  mesh: Mesh,
  { cuts, zeros }: Found,
  lines: Lines,
  resolution: number,
  most: number,
  watch: () => void,
): Drawn {
  mesh.rootAll();
  const born = new Born(mesh.vertexCount);
  const { ends, shared } = splitCutEdges(mesh, cuts, zeros, born);
  const lost = insertChords(mesh, ends, lines, born, resolution, most, watch);
  born.end = mesh.vertexCount;
  return { born, lost, merged: shared + zeros.face.length };
}
