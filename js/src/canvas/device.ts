import { type OGLRenderingContext, Renderer } from "ogl";
import type { Size } from "./box.ts";

/** What the layers need to know of a frame: sizes in device pixels and device pixels per CSS pixel. */
export interface Surface {
  readonly gl: OGLRenderingContext & WebGL2RenderingContext;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

export interface DeviceEvents {
  /** The drawing surface has another size: everything must be drawn again. */
  resized(size: Size): void;
  /** A new context: everything on the graphics card is gone and must be made again. */
  restored(): void;
  lost(): void;
}

/** A canvas that fills its parent at device resolution and survives the loss of its WebGL context. */
export class Device {
  readonly canvas: HTMLCanvasElement;
  /** In CSS pixels. */
  size: Size = { width: 0, height: 0 };
  surface: Surface | null = null;
  private renderer: Renderer | null = null;
  private readonly observer: ResizeObserver;

  constructor(
    private readonly parent: HTMLElement,
    private readonly events: DeviceEvents,
    signal: AbortSignal,
  ) {
    this.canvas = document.createElement("canvas");
    this.canvas.className = "sw-canvas";
    parent.prepend(this.canvas);
    this.canvas.addEventListener("webglcontextlost", (event) => this.onLost(event), { signal });
    this.canvas.addEventListener("webglcontextrestored", () => this.onRestored(), { signal });
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(parent); // reports the first size, too, once there is one
    this.watchRatio(signal);
    this.open();
    signal.addEventListener("abort", () => this.release(), { once: true });
  }

  private open(): void {
    // Asked for here first: ogl cannot be told that there may be no WebGL2 at all.
    const antialias = !drawnByProcessor();
    const gl = this.canvas.getContext("webgl2", { alpha: false, depth: false, stencil: false, antialias });
    if (!gl || gl.isContextLost()) return;
    this.renderer = new Renderer({ canvas: this.canvas, depth: false, autoClear: false });
    this.canvas.removeAttribute("style");
  }

  get available(): boolean {
    return this.renderer !== null;
  }

  resize(): void {
    const { clientWidth: width, clientHeight: height } = this.parent;
    if (width === 0 || height === 0) return;
    const ratio = window.devicePixelRatio || 1;
    const pixels = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    const same = this.surface?.width === pixels[0] && this.surface.height === pixels[1];
    if (same && this.size.width === width && this.size.height === height) return;
    this.size = { width, height };
    [this.canvas.width, this.canvas.height] = pixels;
    this.surface = this.renderer && {
      gl: this.renderer.gl as Surface["gl"],
      width: pixels[0],
      height: pixels[1],
      ratio,
    };
    this.events.resized(this.size);
  }

  /** A window dragged to another screen changes the ratio without changing any size in CSS pixels. */
  private watchRatio(signal: AbortSignal): void {
    if (typeof window.matchMedia !== "function") return;
    const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    const once = new AbortController();
    const stop = () => once.abort();
    signal.addEventListener("abort", stop, { once: true, signal: once.signal });
    query.addEventListener(
      "change",
      () => {
        once.abort();
        this.resize();
        this.watchRatio(signal);
      },
      { signal: once.signal },
    );
  }

  /** Clears the surface and makes ready to draw; false when there is nothing to draw on. */
  begin(background: readonly [number, number, number]): this is { surface: Surface } {
    if (!this.surface || !this.renderer || this.surface.gl.isContextLost()) return false;
    const { gl, width, height } = this.surface;
    this.renderer.setViewport(width, height);
    gl.clearColor(...background, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    return true;
  }

  private onLost(event: Event): void {
    event.preventDefault(); // without this the browser never restores it
    this.renderer = null;
    this.surface = null;
    this.events.lost();
  }

  private onRestored(): void {
    this.open();
    this.size = { width: 0, height: 0 };
    this.events.restored();
    this.resize();
  }

  /** A page keeps 16 WebGL contexts alive; waiting for the garbage collector would cost someone else's. */
  private release(): void {
    this.observer.disconnect();
    this.surface?.gl.getExtension("WEBGL_lose_context")?.loseContext();
    this.renderer = null;
    this.surface = null;
    this.canvas.remove();
  }
}

let processor: boolean | undefined;

/**
 * Whether WebGL runs on the processor, as on servers and virtual machines.
 *
 * Smooth borders cost a graphics card nothing, but there they double the time of a frame. The attribute
 * `failIfMajorPerformanceCaveat` would be the way to ask, if browsers answered; so the renderer's name must do.
 */
function drawnByProcessor(): boolean {
  if (processor === undefined) {
    const gl = document.createElement("canvas").getContext("webgl2");
    const info = gl?.getExtension("WEBGL_debug_renderer_info");
    const name = gl ? String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) : "";
    processor = /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
    gl?.getExtension("WEBGL_lose_context")?.loseContext();
  }
  return processor;
}
