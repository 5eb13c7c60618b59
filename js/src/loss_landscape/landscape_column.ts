import { element, setText } from "../dom/element.ts";
import { orbit, orbitKeys } from "../space/orbit.ts";
import type { SpaceEvents } from "../space/space_stage.ts";
import { decode } from "../wire/decode.ts";
import type { LandscapePart, WireLandscape, WireLossRange, WireWay } from "../wire/wire.ts";
import { type Landscape, readLandscape } from "./landscape.ts";
import { MapView } from "./map_view.ts";
import { type Marks, marbleAt, marksOf } from "./marks.ts";
import { SharedCamera } from "./shared_camera.ts";
import { SurfaceView, type ViewEvents } from "./surface_view.ts";

export type ColumnEvents = ViewEvents &
  Omit<SpaceEvents, "drawn" | "moved"> & {
    /** Escape: the marble goes away. */
    cleared(): void;
  };

const NO_WAY = new Float32Array(0);

/** One landscape: its name, its surface and its map. */
export class LandscapeColumn {
  readonly root: HTMLElement;
  readonly surface: SurfaceView;
  readonly map: MapView;
  private readonly name = element("div", { class: "sw-label sw-landscape-name" });
  private wire: WireLandscape | null = null;
  private landscape: Landscape | null = null;
  private way: Float32Array = NO_WAY;
  private marks: Marks = { lines: [], dots: [] };

  /** `columns` are all that are turned together. */
  constructor(
    frame: HTMLElement,
    events: ColumnEvents,
    columns: () => readonly LandscapeColumn[],
    signal: AbortSignal,
  ) {
    this.surface = new SurfaceView(frame, events, signal);
    this.map = new MapView(events, signal);
    this.root = element(
      "div",
      { class: "sw-landscape-column", role: "group" },
      this.name,
      this.surface.root,
      this.map.root,
    );
    const camera = new SharedCamera(this.surface.stage.view, () =>
      columns().map(({ surface }) => surface.stage.view),
    );
    orbit(this.surface.root, camera, signal);
    orbitKeys(this.surface.root, camera, () => events.cleared(), signal);
    this.map.root.addEventListener("keydown", ({ key }) => key === "Escape" && events.cleared(), { signal });
  }

  /** Steps of the marble. */
  get steps(): number {
    return Math.max(0, this.way.length / 3 - 1);
  }

  /** Those that do not move, and the marble where it ends. */
  get dots(): Marks["dots"] {
    return this.way.length > 0 ? [...this.marks.dots, marbleAt(this.way, this.steps)] : this.marks.dots;
  }

  get lines(): Marks["lines"] {
    return this.marks.lines;
  }

  set(wire: WireLandscape, range: WireLossRange, ramp: string, visible: readonly LandscapePart[]): void {
    if (wire !== this.wire) this.landscape = readLandscape(wire);
    this.wire = wire;
    const landscape = this.landscape as Landscape;
    const [low, high] = range.range;
    const words = `${wire.name ? `${wire.name}. ` : ""}Loss from ${low} to ${high}, ${wire.words}.`;
    this.root.setAttribute("aria-label", wire.name || "Landscape");
    setText(this.name, wire.name);
    this.name.hidden = wire.name === "";
    this.surface.root.hidden = !visible.includes("surface");
    this.map.root.hidden = !visible.includes("map");
    this.surface.set(landscape, range, ramp, `Surface. ${words}`);
    this.map.set(landscape, ramp, `Map. ${words}`);
  }

  setMarks(visible: readonly LandscapePart[], way: WireWay | undefined, selected: number): void {
    const { landscape } = this;
    if (landscape === null) return;
    this.way = way && way.id === landscape.id ? decode(way.way, ["float32"]) : NO_WAY;
    this.marks = marksOf(landscape, visible, this.way, selected);
  }

  /** Shows the marble so far on its way, from 0 to 1. */
  roll(share: number): void {
    const moving = this.way.length > 0 ? [marbleAt(this.way, Math.round(share * this.steps))] : [];
    this.surface.setMarks(this.marks, moving);
    this.map.setMarks(this.marks, moving);
  }
}
