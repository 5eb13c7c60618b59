/** The complex under construction: a window, cut into convex faces by one layer after the other. */
import type { Born } from "./chord_ends.ts";
import type { Lines } from "./chords.ts";
import { dissolve } from "./dissolve.ts";
import { convexPolygon, type Mesh } from "./mesh.ts";
import { EngineError } from "./program.ts";
import { type Found, insertLines } from "./refine.ts";
import { ROUNDOFF } from "./rounding.ts";

// A chain of maxima draws more tiles than are left of it in the end, up to some twice as many; by this factor it may
// pass the limit on its way, so that what runs away still stops.
const OVERSHOOT = 8;

export class Complex {
  mesh: Mesh;
  /** Of the window; positions are relative to it, so that a deep zoom keeps their last digits. */
  readonly center: readonly [number, number];
  /** The smallest distance that positions resolve. */
  readonly resolution: number;
  /** How many tiles there are once each layer has cut. */
  readonly tileCounts: number[] = [];
  /** Chords that could not be walked to their end. */
  unresolved = 0;
  /** Ends of chords that were put on a vertex that was there. */
  merged = 0;

  /**
   * @param corners (n, 2), counter-clockwise
   * @param watch asked now and then; what it raises ends the work
   */
  constructor(
    corners: Float64Array,
    readonly maxTiles: number,
    private readonly watch: () => void,
  ) {
    let [u0, u1, v0, v1] = [corners[0], corners[0], corners[1], corners[1]];
    for (let i = 0; i < corners.length; i += 2) {
      [u0, u1] = [Math.min(u0, corners[i]), Math.max(u1, corners[i])];
      [v0, v1] = [Math.min(v0, corners[i + 1]), Math.max(v1, corners[i + 1])];
    }
    this.center = [(u0 + u1) / 2, (v0 + v1) / 2];
    this.resolution = (ROUNDOFF * Math.hypot(u1 - u0, v1 - v0)) / 2;
    this.mesh = convexPolygon(corners.map((x, i) => x - this.center[i & 1]));
  }

  /** Draws the chords of one layer; for a while there may be more than `maxTiles`. */
  insert(found: Found, lines: Lines, forAWhile = false): Born {
    const most = forAWhile ? OVERSHOOT * this.maxTiles : this.maxTiles;
    const { born, lost, merged } = insertLines(this.mesh, found, lines, this.resolution, most, this.watch);
    this.unresolved += lost;
    this.merged += merged;
    this.#stopBeyond(most);
    return born;
  }

  /** Merges faces across edges that are not real, where there were so many vertices and faces before. */
  dissolve(real: Uint8Array, origin: Int32Array, vertices: number, faces: number): Int32Array {
    const { mesh, kept, broken } = dissolve(this.mesh, real, origin, vertices, faces, this.resolution);
    this.mesh = mesh;
    this.unresolved += broken;
    return kept;
  }

  /** Counts the tiles once a layer has cut. */
  endLayer(): void {
    this.#stopBeyond(this.maxTiles);
    this.tileCounts.push(this.mesh.faceCount);
  }

  #stopBeyond(most: number): void {
    if (this.mesh.faceCount <= most) return;
    throw new EngineError(
      `The window has more than ${most.toLocaleString("en")} tiles. That many are not drawn at once. ` +
        "Take a smaller window, or ask for fewer layers.",
    );
  }
}
