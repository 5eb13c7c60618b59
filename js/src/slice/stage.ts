import type { Size } from "../canvas/box.ts";
import { Frames } from "../canvas/frames.ts";
import { EVERYTHING, type Scene, type Screen, type Showing } from "../canvas/screen.ts";
import { readTheme, type Theme, watchTheme } from "../canvas/theme.ts";
import type { TileStage } from "../chrome/tile_panel.ts";
import { rampOf } from "../color/ramps.ts";
import { element } from "../dom/element.ts";
import { RasterScreen } from "../raster/raster_screen.ts";
import { drawnByProcessor, hasWebgl2 } from "../webgl/webgl_probe.ts";
import { WebglScreen } from "../webgl/webgl_screen.ts";
import { firstOf } from "../wire/ancestors.ts";
import { type Colors, outline, type Picture } from "../wire/picture.ts";
import type { Renderer } from "../wire/wire.ts";
import type { Viewport } from "./viewport.ts";

export interface StageEvents {
  /** The canvas has another size, in CSS pixels. */
  resized(size: Size): void;
  /** A frame is on the screen; null while there is no picture, or not all of it. */
  drawn(picture: Picture | null, frames: number): void;
  themed(theme: Theme): void;
  /** There is nothing to draw on in this browser. */
  unavailable(): void;
}

/** Samples on a picture. */
export interface Dots {
  /** The number of the picture that they are meant for. */
  readonly picture: number;
  /** (n, 2) in its window, 0..1. */
  readonly points: Float32Array;
}

const NO_DOTS = new Float32Array(0);
const NOTHING = { picture: null, colors: null, dots: NO_DOTS } as const;
const NO_SIZE = { width: 0, height: 0 };

/** How long the former colors may stand in for ones that have not come yet, in ms. */
const FORMER = 1500;

/** What is out of sight follows so many ms later: what is seen needs the time. */
const UNSEEN = 400;

/** Canvas and drawing loop: keeps what is to be shown and brings it to the screen when drawn. */
export class Stage implements TileStage {
  theme: Theme;
  picture: Picture | null = null;
  private colors: Colors | null = null;
  private ramp = "viridis";
  private layers = { visible: [] as readonly number[], count: 0, depth: Number.POSITIVE_INFINITY };
  private showing: Showing = EVERYTHING;
  private marks = { hovered: -1, selected: -1 };
  private dots: Dots = { picture: -1, points: NO_DOTS };
  private scene: Scene | null = null;
  private uploaded: { picture: Picture | null; colors: Colors | null; dots: Float32Array } = NOTHING;
  private screen: Screen | null = null;
  private withdraw: AbortController | null = null;
  private readonly frames: Frames;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: HTMLElement,
    readonly viewport: Viewport,
    private readonly events: StageEvents,
    private readonly signal: AbortSignal,
  ) {
    this.theme = readTheme(root);
    host.append(
      element("div", { class: "sw-preview", "aria-hidden": "true" }, "preview"),
      element("div", { class: "sw-preview sw-behind", "aria-hidden": "true" }, "computing …"),
    );
    const patience = () => (this.screen?.unseen ? UNSEEN : 0);
    this.frames = new Frames(() => this.draw(), signal, patience);
    watchTheme(root, () => this.readTheme(), signal);
    signal.addEventListener("abort", () => clearTimeout(this.timer), { once: true });
  }

  get size(): Size {
    return this.screen?.size ?? NO_SIZE;
  }

  /** The viewport has moved. */
  invalidate(): void {
    this.frames.invalidate();
  }

  /** Draws by a graphics card or by the processor from now on; "auto" takes the faster of the two. */
  setRenderer(renderer: Renderer): void {
    const raster = renderer === "canvas" || !hasWebgl2() || (renderer === "auto" && drawnByProcessor());
    const Kind = raster ? RasterScreen : WebglScreen;
    if (this.screen instanceof Kind) return;
    this.withdraw?.abort();
    this.withdraw = new AbortController();
    this.scene = null;
    const events = {
      resized: (size: Size) => {
        this.events.resized(size);
        this.frames.invalidate();
      },
      restored: () => this.frames.invalidate(),
      // A page has few graphics contexts: where others took this one, the processor goes on.
      lost: () => this.setRenderer("canvas"),
    };
    this.screen = new Kind(this.host, events, AbortSignal.any([this.signal, this.withdraw.signal]));
    if (!this.screen.available) this.events.unavailable();
    this.frames.invalidate();
  }

  private readTheme(): void {
    const theme = readTheme(this.root);
    if (JSON.stringify(theme) === JSON.stringify(this.theme)) return;
    this.theme = theme;
    this.events.themed(theme);
    this.frames.invalidate();
  }

  setPicture(picture: Picture): void {
    this.picture = picture;
    this.frames.invalidate();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.uploaded.colors?.picture === this.picture?.id) return;
      this.scene?.forget();
      this.frames.invalidate();
    }, FORMER);
  }

  setColors(colors: Colors | null): void {
    this.colors = colors;
    this.frames.invalidate();
  }

  setRamp(name: string): void {
    this.ramp = name;
    this.scene?.setRamp(rampOf(this.uploaded.colors?.scale, name));
    this.frames.invalidate();
  }

  setLayers(visible: readonly number[], count: number, depth: number): void {
    const deeper = depth !== this.layers.depth;
    this.layers = { visible, count, depth };
    this.scene?.setLayers(visible, count, depth);
    if (deeper && this.uploaded.picture) this.drawOutlines(this.uploaded.picture);
    this.frames.invalidate();
  }

  setShowing(showing: Showing): void {
    this.showing = showing;
    this.scene?.setShowing(showing);
    this.frames.invalidate();
  }

  setMarks(hovered: number, selected: number): void {
    if (this.marks.hovered === hovered && this.marks.selected === selected) return;
    this.marks = { hovered, selected };
    if (this.uploaded.picture) this.drawOutlines(this.uploaded.picture);
    this.frames.invalidate();
  }

  /** Around the tiles, or what they were cut from; the selected one has no other. */
  private drawOutlines(picture: Picture): void {
    const { marks, layers, scene } = this;
    const [hovered, selected] = [marks.hovered, marks.selected].map((tile) =>
      firstOf(picture, tile, layers.depth),
    );
    const drawn = (tile: number) => outline(picture, tile, layers.depth);
    scene?.setOutlines(drawn(hovered === selected ? -1 : hovered), drawn(selected));
  }

  /** Dots of another picture than the present one are not drawn. */
  setDots(dots: Dots | null): void {
    this.dots = dots ?? { picture: -1, points: NO_DOTS };
    this.frames.invalidate();
  }

  private draw(): boolean {
    const { picture } = this;
    const scene = this.screen?.scene() ?? null;
    if (!scene) {
      // It will be there before it is seen.
      if (this.screen?.resting) this.events.drawn(picture, this.frames.count);
      return false;
    }
    if (scene !== this.scene) {
      this.scene = scene;
      scene.setRamp(this.ramp);
      scene.setLayers(this.layers.visible, this.layers.count, this.layers.depth);
      scene.setShowing(this.showing);
      this.uploaded = NOTHING;
    }
    if (picture) this.upload(scene, picture);
    const exact = scene.draw(this.viewport.box, this.theme);
    this.host.classList.toggle("sw-inexact", !exact);
    if (!exact) this.frames.invalidate();
    this.events.drawn(exact ? picture : null, this.frames.count + 1);
    return true;
  }

  private upload(scene: Scene, picture: Picture): void {
    const { uploaded } = this;
    let { colors } = uploaded;
    // Under the same number only anchors differ, which are no part of the scene.
    if (uploaded.picture?.id !== picture.id) {
      scene.setPicture(picture);
      colors = null;
    }
    if (uploaded.picture !== picture) this.drawOutlines(picture);
    if (this.colors && colors !== this.colors && this.colors.picture === picture.id) {
      scene.setRamp(rampOf(this.colors.scale, this.ramp));
      scene.setColors(this.colors);
      colors = this.colors;
    }
    const dots = this.dots.picture === picture.id ? this.dots.points : NO_DOTS;
    if (dots !== uploaded.dots) scene.setDots(dots);
    this.uploaded = { picture, colors, dots };
  }
}
