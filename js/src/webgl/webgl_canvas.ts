import type { Size } from "../canvas/box.ts";
import { FittedCanvas } from "../canvas/fitted_canvas.ts";
import { whenPrinted } from "../canvas/printing.ts";
import type { ScreenEvents } from "../canvas/screen.ts";
import { watchSight } from "../canvas/sight.ts";
import type { Rgb } from "../canvas/theme.ts";
import { drawnByProcessor, hasWebgl2 } from "./webgl_probe.ts";

/** What the layers need to know of a frame: sizes in device pixels and device pixels per CSS pixel. */
export interface Surface {
  readonly gl: WebGL2RenderingContext;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

/** Makes the surface ready: cleared to a background, and all of its depths to the farthest. */
export type Begin = (background: Rgb) => Surface;

/**
 * A canvas with a WebGL2 context, which may be lost and come back, and what is drawn there.
 *
 * A page keeps 16 contexts alive and takes the oldest away from their canvases. So a canvas has one only in sight.
 */
export class WebglCanvas<S> {
  resting = true;
  /** When it is out of sight nothing is drawn, which takes no time. */
  readonly unseen = false;
  private readonly canvas: FittedCanvas;
  private gl: WebGL2RenderingContext | null = null;
  private drawn: S | null = null;

  /** `depth` is for scenes in which things hide others; `compose` makes a scene, anew after a loss. */
  constructor(
    parent: HTMLElement,
    private readonly depth: boolean,
    private readonly compose: (gl: Surface["gl"], begin: Begin) => S,
    private readonly events: ScreenEvents,
    private readonly signal: AbortSignal,
  ) {
    this.canvas = new FittedCanvas(parent, events.resized, signal);
    // It holds nothing after a frame, so that paper is to have one of its own.
    whenPrinted(() => this.canvas.resize(), signal);
    watchSight(parent, (seen) => this.see(seen), signal);
    signal.addEventListener("abort", () => this.release(), { once: true });
  }

  private see(seen: boolean): void {
    if (seen !== this.resting) return;
    this.resting = !seen;
    if (!seen) {
      this.release();
      return;
    }
    const element = this.canvas.renew(); // a canvas never loses the context that it had once
    const { signal } = this;
    element.addEventListener("webglcontextlost", (event) => this.onLost(event), { signal });
    element.addEventListener("webglcontextrestored", () => this.onRestored(), { signal });
    this.onRestored();
  }

  private open(): void {
    const antialias = !drawnByProcessor();
    const { depth } = this;
    const { element } = this.canvas;
    const gl = element.getContext("webgl2", { alpha: false, depth, stencil: false, antialias });
    if (gl && !gl.isContextLost()) this.gl = gl;
  }

  get available(): boolean {
    return hasWebgl2();
  }

  get size(): Size {
    return this.canvas.size;
  }

  /** Takes the parent's size now, which else happens before the first frame. */
  fit(): void {
    this.canvas.resize();
  }

  /** What draws; null while there is nothing to draw on, another object after everything was lost. */
  scene(): S | null {
    const { gl, canvas } = this;
    if (!gl || canvas.size.width === 0 || gl.isContextLost()) return null;
    this.drawn ??= this.compose(gl, (background) => this.begin(gl, background));
    return this.drawn;
  }

  private begin(gl: Surface["gl"], background: Rgb): Surface {
    const { width, height, ratio } = this.canvas;
    gl.viewport(0, 0, width, height);
    gl.clearColor(...background, 1);
    gl.depthMask(true); // without which depths are not cleared
    gl.clear(this.depth ? gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT : gl.COLOR_BUFFER_BIT);
    return { gl, width, height, ratio };
  }

  private onLost(event: Event): void {
    if (this.gl === null || event.target !== this.canvas.element) return; // let go by ourselves
    event.preventDefault(); // without this the browser never restores it
    this.gl = null;
    this.drawn = null;
    this.events.lost();
  }

  private onRestored(): void {
    this.open();
    this.events.restored();
  }

  /** Waiting for the garbage collector would cost someone else's context. */
  private release(): void {
    const { gl } = this;
    this.gl = null;
    this.drawn = null;
    gl?.getExtension("WEBGL_lose_context")?.loseContext();
  }
}
