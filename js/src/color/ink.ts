import type { Picture } from "../wire/picture.ts";
import { layerColor, layerHalo, layerStrength } from "./palette.ts";

export const LAYERS = 256; // corner_layers is uint8

// The share of the picture that lines may darken together. Beyond it they fade, so that a dense
// tessellation reads as texture; chosen by eye between 1 000 and 200 000 edges.
const INK = 0.16;
const STRONGEST = 0.9;
const FAINTEST = 0.05;
// Lines have a halo where they are few: where they are dense, haloed ones would cover most of the fill. None below the
// first of these opacities, a full one from the second on.
const HALOED = [0.8, 0.9] as const;
export const HALO = 0.6;
// The share of their opacity that lines keep beside those of the newest layer.
const OLDER = 0.45;

/** How the hyperplanes of each layer are drawn: the fainter the more of them there are to a pixel. */
export class Ink {
  /** The total length of each layer's edges, in heights of the window. */
  private lengths: Float64Array = new Float64Array(LAYERS);
  private visible: readonly number[] = [];
  private count = 1;
  /** The last layer that has cut, where others follow that have not; -1 where all have. */
  private newest = -1;

  setPicture({ positions, edges, edgeLayers, window }: Picture): void {
    const aspect = (window[1] - window[0]) / (window[3] - window[2]);
    this.lengths = new Float64Array(LAYERS);
    for (let i = 0; i < edgeLayers.length; i++) {
      const a = 2 * edges[2 * i];
      const b = 2 * edges[2 * i + 1];
      const dx = aspect * (positions[b] - positions[a]);
      const dy = positions[b + 1] - positions[a + 1];
      this.lengths[edgeLayers[i]] += Math.sqrt(dx * dx + dy * dy);
    }
  }

  /** The total length of each layer's edges to a unit of area, where that is known better. */
  setLengths(lengths: Float64Array): void {
    this.lengths = lengths;
  }

  /** `count` layers in all, of which `visible` are drawn, of the first `depth`; the last of these stands out. */
  setLayers(visible: readonly number[], count: number, depth = Number.POSITIVE_INFINITY): void {
    this.visible = visible.filter((layer) => layer < depth);
    this.count = count;
    this.newest = depth === Number.POSITIVE_INFINITY ? -1 : depth - 1;
  }

  /** RGBA of every layer, (LAYERS, 4), on a picture so many device pixels wide; alpha 0 is not drawn. */
  colors(width: number): Uint8Array {
    const opacity = this.opacity(width);
    return this.table((layer) => [
      ...layerColor(layer, this.count),
      this.emphasis(layer) * opacity * layerStrength(layer, this.count),
    ]);
  }

  /** The same of their halos, one device pixel wide on either side; all 0 where no line has one. */
  halos(width: number): Uint8Array {
    const alpha = HALO * haloShare(this.opacity(width));
    return this.table((layer) =>
      alpha > 0 ? [...layerHalo(layer, this.count), this.emphasis(layer) * alpha] : [0, 0, 0, 0],
    );
  }

  private emphasis(layer: number): number {
    return this.newest < 0 || layer === this.newest ? 1 : OLDER;
  }

  private opacity(width: number): number {
    let length = 0;
    for (const layer of this.visible) length += this.lengths[layer] ?? 0;
    return lineOpacity(length / width);
  }

  private table(rgba: (layer: number) => number[]): Uint8Array {
    const table = new Uint8Array(4 * LAYERS);
    for (const layer of this.visible)
      table.set(
        rgba(layer).map((c) => Math.round(255 * c)),
        4 * layer,
      );
    return table;
  }
}

/** How much of its halo a line has at an opacity, 0..1. */
export function haloShare(opacity: number): number {
  return Math.max(0, Math.min(1, (opacity - HALOED[0]) / (HALOED[1] - HALOED[0])));
}

/** Opacity of lines that would cover `density` of the picture if they were opaque. */
export function lineOpacity(density: number): number {
  return Math.max(FAINTEST, Math.min(STRONGEST, INK / density));
}
