import type { Texture } from "ogl";
import type { Placement } from "../canvas/box.ts";
import type { Surface } from "../canvas/device.ts";
import type { Picture } from "../picture.ts";
import { type LinePainter, Segments } from "./lines.ts";
import { dataTexture } from "./tiles.ts";

type Rgba = readonly [number, number, number, number];

const RED: Rgba = [0.86, 0.08, 0.12, 1];
const PALE: Rgba = [1, 1, 1, 0.9];
const INK: Rgba = [0.05, 0.05, 0.08, 0.75];
const WHITE: Rgba = [1, 1, 1, 1];

/** A line with a halo, so that it reads on any fill. Widths are CSS pixels. */
export class HaloLine {
  private segments: Segments | null = null;
  private readonly core: Texture;
  private readonly halo: Texture;

  constructor(
    private readonly gl: Surface["gl"],
    core: Rgba,
    halo: Rgba,
    private readonly width: number,
    private readonly margin: number,
  ) {
    this.core = swatch(gl, core);
    this.halo = swatch(gl, halo);
  }

  setSegments(ends: Float32Array): void {
    this.segments?.release();
    this.segments = new Segments(this.gl, ends, new Uint8Array(ends.length / 4));
  }

  draw(painter: LinePainter, surface: Surface, placement: Placement): void {
    if (this.segments === null) return;
    const { ratio } = surface;
    const wide = ratio * (this.width + 2 * this.margin);
    painter.draw(this.segments, surface, placement, { styles: this.halo, width: wide, round: true });
    painter.draw(this.segments, surface, placement, {
      styles: this.core,
      width: ratio * this.width,
      round: true,
    });
  }
}

/** Where the predicted class changes. */
export function boundaryLine(gl: Surface["gl"]): HaloLine {
  return new HaloLine(gl, RED, PALE, 2, 1.25);
}

export function hoverLine(gl: Surface["gl"]): HaloLine {
  return new HaloLine(gl, WHITE, INK, 1.25, 1);
}

export function selectionLine(gl: Surface["gl"]): HaloLine {
  return new HaloLine(gl, WHITE, INK, 2.5, 1.25);
}

/** The outline of one tile as segments; empty when there is no such tile. */
export function outline(picture: Picture, tile: number): Float32Array {
  if (tile < 0 || tile >= picture.tileCount) return new Float32Array(0);
  const [first, end] = [picture.tileOffsets[tile], picture.tileOffsets[tile + 1]];
  const ends = new Float32Array(4 * (end - first));
  for (let i = first; i < end; i++) {
    const a = picture.tileVertices[i];
    const b = picture.tileVertices[i + 1 < end ? i + 1 : first];
    ends.set([picture.positions[2 * a], picture.positions[2 * a + 1]], 4 * (i - first));
    ends.set([picture.positions[2 * b], picture.positions[2 * b + 1]], 4 * (i - first) + 2);
  }
  return ends;
}

function swatch(gl: Surface["gl"], color: Rgba): Texture {
  const texture = dataTexture(gl, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, 1, 1);
  texture.image = new Uint8Array(color.map((c) => Math.round(255 * c)));
  return texture;
}
