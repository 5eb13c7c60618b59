import type { Rgb, Theme } from "../canvas/theme.ts";
import { DENSITY_RAMP } from "../chrome/density_bar.ts";
import { pack } from "../color/fill.ts";
import { formatCount } from "../color/numbers.ts";
import { RAMP_SIZE, rampTexels } from "../color/ramps.ts";
import { fillCells } from "../raster/cells.ts";
import { drawHairlines } from "../raster/hairlines.ts";
import type { Pixels } from "../raster/polygons.ts";
import { decode } from "../wire/decode.ts";
import { type Maybe, present, type WireCells, type WireLines } from "../wire/wire.ts";

/** How a picture is seen: which layer, counted from 1, and the density that has the last color of the ramp. */
export interface PlaneLook {
  readonly layer: number;
  readonly top: number;
  readonly theme: Theme;
  /** Device pixels in a CSS pixel. */
  readonly ratio: number;
}

/** What is shown of one network: its hyperplanes, or how many cut each cell. */
export interface PlanePicture {
  /** In words. */
  readonly words: string;
  /** The largest density; 0 where there are lines. */
  readonly largest: number;
  draw(pixels: Pixels, look: PlaneLook): void;
}

/** Lines of the chosen layer, and of the earlier ones, on light and on dark. */
export const CHOSEN: readonly Rgb[] = [
  [0.08, 0.4, 0.75],
  [0.45, 0.72, 1],
];
export const EARLIER: readonly Rgb[] = [
  [0.66, 0.66, 0.69],
  [0.42, 0.42, 0.46],
];
/** With so many device pixels in a CSS pixel a line of one would be thin: the chosen layer's have three. */
const FINE = 1.75;

const TEXELS = new Int32Array(rampTexels(DENSITY_RAMP).buffer);
const WHOLE = { scale: [1, 1], offset: [0, 0] } as const;

/** Reads what has come; null where there is nothing. */
export function readPicture(wire: Maybe<WireLines | WireCells>): PlanePicture | null {
  if (!present(wire)) return null;
  return "segments" in wire ? new Lines(wire) : new Cells(wire);
}

class Lines implements PlanePicture {
  readonly largest = 0;
  readonly words: string;
  private readonly places: Float32Array;
  private readonly layers: Uint8Array;
  private readonly ends: Uint32Array;

  constructor(wire: WireLines) {
    this.words = `${formatCount(wire.tiles)} tiles`;
    this.places = decode(wire.segments, ["float32"]);
    this.layers = decode(wire.segment_layers, ["uint8"]);
    this.ends = Uint32Array.from({ length: 2 * this.layers.length }, (_, i) => i);
  }

  draw(pixels: Pixels, { layer, theme, ratio }: PlaneLook): void {
    const { width, height, data } = pixels;
    const { places, layers, ends } = this;
    data.fill(pack(theme.background));
    const corners = places.map((place, i) => (i % 2 === 0 ? width * place : height * (1 - place)));
    const dark = Number(theme.dark);
    // Segments come layer by layer: those of the chosen one lie above those of earlier ones.
    const colors = new Uint8Array(4 * 256);
    for (let i = 0; i < layer; i++) colors.set(rgba((i === layer - 1 ? CHOSEN : EARLIER)[dark]), 4 * i);
    drawHairlines(pixels, corners, ends, layers, colors);
    if (ratio < FINE) return;
    colors.fill(0, 0, 4 * (layer - 1));
    drawHairlines(pixels, corners, ends, layers, colors, 1);
  }
}

function rgba(color: Rgb): number[] {
  return [...color, 1].map((c) => Math.round(255 * c));
}

class Cells implements PlanePicture {
  readonly words: string;
  readonly largest: number;
  private readonly counts: Uint16Array;
  private readonly grid: readonly [number, number];

  constructor({ counts }: WireCells) {
    this.counts = Uint16Array.from(decode(counts, ["uint8", "uint16"]));
    const [rows, columns] = counts.shape;
    this.grid = [columns, rows];
    this.largest = this.counts.reduce((most, count) => Math.max(most, count), 0);
    this.words = `at most ${this.largest} units in a cell`;
  }

  draw(pixels: Pixels, { top }: PlaneLook): void {
    const gain = (RAMP_SIZE - 1) / Math.sqrt(top || 1);
    const colors = Int32Array.from(this.counts, (count) => TEXELS[Math.round(gain * Math.sqrt(count))]);
    fillCells(pixels, WHOLE, this.grid, colors, () => false);
  }
}
