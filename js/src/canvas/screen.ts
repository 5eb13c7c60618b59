import type { Colors, Picture } from "../wire/picture.ts";
import type { Box, Mark } from "../wire/wire.ts";
import type { Size } from "./box.ts";
import type { Theme } from "./theme.ts";

/** What of a picture is drawn: marks above its tiles, and classes, of tiles and data alike. */
export interface Showing {
  readonly marks: readonly Mark[];
  readonly classes: (index: number) => boolean;
}

/** All of it. */
export const EVERYTHING: Showing = {
  marks: ["boundary", "data", "misclassified", "anchors"],
  classes: () => true,
};

/** Everything on the canvas, from the fill of the tiles up to the outline under the cursor. */
export interface Scene {
  setPicture(picture: Picture): void;
  /** Colors of another picture than the present one are ignored. */
  setColors(colors: Colors): void;
  /** Drops the colored picture before the present one, which stands in until the present colors arrive. */
  forget(): void;
  setRamp(name: string): void;
  /** `count` layers in all, of which `visible` are drawn, of the first `depth`; the last of these stands out. */
  setLayers(visible: readonly number[], count: number, depth?: number): void;
  setShowing(showing: Showing): void;
  /** Samples in the present picture's window, (n, 2). */
  setDots(points: Float32Array): void;
  /** Segments in the present picture's window, (n, 4), around what is pointed at and what is selected. */
  setOutlines(hovered: Float32Array, selected: Float32Array): void;
  /** Tells whether all of it is there; if not, a frame more brings more of it. */
  draw(view: Box, theme: Theme): boolean;
}

/** Where pictures are drawn: by a graphics card through WebGL2, or by the processor. */
export interface Screen {
  /** In CSS pixels. */
  readonly size: Size;
  /** Whether there is anything to draw on in this browser. */
  readonly available: boolean;
  /** Whether it is out of sight, and draws nothing until it comes in sight. */
  readonly resting: boolean;
  /** Whether nobody would see at once what is drawn. */
  readonly unseen: boolean;
  /** What draws; null while there is nothing to draw on, another object after everything was lost. */
  scene(): Scene | null;
}

export interface ScreenEvents {
  /** The canvas has another size, in CSS pixels: everything must be drawn again. */
  resized(size: Size): void;
  /** There is nothing to draw on, for now; and again there is. */
  lost(): void;
  restored(): void;
}
