import type { Size } from "../canvas/box.ts";
import { FittedCanvas } from "../canvas/fitted_canvas.ts";
import { printing } from "../canvas/printing.ts";
import type { Screen, ScreenEvents } from "../canvas/screen.ts";
import { watchSight } from "../canvas/sight.ts";
import { RasterScene } from "./raster_scene.ts";

/**
 * A canvas that the processor draws on.
 *
 * For browsers without WebGL2, and for those whose WebGL runs on the processor anyhow: knowing that tiles are convex
 * and do not overlap, and that lines are one pixel wide, takes a third of the time that a general renderer needs.
 */
export class RasterScreen implements Screen {
  /** It draws out of sight, too, now and then: a page can be printed. */
  readonly resting = false;
  unseen = false;
  private readonly canvas: FittedCanvas;
  private readonly context: CanvasRenderingContext2D | null;
  private drawn: RasterScene | null = null;

  constructor(parent: HTMLElement, events: ScreenEvents, signal: AbortSignal) {
    this.canvas = new FittedCanvas(parent, events.resized, signal, true);
    this.context = contextOf(this.canvas.element);
    const see = (seen: boolean) => {
      this.unseen = !seen;
      if (seen) events.restored();
    };
    watchSight(parent, see, signal);
  }

  get available(): boolean {
    return this.context !== null;
  }

  get size(): Size {
    return this.canvas.size;
  }

  /** Takes the parent's size now, which else happens before the first frame. */
  fit(): void {
    this.canvas.resize();
  }

  scene(): RasterScene | null {
    // What is drawn while a page is printed does not reach the paper of every browser.
    if (!this.context || this.canvas.size.width === 0 || printing()) return null;
    this.drawn ??= new RasterScene(this.context, this.canvas, detached);
    return this.drawn;
  }
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  return canvas.getContext("2d", { alpha: false, willReadFrequently: true });
}

function detached(): CanvasRenderingContext2D {
  return contextOf(document.createElement("canvas")) as CanvasRenderingContext2D;
}
