/** A state of a live explorer, from which gestures make new ones: `pictures/scene/scene.py`. */
import { EngineError } from "../engine/program.ts";
import { rectangle, type Window } from "../engine/window.ts";
import type { Box, Drag, Point, Tilt } from "../wire/wire.ts";
import { around, hinged, inputAt, movedWithin, outOfPlane, type Plane, tilted } from "./plane.ts";

export interface Scene {
  readonly plane: Plane;
  /** The window asked for; null for home. */
  readonly view: Box | null;
  /** Width over height of the canvas. */
  readonly aspect: number;
  /** Which of the data each anchor is, -1 for none. */
  readonly rows: readonly number[];
}

// A window this little wider than the canvas is left as it is.
const SAME_ASPECT = 1e-6;

/** The bounds to be drawn: view or home, enlarged to the canvas' shape. */
export function boundsOf({ plane, view, aspect }: Scene): Box {
  const [u0, u1, v0, v1] = view ?? plane.home;
  const [width, height] = [u1 - u0, v1 - v0];
  if (!(width > 0 && height > 0 && Number.isFinite(width + height))) {
    throw new EngineError(
      `The window is ${u0}, ${u1}, ${v0}, ${v1}. It must be two ranges with min < max. Zoom out.`,
    );
  }
  if (width < height * aspect * (1 - SAME_ASPECT)) {
    const more = (height * aspect - width) / 2;
    return [u0 - more, u1 + more, v0, v1];
  }
  if (height < (width / aspect) * (1 - SAME_ASPECT)) {
    const more = (width / aspect - height) / 2;
    return [u0, u1, v0 - more, v1 + more];
  }
  return [u0, u1, v0, v1];
}

export function windowOf(scene: Scene): Window {
  const { origin, axes } = scene.plane;
  return { origin, axes, corners: rectangle(...(boundsOf(scene) as [number, number, number, number])) };
}

/** Whether two scenes have the same tiles. */
export function sameTiles(one: Scene, other: Scene): boolean {
  const [a, b] = [boundsOf(one), boundsOf(other)];
  return (
    one.plane.origin === other.plane.origin &&
    one.plane.axes === other.plane.axes &&
    a.every((x, i) => x === b[i])
  );
}

/** Turns messages of a hand into scenes. */
export class Gestures {
  /** Which of the random directions to tilt in. */
  direction = 0;
  private tilting: { gesture: string; start: Scene } | null = null;

  /** `margin` is the room around the anchors in the home window, and `samples` are inputs (n, D), if there are. */
  constructor(
    private readonly margin: number,
    private readonly map: { mean: Float64Array; components: Float64Array } | null,
    private readonly sample: (row: number) => Float64Array | null,
  ) {}

  dragged(scene: Scene, { index, where, at, sample }: Drag): Scene {
    const place = at as Point;
    if (where === "slice") {
      const flat = scene.plane.origin.length === 2;
      const places = scene.plane.places.map((each, i) => (i === index ? place : each));
      const plane = flat ? { ...scene.plane, places } : movedWithin(scene.plane, index, place);
      return { ...scene, plane, rows: replaced(scene.rows, index, -1) };
    }
    const anchor = inputAt(scene.plane, scene.plane.places[index]);
    if (sample !== undefined) {
      const taken = this.sample(sample);
      if (taken) return this.moved(scene, index, taken, sample);
      throw new EngineError(
        "The page was saved without the data. Handles cannot snap to them. Switch snapping off.",
      );
    }
    if (!this.map) throw new EngineError("The page has no data map. Move handles on the slice.");
    const { mean, components } = this.map;
    const input = anchor.slice();
    for (const axis of [0, 1]) {
      const component = components.subarray(axis * mean.length, (axis + 1) * mean.length);
      let step = place[axis];
      for (let k = 0; k < mean.length; k++) step -= (anchor[k] - mean[k]) * component[k];
      for (let k = 0; k < mean.length; k++) input[k] += step * component[k];
    }
    return this.moved(scene, index, input, -1);
  }

  tilted(scene: Scene, { index, angle, gesture }: Tilt): Scene {
    const key = `${index} ${gesture}`;
    if (this.tilting?.gesture !== key) this.tilting = { gesture: key, start: scene };
    const { start } = this.tilting;
    const input = tilted(start.plane, index, angle, outOfPlane(start.plane, this.direction));
    const turned = this.moved(start, index, input, -1);
    return { ...turned, view: scene.view, aspect: scene.aspect };
  }

  private moved(scene: Scene, index: number, input: Float64Array, row = -1): Scene {
    const plane = hinged(scene.plane, index, input);
    const home = around(plane.places, this.margin);
    return { ...scene, plane: { ...plane, home }, rows: replaced(scene.rows, index, row) };
  }
}

const replaced = (rows: readonly number[], index: number, row: number) =>
  rows.map((each, i) => (i === index ? row : each));
