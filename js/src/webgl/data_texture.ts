import { Texture } from "ogl";
import { classTexels } from "../color/palette.ts";
import type { Surface } from "./webgl_canvas.ts";

/** A texture that holds numbers, never filtered. */
export function dataTexture(
  gl: Surface["gl"],
  internalFormat: number,
  format: number,
  type: number,
  width: number,
  height: number,
): Texture {
  return new Texture(gl, {
    internalFormat,
    format,
    type,
    width,
    height: Math.max(1, height),
    minFilter: gl.NEAREST,
    magFilter: gl.NEAREST,
    generateMipmaps: false,
    flipY: false,
  });
}

/** The colors of all classes, one texel each. */
export function paletteTexture(gl: Surface["gl"]): Texture {
  const texels = classTexels();
  const texture = dataTexture(gl, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, texels.length / 4, 1);
  texture.image = texels;
  return texture;
}
