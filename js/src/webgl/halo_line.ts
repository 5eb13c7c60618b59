import type { Placement } from "../canvas/box.ts";
import type { HaloStyle, Rgba } from "../color/halo.ts";
import { DataTexture } from "./data_texture.ts";
import { type LinePainter, Segments } from "./lines.ts";
import type { Surface } from "./webgl_canvas.ts";

/** A line with a halo, so that it reads on any fill. */
export class HaloLine {
  private segments: Segments | null = null;
  private readonly core: DataTexture;
  private readonly halo: DataTexture;

  constructor(
    private readonly gl: Surface["gl"],
    private readonly style: HaloStyle,
  ) {
    this.core = swatch(gl, style.core);
    this.halo = swatch(gl, style.halo);
  }

  setSegments(ends: Float32Array): void {
    this.segments?.release();
    this.segments = new Segments(this.gl, ends, new Uint8Array(ends.length / 4));
  }

  draw(painter: LinePainter, surface: Surface, placement: Placement): void {
    if (this.segments === null) return;
    const { ratio } = surface;
    const wide = ratio * (this.style.width + 2 * this.style.margin);
    painter.draw(this.segments, surface, placement, { styles: this.halo, width: wide, round: true });
    painter.draw(this.segments, surface, placement, {
      styles: this.core,
      width: ratio * this.style.width,
      round: true,
    });
  }
}

/** A texture of one color. */
export function swatch(gl: Surface["gl"], color: Rgba): DataTexture {
  const texture = new DataTexture(gl, "color", 1);
  texture.image = new Uint8Array(color.map((c) => Math.round(255 * c)));
  return texture;
}
