import type { Rgb } from "../canvas/theme.ts";
import { Ink, LAYERS } from "../color/ink.ts";
import { DataTexture } from "../webgl/data_texture.ts";
import type { Surface } from "../webgl/webgl_canvas.ts";
import { edgeDensity, type Mesh, type Pose, segmentsOf } from "./mesh.ts";
import { type StrokePainter, Strokes } from "./strokes.ts";
import type { World } from "./world.ts";

/** Without facets behind them lines lean toward the color of text, or the palest would be lost on the page. */
const BARE_LEAN = 0.4;
const BORDER_OPACITY = 0.5;

/** The folded hyperplanes of each layer where they lie in space, one device pixel wide. */
export class Wireframe {
  private edges: Strokes | null = null;
  private border: Strokes | null = null;
  private readonly onFacets: DataTexture;
  private readonly bare: DataTexture;
  private readonly borderInk: DataTexture;
  private readonly ink = new Ink();

  constructor(private readonly gl: Surface["gl"]) {
    const styles = (count: number) => new DataTexture(gl, "color", count);
    [this.onFacets, this.bare, this.borderInk] = [styles(LAYERS), styles(LAYERS), styles(1)];
  }

  setMesh(mesh: Mesh | null): void {
    this.edges?.release();
    this.border?.release();
    this.edges = mesh && new Strokes(this.gl, segmentsOf(mesh, mesh.edges), mesh.edgeLayers);
    this.border =
      mesh && new Strokes(this.gl, segmentsOf(mesh, mesh.border), new Uint8Array(mesh.border.length / 2));
    if (mesh) this.ink.setLengths(edgeDensity(mesh));
  }

  setLayers(visible: readonly number[], count: number, depth?: number): void {
    this.ink.setLayers(visible, count, depth);
  }

  /** `fine`: all edges, else the border only. */
  draw(painter: StrokePainter, world: World, pose: Pose, filled: boolean, fine: boolean, text: Rgb): void {
    if (!this.edges || !this.border) return;
    const pen = { width: 1, round: false, opacity: 1, through: false };
    if (fine) {
      const colors = this.ink.colors(world.scale);
      const styles = filled ? this.onFacets : this.bare;
      styles.image = filled ? colors : leaning(colors, text);
      painter.draw(this.edges, world, pose, { ...pen, styles });
    }
    this.borderInk.image = new Uint8Array([...text, BORDER_OPACITY].map((c) => Math.round(255 * c)));
    painter.draw(this.border, world, pose, { ...pen, styles: this.borderInk });
  }
}

function leaning(colors: Uint8Array, text: Rgb): Uint8Array {
  return colors.map((c, i) => (i % 4 === 3 ? c : c + BARE_LEAN * (255 * text[i % 4] - c)));
}
