import type { Placement } from "../canvas/box.ts";
import { Ink, LAYERS } from "../color/ink.ts";
import type { Picture } from "../wire/picture.ts";
import { DataTexture } from "./data_texture.ts";
import { type LinePainter, Segments } from "./lines.ts";
import type { Surface } from "./webgl_canvas.ts";

/** The folded hyperplanes of each layer, one device pixel wide. */
export class Edges {
  private segments: Segments | null = null;
  private readonly styles: DataTexture;
  private readonly halos: DataTexture;
  private readonly ink = new Ink();

  constructor(private readonly gl: Surface["gl"]) {
    const texture = () => new DataTexture(gl, "color", LAYERS);
    [this.styles, this.halos] = [texture(), texture()];
  }

  setPicture(picture: Picture): void {
    this.segments?.release();
    this.segments = new Segments(this.gl, edgeEnds(picture), picture.edgeLayers);
    this.ink.setPicture(picture);
  }

  setLayers(visible: readonly number[], count: number, depth?: number): void {
    this.ink.setLayers(visible, count, depth);
  }

  draw(painter: LinePainter, surface: Surface, placement: Placement): void {
    if (this.segments === null) return;
    const width = placement.scale[0] * surface.width;
    for (const [texture, image, across] of [
      [this.halos, this.ink.halos(width), 3],
      [this.styles, this.ink.colors(width), 1],
    ] as const) {
      // Where all is hidden, each edge would be looked at for nothing.
      if (!image.some((c, i) => i % 4 === 3 && c > 0)) continue;
      texture.image = image;
      painter.draw(this.segments, surface, placement, { styles: texture, width: across, round: false });
    }
  }
}

function edgeEnds({ edges, positions }: Picture): Float32Array {
  const ends = new Float32Array(2 * edges.length);
  for (let i = 0; i < edges.length; i++) {
    ends[2 * i] = positions[2 * edges[i]];
    ends[2 * i + 1] = positions[2 * edges[i] + 1];
  }
  return ends;
}
