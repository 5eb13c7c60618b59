import type { Rgb } from "../canvas/theme.ts";
import { FAINTEST, type Fill, fillOf } from "../color/fill.ts";
import type { Colors } from "../wire/picture.ts";
import { DataTexture } from "./data_texture.ts";
import type { Uniform } from "./program.ts";
import type { Surface } from "./webgl_canvas.ts";

/** GLSL: `tileColor(tile)`, the color of a tile by its value, and the uniforms that it reads. */
export const TILE_COLOR = `precision highp float;
precision highp sampler2D;
uniform sampler2D values, ramp, palette;
uniform int mode;
uniform vec2 range;
uniform vec3 neutral;

vec2 tileValue(int index) {
  int columns = textureSize(values, 0).x;
  return texelFetch(values, ivec2(index % columns, index / columns), 0).rg;
}

vec3 tileColor(float tile) {
  vec2 value = tileValue(int(tile));
  if (mode == 0 || isnan(value.r)) return neutral;
  if (mode == 3) {
    int classes = textureSize(palette, 0).x;
    vec4 full = texelFetch(palette, ivec2(int(value.r) % classes, 0), 0);
    return mix(neutral, full.rgb, full.a * (${FAINTEST} + ${1 - FAINTEST} * clamp(value.g, 0.0, 1.0)));
  }
  float t = mode == 2 ? log(max(value.r, range.x) / range.x) / log(range.y / range.x)
                      : (value.r - range.x) / (range.y - range.x);
  int last = textureSize(ramp, 0).x - 1;
  return texelFetch(ramp, ivec2(int(clamp(t, 0.0, 1.0) * float(last) + 0.5), 0), 0).rgb;
}`;

const MODES = { linear: 1, log: 2, class: 3, pattern: 1 } as const;
const COLUMNS = 1024; // texels per row; any size that every card allows

/** The values of all tiles on the graphics card, one texel each, and how they become colors. */
export class TileValues {
  private readonly texture: DataTexture;
  private sent: Partial<Colors> = {};
  private mode = 0;
  private range: Fill["range"] = [0, 1];

  constructor(gl: Surface["gl"], tileCount: number) {
    this.texture = new DataTexture(gl, "pair", COLUMNS, Math.max(1, Math.ceil(tileCount / COLUMNS)));
  }

  set(colors: Colors): void {
    const { values, confidence } = colors;
    // While only the range changes, all values are where they were.
    if (values !== this.sent.values || confidence !== this.sent.confidence) {
      const texels = new Float32Array(2 * COLUMNS * this.texture.height);
      for (let i = 0; i < values.length; i++) {
        texels[2 * i] = values[i];
        texels[2 * i + 1] = confidence ? confidence[i] : 1;
      }
      this.texture.image = texels;
      this.sent = { values, confidence };
    }
    const { scale, range } = fillOf(colors);
    this.mode = MODES[scale];
    this.range = range;
  }

  uniforms(neutral: Rgb): Record<"values" | "mode" | "range" | "neutral", Uniform> {
    return { values: this.texture, mode: this.mode, range: this.range, neutral };
  }

  release(): void {
    this.texture.release();
  }
}
