import type { HaloStyle } from "../color/halo.ts";
import type { DataTexture } from "../webgl/data_texture.ts";
import { swatch } from "../webgl/halo_line.ts";
import type { Surface } from "../webgl/webgl_canvas.ts";
import type { Pose } from "./mesh.ts";
import type { StrokePainter, Strokes } from "./strokes.ts";
import type { World } from "./world.ts";

/** How much is seen of lines and points behind facets. */
export const BEHIND = 0.3;

/** Draws lines with a halo, so that they read on any fill; behind facets they are faint. */
export class HaloPainter {
  private readonly inks = new Map<HaloStyle, { readonly core: DataTexture; readonly halo: DataTexture }>();

  constructor(
    private readonly gl: Surface["gl"],
    private readonly painter: StrokePainter,
  ) {}

  draw(strokes: Strokes, world: World, pose: Pose, style: HaloStyle): void {
    const { ratio } = world.surface;
    const { core, halo } = this.inksOf(style);
    const wide = { styles: halo, width: ratio * (style.width + 2 * style.margin), round: true };
    const narrow = { styles: core, width: ratio * style.width, round: true };
    this.painter.draw(strokes, world, pose, { ...narrow, opacity: BEHIND, through: true });
    this.painter.draw(strokes, world, pose, { ...wide, opacity: 1, through: false });
    this.painter.draw(strokes, world, pose, { ...narrow, opacity: 1, through: false });
  }

  private inksOf(style: HaloStyle): { readonly core: DataTexture; readonly halo: DataTexture } {
    const known = this.inks.get(style);
    if (known) return known;
    const inks = { core: swatch(this.gl, style.core), halo: swatch(this.gl, style.halo) };
    this.inks.set(style, inks);
    return inks;
  }
}
