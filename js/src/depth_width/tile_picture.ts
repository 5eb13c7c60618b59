import { FittedCanvas } from "../canvas/fitted_canvas.ts";
import { Frames } from "../canvas/frames.ts";
import { cssColor } from "../canvas/theme.ts";
import { layerColor } from "../color/palette.ts";
import { RAMP_SIZE, rampTexels } from "../color/ramps.ts";
import { element } from "../dom/element.ts";
import { decode } from "../wire/decode.ts";
import { edgesOf, offsetsOf } from "../wire/tile_loops.ts";
import type { WireColoredTiles } from "../wire/wire.ts";

/** Lines are thinner the more tiles there are, in CSS pixels. */
const THICKEST = 1.5;
const THINNEST = 0.35;
const FEW = 60;

/** Tiles in a square, filled by what the network makes of them, with the edges of each layer. */
export class TilePicture {
  readonly root = element("div", { class: "sw-depth-tiles" });
  private readonly canvas: FittedCanvas;
  private readonly frames: Frames;
  private readonly ramp = rampTexels("viridis");
  private cells: WireColoredTiles | null = null;
  private layers = 1;

  constructor(signal: AbortSignal) {
    this.frames = new Frames(() => this.draw(), signal);
    this.canvas = new FittedCanvas(this.root, () => this.frames.invalidate(), signal);
  }

  set(cells: WireColoredTiles | null, layers: number, words: string): void {
    this.cells = cells;
    this.layers = layers;
    this.root.setAttribute("role", "img");
    this.root.setAttribute("aria-label", words);
    this.frames.invalidate();
  }

  private draw(): boolean {
    const context = this.canvas.element.getContext("2d");
    const { cells, layers } = this;
    const { width, height } = this.canvas.size;
    if (!context || cells === null || width === 0) return false;
    const side = Math.min(width, height);
    const { ratio } = this.canvas;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.translate((width - side) / 2, (height - side) / 2);
    const positions = decode(cells.positions, ["float32"]);
    const loops = decode(cells.tile_vertices, ["uint16", "uint32"]);
    const offsets = offsetsOf(decode(cells.tile_sizes, ["uint8", "uint16", "uint32"]));
    const values = decode(cells.values, ["float32"]);
    const go = (vertex: number, move: boolean) => {
      const [x, y] = [positions[2 * vertex] * side, (1 - positions[2 * vertex + 1]) * side];
      if (move) context.moveTo(x, y);
      else context.lineTo(x, y);
    };
    values.forEach((value, tile) => {
      context.beginPath();
      for (let i = offsets[tile]; i < offsets[tile + 1]; i++) go(loops[i], i === offsets[tile]);
      const texel = 4 * Math.round(Math.max(0, Math.min(1, value)) * (RAMP_SIZE - 1));
      context.fillStyle = `rgb(${this.ramp[texel]} ${this.ramp[texel + 1]} ${this.ramp[texel + 2]})`;
      context.fill();
    });
    const { edges, edgeLayers } = edgesOf(offsets, loops, decode(cells.corner_layers, ["uint8"]));
    context.lineWidth = Math.max(THINNEST, THICKEST * Math.min(1, Math.sqrt(FEW / values.length)));
    for (let layer = 0; layer < layers; layer++) {
      context.beginPath();
      edgeLayers.forEach((of, i) => {
        if (of !== layer) return;
        go(edges[2 * i], true);
        go(edges[2 * i + 1], false);
      });
      context.strokeStyle = cssColor(layerColor(layer, layers));
      context.stroke();
    }
    return true;
  }
}
