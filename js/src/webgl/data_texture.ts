import { Texture } from "ogl";
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
