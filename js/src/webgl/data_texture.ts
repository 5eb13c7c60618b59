import { classTexels } from "../color/palette.ts";
import type { Surface } from "./webgl_canvas.ts";

/** What a texel is: a color of four bytes, or two floating-point numbers. */
type Texel = "color" | "pair";

/** A texture that holds numbers, never filtered. */
export class DataTexture {
  /** The numbers of all texels, brought to the graphics card when next drawn with. */
  image: Uint8Array | Float32Array | null = null;
  private uploaded: Uint8Array | Float32Array | null | undefined;
  private readonly texture: WebGLTexture;

  constructor(
    private readonly gl: Surface["gl"],
    private readonly texel: Texel,
    readonly width: number,
    readonly height = 1,
  ) {
    this.texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    for (const way of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
      gl.texParameteri(gl.TEXTURE_2D, way, gl.NEAREST);
  }

  bind(unit: number): void {
    const { gl, image, width, height } = this;
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    if (image === this.uploaded) return;
    this.uploaded = image;
    const [internal, format, type] =
      this.texel === "color" ? [gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE] : [gl.RG32F, gl.RG, gl.FLOAT];
    gl.texImage2D(gl.TEXTURE_2D, 0, internal, width, height, 0, format, type, image);
  }

  release(): void {
    this.gl.deleteTexture(this.texture);
  }
}

/** The colors of all classes, one texel each. */
export function paletteTexture(gl: Surface["gl"]): DataTexture {
  const texels = classTexels();
  const texture = new DataTexture(gl, "color", texels.length / 4);
  texture.image = texels;
  return texture;
}
