import type { Screen, ScreenEvents } from "../canvas/screen.ts";
import { WebglCanvas } from "./webgl_canvas.ts";
import { WebglScene } from "./webgl_scene.ts";

/** A canvas of one slice that a graphics card draws on. */
export class WebglScreen extends WebglCanvas<WebglScene> implements Screen {
  constructor(parent: HTMLElement, events: ScreenEvents, signal: AbortSignal) {
    super(parent, false, (gl, begin) => new WebglScene(gl, begin), events, signal);
  }
}
