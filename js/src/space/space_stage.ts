import type { Size } from "../canvas/box.ts";
import { Frames } from "../canvas/frames.ts";
import { readTheme, type Theme, watchTheme } from "../canvas/theme.ts";
import type { TileStage } from "../chrome/tile_panel.ts";
import { WebglCanvas } from "../webgl/webgl_canvas.ts";
import { drawnByProcessor } from "../webgl/webgl_probe.ts";
import type { Point } from "../wire/wire.ts";
import { labelsOf } from "./axes.ts";
import { AxisLabels } from "./axis_labels.ts";
import { type Camera, rayThrough } from "./camera.ts";
import { type Content, NOTHING } from "./content.ts";
import { OrbitCamera } from "./orbit_camera.ts";
import { type Hit, pickTile } from "./picking.ts";
import { ShownContent } from "./shown_content.ts";
import { SpaceScene } from "./space_scene.ts";

export interface SpaceEvents {
  /** A frame is on the screen. */
  drawn(content: Content, frames: number): void;
  /** The camera sees another part of the world. */
  moved(): void;
  /** A hand has moved the camera and let it rest; null is home. */
  rested(camera: Camera | null): void;
  /** There is nothing to draw on, at all or for now. */
  unavailable(lost: boolean): void;
  /** There is something to draw on again. */
  restored(): void;
}

/** With more edges than this, a processor draws lines only of what rests: they take it most of a frame. */
const MANY_EDGES = 5000;
/** What has not moved for this long rests, in ms. */
const REST = 150;

/** A canvas on a world of three axes: keeps what is to be shown and brings it to the screen when drawn. */
export class SpaceStage implements TileStage {
  readonly view: OrbitCamera;
  private readonly shown: ShownContent;
  private theme: Theme;
  private readonly canvas: WebglCanvas<SpaceScene>;
  private readonly labels = new AxisLabels();
  private readonly frames: Frames;
  /** The camera moves faster than everything can be drawn. */
  private hurried = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `root` is the element whose colors count; `host`, within it, gets the canvas. */
  constructor(
    private readonly root: HTMLElement,
    host: HTMLElement,
    private readonly events: SpaceEvents,
    signal: AbortSignal,
  ) {
    this.theme = readTheme(root);
    this.frames = new Frames(() => this.draw(), signal);
    this.view = new OrbitCamera(
      NOTHING.home,
      NOTHING.bounds,
      {
        moved: () => {
          this.hurry();
          this.frames.invalidate();
          events.moved();
        },
        rested: events.rested,
      },
      signal,
    );
    this.shown = new ShownContent(({ bounds, home }, before) => {
      if (bounds !== before.bounds || home !== before.home) this.view.setHome(home, bounds);
      this.frames.invalidate();
    }, signal);
    host.prepend(this.labels.root);
    this.canvas = new WebglCanvas(
      host,
      true,
      (gl, begin) => new SpaceScene(gl, begin),
      {
        resized: (size) => {
          this.view.resize(size);
          this.frames.invalidate();
        },
        lost: () => events.unavailable(true),
        restored: () => {
          this.frames.invalidate();
          events.restored();
        },
      },
      signal,
    );
    if (!this.canvas.available) events.unavailable(false);
    watchTheme(root, () => this.readTheme(), signal);
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  get size(): Size {
    return this.canvas.size;
  }

  /** Shows other things from now on; what is not named stays. */
  show(changed: Partial<Content>): void {
    this.shown.show(changed);
  }

  setColors(colors: Content["colors"]): void {
    this.show({ colors });
  }

  setRamp(ramp: string): void {
    this.show({ ramp });
  }

  setLayers(visible: readonly number[], count: number, depth: number): void {
    this.show({ layers: { visible, count, depth } });
  }

  setMarks(hovered: number, selected: number): void {
    this.show({ marks: { hovered, selected } });
  }

  /** What is seen at a pixel. */
  pick(pixel: Point): Hit | null {
    const { mesh, sheets } = this.shown.current;
    const { size } = this.canvas;
    if (!mesh || size.width === 0) return null;
    const { origin, direction } = rayThrough(this.view.camera, size, pixel);
    const hits = sheets.map(({ pose }) => pickTile(mesh, pose, origin, direction));
    return hits.reduce((a, b) => (a && (!b || a.way <= b.way) ? a : b), null);
  }

  private hurry(): void {
    if (!drawnByProcessor() || (this.shown.current.mesh?.edgeLayers.length ?? 0) < MANY_EDGES) return;
    this.hurried = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.hurried = false;
      this.frames.invalidate();
    }, REST);
  }

  private readTheme(): void {
    const theme = readTheme(this.root);
    if (JSON.stringify(theme) === JSON.stringify(this.theme)) return;
    this.theme = theme;
    this.frames.invalidate();
  }

  private draw(): boolean {
    const scene = this.canvas.scene();
    const { view, theme } = this;
    const content = this.shown.current;
    if (!scene) {
      // It will be there before it is seen.
      if (this.canvas.resting) this.events.drawn(content, this.frames.count);
      return false;
    }
    const { size } = this.canvas;
    scene.draw(content, view.camera, size, theme, !this.hurried);
    this.labels.set(labelsOf(content.axes, content.bounds, view.camera, size));
    this.events.drawn(content, this.frames.count + 1);
    return true;
  }
}
