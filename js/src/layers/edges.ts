import type { Texture } from "ogl";
import type { Placement } from "../canvas/box.ts";
import type { Surface } from "../canvas/device.ts";
import { layerColor, layerStrength } from "../color/palette.ts";
import type { Picture } from "../picture.ts";
import { type LinePainter, Segments } from "./lines.ts";
import { dataTexture } from "./tiles.ts";

const LAYERS = 256; // edge_layers is uint8

// The share of the picture that lines may darken together. Beyond it they fade, so that a dense
// tessellation reads as texture; chosen by eye between 1 000 and 200 000 edges.
const INK = 0.16;
const STRONGEST = 0.9;
const FAINTEST = 0.05;

/** The folded hyperplanes of each layer, one device pixel wide. */
export class Edges {
  private segments: Segments | null = null;
  private lengths: Float64Array = new Float64Array(LAYERS);
  private readonly styles: Texture;
  private visible: ReadonlySet<number> = new Set();
  private count = 1;

  constructor(private readonly gl: Surface["gl"]) {
    this.styles = dataTexture(gl, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, LAYERS, 1);
  }

  setPicture(picture: Picture): void {
    this.segments?.release();
    const ends = edgeEnds(picture);
    this.segments = new Segments(this.gl, ends, picture.edgeLayers);
    const [u0, u1, v0, v1] = picture.window;
    this.lengths = layerLengths(ends, picture.edgeLayers, (u1 - u0) / (v1 - v0));
  }

  /** `count` layers in all, of which `visible` are drawn. */
  setLayers(visible: ReadonlySet<number>, count: number): void {
    this.visible = visible;
    this.count = count;
  }

  draw(painter: LinePainter, surface: Surface, placement: Placement): void {
    if (this.segments === null || this.visible.size === 0) return;
    let length = 0;
    for (const layer of this.visible) length += this.lengths[layer] ?? 0;
    // The picture is `scale[0] * width` pixels wide and its lines are `length` of its heights long.
    const opacity = lineOpacity(length / (placement.scale[0] * surface.width));
    this.style(opacity);
    painter.draw(this.segments, surface, placement, { styles: this.styles, width: 1, round: false });
  }

  private style(opacity: number): void {
    const texels = new Uint8Array(4 * LAYERS);
    for (const layer of this.visible) {
      const rgb = layerColor(layer, this.count);
      const alpha = opacity * layerStrength(layer, this.count);
      texels.set(
        [...rgb, alpha].map((c) => Math.round(255 * c)),
        4 * layer,
      );
    }
    this.styles.image = texels;
  }
}

/** Opacity of lines that would cover `density` of the picture if they were opaque. */
export function lineOpacity(density: number): number {
  return Math.max(FAINTEST, Math.min(STRONGEST, INK / density));
}

function edgeEnds({ edges, positions }: Picture): Float32Array {
  const ends = new Float32Array(2 * edges.length);
  for (let i = 0; i < edges.length; i++) {
    ends[2 * i] = positions[2 * edges[i]];
    ends[2 * i + 1] = positions[2 * edges[i] + 1];
  }
  return ends;
}

/** The total length of each layer's edges, in heights of the window. */
function layerLengths(ends: Float32Array, layers: Uint8Array, aspect: number): Float64Array {
  const lengths = new Float64Array(LAYERS);
  for (let i = 0; i < layers.length; i++) {
    const dx = aspect * (ends[4 * i + 2] - ends[4 * i]);
    const dy = ends[4 * i + 3] - ends[4 * i + 1];
    lengths[layers[i]] += Math.sqrt(dx * dx + dy * dy);
  }
  return lengths;
}
