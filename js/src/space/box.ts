import type { Rgb } from "../canvas/theme.ts";
import { DataTexture } from "../webgl/data_texture.ts";
import type { Surface } from "../webgl/webgl_canvas.ts";
import { type Axis, boxLines, sidesOf } from "./axes.ts";
import type { Bounds, Camera } from "./camera.ts";
import { AS_IS } from "./mesh.ts";
import { type StrokePainter, Strokes } from "./strokes.ts";
import type { World } from "./world.ts";

const OPACITY = 0.18;

/** The quiet lines of the box around everything: its floor, its walls at the back, its ticks. */
export class Box {
  private lines: { readonly key: string; readonly axes: readonly Axis[]; readonly strokes: Strokes } | null =
    null;
  private readonly ink: DataTexture;

  constructor(private readonly gl: Surface["gl"]) {
    this.ink = new DataTexture(gl, "color", 1);
  }

  draw(
    painter: StrokePainter,
    world: World,
    camera: Camera,
    axes: readonly Axis[],
    bounds: Bounds,
    text: Rgb,
  ): void {
    if (axes.length === 0) return;
    const sides = sidesOf(camera, bounds, axes);
    const key = [...sides.near, ...sides.front, ...bounds.flat()].join(" ");
    if (this.lines?.key !== key || this.lines.axes !== axes) {
      this.lines?.strokes.release();
      const ends = boxLines(axes, bounds, sides);
      this.lines = { key, axes, strokes: new Strokes(this.gl, ends, new Uint8Array(ends.length / 6)) };
    }
    this.ink.image = new Uint8Array([...text, OPACITY].map((c) => Math.round(255 * c)));
    const pen = { styles: this.ink, width: world.surface.ratio, round: false, opacity: 1, through: false };
    painter.draw(this.lines.strokes, world, AS_IS, pen);
  }
}
