import { type OGLRenderingContext, Renderer } from "ogl";
import type { Size } from "../canvas/box.ts";
import { FittedCanvas } from "../canvas/fitted_canvas.ts";
import type { Screen, ScreenEvents } from "../canvas/screen.ts";
import type { Rgb } from "../canvas/theme.ts";
import { WebglScene } from "./webgl_scene.ts";

/** What the layers need to know of a frame: sizes in device pixels and device pixels per CSS pixel. */
export interface Surface {
  readonly gl: OGLRenderingContext & WebGL2RenderingContext;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

/** A canvas with a WebGL2 context, which may be lost and come back. */
export class WebglScreen implements Screen {
  private readonly canvas: FittedCanvas;
  private renderer: Renderer | null = null;
  private drawn: WebglScene | null = null;

  constructor(
    parent: HTMLElement,
    private readonly events: ScreenEvents,
    signal: AbortSignal,
  ) {
    this.canvas = new FittedCanvas(parent, events.resized, signal);
    const { element } = this.canvas;
    element.addEventListener("webglcontextlost", (event) => this.onLost(event), { signal });
    element.addEventListener("webglcontextrestored", () => this.onRestored(), { signal });
    this.open();
    signal.addEventListener("abort", () => this.release(), { once: true });
  }

  private open(): void {
    // Asked for here first: ogl cannot be told that there may be no WebGL2 at all.
    const antialias = !drawnByProcessor();
    const canvas = this.canvas.element;
    const gl = canvas.getContext("webgl2", { alpha: false, depth: false, stencil: false, antialias });
    if (!gl || gl.isContextLost()) return;
    this.renderer = new Renderer({ canvas, depth: false, autoClear: false });
    canvas.removeAttribute("style");
  }

  get available(): boolean {
    return this.renderer !== null;
  }

  get size(): Size {
    return this.canvas.size;
  }

  /** Takes the parent's size now, which else happens before the first frame. */
  fit(): void {
    this.canvas.resize();
  }

  scene(): WebglScene | null {
    const { renderer, canvas } = this;
    if (!renderer || canvas.size.width === 0 || renderer.gl.isContextLost()) return null;
    this.drawn ??= new WebglScene(renderer.gl as Surface["gl"], (background) =>
      this.begin(renderer, background),
    );
    return this.drawn;
  }

  /** Clears the surface and makes ready to draw. */
  private begin(renderer: Renderer, background: Rgb): Surface {
    const { width, height, ratio } = this.canvas;
    const gl = renderer.gl as Surface["gl"];
    renderer.setViewport(width, height);
    gl.clearColor(...background, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    return { gl, width, height, ratio };
  }

  private onLost(event: Event): void {
    event.preventDefault(); // without this the browser never restores it
    this.renderer = null;
    this.drawn = null;
    this.events.lost();
  }

  private onRestored(): void {
    this.open();
    this.events.restored();
  }

  /** A page keeps 16 WebGL contexts alive; waiting for the garbage collector would cost someone else's. */
  private release(): void {
    this.renderer?.gl.getExtension("WEBGL_lose_context")?.loseContext();
    this.renderer = null;
    this.drawn = null;
  }
}

let answer: { readonly webgl2: boolean; readonly processor: boolean } | undefined;

/** Whether this browser has WebGL2 at all. */
export function hasWebgl2(): boolean {
  return probe().webgl2;
}

/**
 * Whether WebGL runs on the processor, as on servers and virtual machines.
 *
 * Smooth borders cost a graphics card nothing, but there they double the time of a frame. The attribute
 * `failIfMajorPerformanceCaveat` would be the way to ask, if browsers answered; so the renderer's name must do.
 */
export function drawnByProcessor(): boolean {
  return probe().processor;
}

function probe(): NonNullable<typeof answer> {
  if (answer === undefined) {
    const gl = document.createElement("canvas").getContext("webgl2");
    const info = gl?.getExtension("WEBGL_debug_renderer_info");
    const name = gl ? String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : "";
    const processor = /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
    answer = { webgl2: gl !== null, processor };
    gl?.getExtension("WEBGL_lose_context")?.loseContext();
  }
  return answer;
}
